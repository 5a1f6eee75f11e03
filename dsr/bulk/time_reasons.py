"""Why a case needs more time, as far as its own record says so; a person reads it, and writes what it lacks."""

from django.utils.translation import ngettext

from dsr.models import Case, Step
from dsr.models.system import StepState


def reason_on_record(case: Case) -> str:
    """For the person, of what this case still waits for; empty where nothing on record says why."""
    asked = Step.objects.filter(case=case, state=StepState.ASKED).count()
    if not asked:
        return ""
    return ngettext(
        "The people who keep one of our records have not yet told us what they found there.",
        "The people who keep %(count)d of our records have not yet told us what they found there.",
        asked,
    ) % {"count": asked}
