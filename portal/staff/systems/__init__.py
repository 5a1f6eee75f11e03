"""The pages of the systems, and approving a mapping."""

from portal.staff.systems.mapping_approval import approve_mapping_page
from portal.staff.systems.views import system_page, systems_page

__all__ = [
    "approve_mapping_page",
    "system_page",
    "systems_page",
]
