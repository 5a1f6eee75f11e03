"""The link of a response that leads back to its items."""

from dsr import key_marks, sealing
from dsr.errors import CannotOpen
from dsr.lifecycle import State
from dsr.models import Case

_LINK = "items"


def response_link_token(case: Case) -> str:
    """What stands in the links of the response: opaque, and good as long as the record is kept."""
    key_marks.note_link_key_use()
    return sealing.seal_link([_LINK, case.reference])


def case_of_response_link(token: str) -> Case | None:
    """The case whose response carried the link; None when there is none, or it is forgotten."""
    try:
        told = sealing.open_link(token)
    except CannotOpen:
        return None
    if len(told) != 2 or told[0] != _LINK:
        return None
    cases = Case.objects.select_related("business", "brand", "choice_mode").exclude(data_key=None)
    return cases.filter(reference=told[1], state=State.RESPONDED).first()
