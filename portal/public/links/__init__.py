"""The pages behind links in letters."""

from portal.public.links.agent_permission import agent_permission_page
from portal.public.links.company_notice import company_notice_page
from portal.public.links.correction_followup import check_page, statement_page
from portal.public.links.new_address import confirm_address_page, stop_address_page
from portal.public.links.system_owner import system_owner_page
from portal.public.links.withdrawal import withdrawal_page

__all__ = [
    "agent_permission_page",
    "check_page",
    "company_notice_page",
    "confirm_address_page",
    "statement_page",
    "stop_address_page",
    "system_owner_page",
    "withdrawal_page",
]
