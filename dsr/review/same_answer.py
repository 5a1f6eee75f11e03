"""Whether the decision on one request answers another of the same person, and whether both may be joined now."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from dsr import corrections, parties, sealing
from dsr.clock import PACIFIC
from dsr.formats import references
from dsr.kinds import base
from dsr.law.verification import Level
from dsr.lifecycle import State
from dsr.models import Case
from dsr.models.case import Delivery

# By what right somebody acts: looked at for each request alone, and nothing that the answer depends on.
_OF_WHO = frozenset({"acts_as", "permission_stated"})


def why_not_same_answer(case: Case, first: Case) -> str:
    """Why one decision cannot answer both; empty when it can. What one of them lacks the other does not lend it."""
    return next((why for why in (check(case, first) for check in _CHECKS) if why), "")


def _other_kind(case: Case, first: Case) -> str:
    if not base.get(case.kind).letters.joined:
        return _("Requests of this kind are answered one by one: each gets its own response.")
    if (case.kind, case.business_id) != (first.kind, first.business_id):
        return _("Only requests of the same kind to the same business are owed the same answer.")
    return ""


def _other_year(case: Case, first: Case) -> str:
    years = [(one.year, _year(one) if base.get(one.kind).intake.once_per_year else 0) for one in (case, first)]
    if years[0] == years[1]:
        return ""
    return _("They are of different years (%(first)s and %(second)s): each is answered, with its own year.") % {
        "first": _year(first),
        "second": _year(case),
    }


def _year(case: Case) -> int:
    return case.received_at.astimezone(PACIFIC).year


def _other_mode(case: Case, first: Case) -> str:
    if case.choice_mode_id == first.choice_mode_id:
        return ""
    return _("How people could say no was not the same when they came: each is answered as it was then.")


def _other_language(case: Case, first: Case) -> str:
    return "" if case.language == first.language else _("They are answered in different languages.")


def _other_wish(case: Case, first: Case) -> str:
    if _stated(case) == _stated(first) and _items(case) == _items(first):
        return ""
    return _("They do not ask for, or state, the same: each is answered as it was asked.")


def _stated(case: Case) -> dict[str, list[str]]:
    said = {name: sorted(str(value).split(",")) for name, value in case.answers.items() if value not in (None, "")}
    return {name: value for name, value in said.items() if name not in _OF_WHO}


def _items(case: Case) -> list[tuple[str, list[str]]]:
    rows = corrections.items_of(case)
    said = parties.sealed_values(case) if rows else {}
    found = []
    for item in rows:
        stated = said.get(f"item:{item.number}", {})
        found.append((item.field, [sealing.normalize("", str(stated.get(name, ""))) for name in ("says", "should")]))
    return sorted(found)


def _unproved(case: Case, first: Case) -> str:
    if base.get(case.kind).proof_bounds.least is Level.NONE:
        return ""
    lacking = next((one for one in (case, first) if one.verified_at is None), None)
    if lacking is None:
        return ""
    return _("Who asks is not proved for %(reference)s, and the proof of one request proves nothing for another.") % {
        "reference": references.spell(lacking.reference)
    }


def _unpermitted(case: Case, first: Case) -> str:
    for one in (case, first):
        if why := parties.lacking_authority(one):
            return f"{references.spell(one.reference)}: {why}"
    return ""


_CHECKS: tuple[Callable[[Case, Case], str], ...] = (
    _other_kind,
    _other_year,
    _other_mode,
    _other_language,
    _other_wish,
    _unproved,
    _unpermitted,
)


def why_not_join(case: Case, first: Case) -> str:
    """Why this request cannot be joined to that one now; empty when it can."""
    if why := why_not_same_answer(case, first):
        return why
    if State(case.state) is not State.REVIEW:
        return _("Only a request that waits for a decision can be joined.")
    if State(first.state) in {State.RECEIVED, State.VERIFYING}:
        return _("The other request does not wait for a decision yet.")
    if State(first.state) is State.JOINED:
        return _("The other request is joined to an earlier one itself: join this one to that.")
    if State(first.state) is not State.REVIEW:
        return _("The other request is decided already.")
    if (first.received_at, first.pk) > (case.received_at, case.pk):
        return _("To join them, open the later request.")
    return ""


def is_same_address(case: Case, first: Case) -> bool:
    """True when both are of one name and of one email address of the person's own: an agent's says nothing of them."""
    one, other = (_points(each) for each in (case, first))
    return all(one) and one == other


def _points(case: Case) -> list[str]:
    said = parties.subject_of(case)
    return [sealing.normalize(name, said.get(name, "")) for name in ("name", "email")]


def may_know_of(case: Case, first: Case) -> bool:
    """True when the writer of this request may learn of that one: no letter tells a stranger, or an agent, of it.

    Who asked is proved for both and each writes for themselves; or both are answered to one email address.
    """
    if case.verified_at and first.verified_at and not (case.is_for_another or first.is_for_another):
        return True
    mailbox = _mailbox(case)
    return bool(mailbox) and mailbox == _mailbox(first)


def _mailbox(case: Case) -> str:
    """The email address that reads what it has to say; empty where that goes on paper, or nowhere yet."""
    reader = parties.reader_of(case)
    return sealing.normalize("email", reader.place) if reader.delivery == Delivery.EMAIL else ""
