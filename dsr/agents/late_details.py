"""What an agent left out in a letter for many, and sends later: the person's address, what is wrong."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import corrections, intake, journal, letters, parties, verification
from dsr.errors import BadInput
from dsr.formats.addresses import one_address
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Bundled, Case

_UNDECIDED = frozenset({State.RECEIVED, State.VERIFYING, State.REVIEW})


@transaction.atomic
def add_late_details(
    case_id: int, actor: Actor, *, email: str = "", items: Sequence[Mapping[str, str]] = (), seen: int | None = None
) -> Case:
    """Add them to one request of a bundle that nobody has decided, and let the machine match the person anew.

    Raises BadInput for what is there already, and for what is neither. The journal names fields, never what they say.
    """
    journal.must_decide(actor)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if not Bundled.objects.filter(case=case).exists() or State(case.state) not in _UNDECIDED:
        raise BadInput(_("This can be added to a request of a bundle that is not decided yet."))
    if not email.strip() and not items:
        raise BadInput(_("Give the address, or what is wrong."))
    facts: dict[str, object] = {}
    if items:
        facts["fields"] = _add_items(case, items)
    if email.strip():
        _add_address(case, email)
        facts["address"] = True
    case = journal.record(case.pk, Line(EntryName.AGENT_ADDED, facts), actor, seen=seen)
    verification.weigh_anew(case, actor, {"added": sorted(facts)})
    case.refresh_from_db()
    return case


def _add_items(case: Case, items: Sequence[Mapping[str, str]]) -> list[str]:
    if base.get(case.kind).items is None:
        raise BadInput(_("Only a correction says what is wrong."))
    return corrections.add_items(case, intake.kept_items(items))


def _add_address(case: Case, typed: str) -> None:
    subject = parties.sealed_value(case, "subject")
    if subject.get("email"):
        raise BadInput(_("An address of this person is there already."))
    try:
        email = one_address(typed)
    except BadInput as error:
        raise BadInput(_("Give an email address like name@example.com.")) from error
    if why := letters.why_not_mailed(email):
        raise BadInput(why)
    journal.reseal(case.pk, "subject", {**subject, "email": email})
