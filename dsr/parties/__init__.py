"""Who is who in a case: opening what is sealed, and who acts for whom."""

from dsr.parties.authority import (
    UNDECIDED,
    agent_rule_faults,
    all_agent_rule_faults,
    authority_carrier_of,
    capacity_of,
    cases_sharing_authority,
    is_permission_stated,
    lacking_authority,
    may_ask_person,
    permission_asked_of,
    permission_documents,
    permission_of,
    permission_rule_of,
    undecided_sharing_authority,
)
from dsr.parties.sealed_parties import (
    cases_received_together,
    reply_to,
    sealed_value,
    sealed_values,
    subject_of,
)

__all__ = [
    "UNDECIDED",
    "agent_rule_faults",
    "all_agent_rule_faults",
    "authority_carrier_of",
    "capacity_of",
    "cases_received_together",
    "cases_sharing_authority",
    "is_permission_stated",
    "lacking_authority",
    "may_ask_person",
    "permission_asked_of",
    "permission_documents",
    "permission_of",
    "permission_rule_of",
    "reply_to",
    "sealed_value",
    "sealed_values",
    "subject_of",
    "undecided_sharing_authority",
]
