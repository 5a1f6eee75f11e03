"""The rest that is owed after what was known so far: what the whole response says beside it."""

from typing import Any

from django.utils.translation import gettext as _

from dsr import disclosures
from dsr.clock import PACIFIC
from dsr.disclosures import Difference
from dsr.formats.days import long_day
from dsr.models import Case, Compilation, Letter
from dsr.models.case_surroundings import may_have
from dsr.models.letter import LetterState


def supplemented_letter(case: Case) -> Letter | None:
    """The newest letter that reached this case's requester with what was known as of a day; None where none did."""
    if not may_have(case, "part"):
        return None
    sent = Letter.objects.filter(case=case, state__in=[LetterState.ACCEPTED, LetterState.MAILED])
    return sent.exclude(compilation__as_of=None).select_related("compilation").order_by("-pk").first()


def supplement_words(case: Case, compilation: Compilation) -> str:
    """What a report of the whole year supplements, and whether it adds anything; empty where nothing was sent before.

    In the language that is active now.
    """
    earlier = supplemented_letter(case) if compilation.pk and compilation.as_of is None else None
    if earlier is None or earlier.compilation is None:
        return ""
    day = earlier.mailed_on or (earlier.accepted_at or earlier.written_at).astimezone(PACIFIC).date()
    named = {"day": _day(day), "as_of": _day(earlier.compilation.as_of)}
    difference = disclosures.compare_compilations(earlier.compilation, compilation)
    if difference is Difference.NONE:
        return (
            _(
                "On %(day)s we sent you what we knew as of %(as_of)s. Our check is finished now. Nothing was added to "
                "what we sent you, and nothing in it changed."
            )
            % named
        )
    if difference is Difference.ADDED:
        return (
            _(
                "On %(day)s we sent you what we knew as of %(as_of)s. Our check is finished now, and it added to what "
                "we sent you. The whole is in this response."
            )
            % named
        )
    return (
        _(
            "On %(day)s we sent you what we knew as of %(as_of)s. Our check is finished now, and some of what we sent "
            "you has changed. This response takes its place."
        )
        % named
    )


def _day(day: Any) -> str:
    return long_day(day)
