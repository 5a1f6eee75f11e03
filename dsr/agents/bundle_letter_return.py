"""A letter about a whole bundle came back: it reached nobody, and each request that it told of says so."""

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal
from dsr.agents.bundle_covering import cases_listed_in, hold_bundle
from dsr.errors import BadInput, NotAllowed
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.lifecycle import State
from dsr.models import Case, Letter
from dsr.models.letter import OUT, LetterState
from dsr.reasons import Reason


def may_bundle_letter_return(letter: Letter) -> bool:
    """Whether that can be recorded of it: it is out, and is about a bundle of which something is kept."""
    return letter.state in OUT and letter.bundle is not None and letter.bundle.key is not None


@transaction.atomic
def record_bundle_letter_returned(letter_id: int, actor: Actor, note: str = "") -> Letter:
    """The person wrote it once: their words stand in the first request, and the machine writes the fact into the rest.

    One open request asks for somebody to look, not each of hundreds. What the letter asked can be asked anew at once.
    Raises BadInput where it is not out, NotAllowed of whoever may not decide.
    """
    journal.must_decide(actor)
    known = Letter.objects.exclude(bundle=None).filter(pk=letter_id).values_list("bundle_id", flat=True).first()
    bundle = hold_bundle(known) if known is not None else None
    letter = Letter.objects.select_for_update(of=("self",)).select_related("bundle").filter(pk=letter_id).first()
    if bundle is None or letter is None or not may_bundle_letter_return(letter):
        raise BadInput(_("This letter about the bundle is not out, or it is recorded already that it came back."))
    listed = Case.objects.filter(pk__in=cases_listed_in(letter)).exclude(state=State.FORGOTTEN)
    cases = list(listed.select_related("bundled").order_by("bundled__number", "pk"))
    if not cases:
        raise NotAllowed(_("Every request that this letter told of is forgotten."))
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.BOUNCED)
    facts = {"letter": letter.pk, "name": letter.name, "bundle": bundle.reference}
    still_open = [case for case in cases if case.is_open]
    shown = next((case.pk for case in still_open if not case.stuck), still_open[0].pk if still_open else None)
    for case in cases:
        is_first = case is cases[0]
        line = Line(EntryName.LETTER_RETURNED, facts, note if is_first else "")
        changes = {"stuck": Reason.BUNDLE_LETTER_RETURNED} if case.pk == shown else {}
        journal.record(case.pk, line, actor if is_first else MACHINE, changes=changes)
    letter.refresh_from_db()
    return letter
