"""The one table of permissions: what the pages that a view declares for a role are, and which roles open them."""

from dsr.lifecycle import STAFF_ROLES, Who

_READ = {Who.VIEWER}  # requests, letters, lists; one's own account
_WORK = {Who.REVIEWER}  # enter, decide, write, mail, second approvals for whom dsr/lifecycle.py lets give them
_RELEASE = {Who.APPROVER}  # evidence packs: asked for, approved, fetched
_HOLD = {Who.APPROVER}  # set, change and end litigation holds
_RECORD = {Who.AUDITOR}  # the access record, and what answers for the desk
_SET_UP = {Who.ADMINISTRATOR}  # the set-up, people and their roles

# By the role of a person: the roles that views declare and that open to it. A view declares one, with its methods.
# tests/portal/staff/test_routes.py walks every route and verb with every role.
OPENS: dict[Who, frozenset[Who]] = {
    Who.VIEWER: frozenset(_READ),
    Who.AUDITOR: frozenset(_READ | _RECORD),
    Who.REVIEWER: frozenset(_READ | _WORK),
    Who.APPROVER: frozenset(_READ | _WORK | _RELEASE | _HOLD),
    Who.ADMINISTRATOR: frozenset(_READ | _WORK | _RELEASE | _HOLD | _RECORD | _SET_UP),
}
assert OPENS.keys() == set(STAFF_ROLES)


def opens(role: Who, declared: Who) -> bool:
    """Whether what is declared for one role opens to who has another."""
    return declared in OPENS[role]
