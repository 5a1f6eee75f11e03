"""A fact that proves who asks, given later: unconfirmed until a person at the desk uses it."""

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, parties, verification
from dsr.correspondence.answers import settle
from dsr.correspondence.messages import Kept, keep
from dsr.errors import BadInput, Blocked, Changed
from dsr.formats.hidden_characters import without_hidden
from dsr.journal import Actor, EntryName, Line
from dsr.law.verification import BY_POINT
from dsr.lifecycle import State
from dsr.models import Case, Message
from dsr.models.message import About, Settled
from dsr.models.sealed_value import WORDS

_LONGEST = 200
# While it is not decided.
_TAKES = frozenset({State.VERIFYING, State.REVIEW})


def points_to_add(case: Case) -> tuple[str, ...]:
    """The names of the points that may still be given: those of the kind's rule alone, while the proof is too little.

    None where nothing is asked for, where enough is proved, or the proof is over: nothing new is asked then, Cal. Code
    Regs. tit. 11, § 7060(c), (d).
    """
    if State(case.state) not in _TAKES or case.verified_at is not None:
        return ()
    return verification.points_lacking(case)


def is_fact_offered(case: Case) -> bool:
    """Whether the page offers to add one: the same from the question to the answer, or it would tell of a decision."""
    return case.is_open and case.verified_at is None and bool(verification.points_lacking(case))


def add_fact(case_id: int, point: str, value: str, *, key: str) -> Message:
    """Give one. Nothing is matched by it before a person at the desk says so. Raises BadInput, Blocked."""
    text = without_hidden(value).strip()
    case = Case.objects.select_related("business", "opened_by").get(pk=case_id)
    if not text:
        raise BadInput(_("Write the fact first."))
    if len(text) > _LONGEST:
        raise BadInput(_("This is too long: at most %(most)d characters.") % {"most": _LONGEST})
    known = Message.objects.filter(key=key).exists()
    if not known and point not in points_to_add(case):
        raise Blocked(_("We ask for no more facts of this kind for your request. You can write to us instead."))
    line = Line(EntryName.FACT_GIVEN, {"point": point}, text)
    return keep(case_id, Kept(About.FACT, key, line, point))


def point_in_words(point: str) -> str:
    return _(BY_POINT[point].words) if point in BY_POINT else point


@transaction.atomic
def use_fact(message_id: int, actor: Actor, *, seen: int) -> Message:
    """A person says that it may count: the points are matched anew with it, and nothing is proved by that press alone.

    Raises Changed where there is nothing to match any more.
    """
    journal.must_decide(actor)
    message = Message.objects.select_related("case").get(pk=message_id)
    if message.about != About.FACT:
        raise BadInput(_("This is no fact."))

    def match(case: Case) -> None:
        sealed = parties.sealed_values(case)
        proof = verification.proof_of(case)
        if proof is None:
            raise Changed(_("Nothing has to be proved for this request any more."))
        carrier = Case.objects.get(pk=proof.case_id)
        held = parties.sealed_values(carrier).get("points") or {}
        value = str(sealed.get(f"{WORDS}{message.number}") or "")
        journal.reseal(carrier.pk, "points", {**held, message.point: value})
        if not verification.weigh_anew(case, actor, {"fact": message.point}):
            raise Changed(_("Nothing has to be proved for this request any more."))

    facts = {"message": message.number, "settled": Settled.USED.value, "point": message.point}
    settle(message, actor, Settled.USED, Line(EntryName.MESSAGE_SETTLED, facts), seen=seen, do=match)
    message.refresh_from_db()
    return message
