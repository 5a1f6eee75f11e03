"""The facts that letters state of data that is kept: the record of each, and what to say where it is not there."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import journal, letters, retention, steps
from dsr.kinds.base import Fact, Words


def _nothing_ended(case: Any) -> Words:
    while case.joined_to is not None:
        case = case.joined_to
    return "" if journal.is_finishing(case) else _("Nobody recorded that the reason to keep something has ended.")


def _may_be_told(case: Any) -> Words:
    return "" if retention.keeps_secret(case) else _("No order that is on record forbids to tell.")


KEPT_REVIEWED = Fact(
    name="kept-reviewed",
    words=_("What is kept serves one purpose, which is named, and somebody looks again on a day that is named"),
    record="Step.review_on and the sealed reason of every step that keeps something for a purpose",
    lacks=retention.lacking_review,
)
HOLD_DIRECTED = Fact(
    name="hold-directed",
    words=_("An agency directed that something be kept until a day"),
    record="AgencyDirection of every step that keeps something under a hold, not over yet",
    lacks=retention.lacking_direction,
)
SECRECY_ORDERED = Fact(
    name="secrecy-ordered",
    words=_("The law does not let us tell of something that is kept"),
    record="AgencyDirection.forbids_telling of the step, in force",
    lacks=_may_be_told,
)
KEEPING_ENDED = Fact(
    name="keeping-ended",
    words=_("Somebody looked again at what was kept, and the reason has ended"),
    record="the entries “step-keep-ended” and “finish” of the case, newer than any other decision",
    lacks=_nothing_ended,
)
PART_ONLY = Fact(
    name="part-only",
    words=_("The request is for a part, and what is told as not asked for is no part of that"),
    record="Case.answers; Step.state kept, as not asked for, of what they ask for in no way",
    lacks=lambda case: steps.wrongly_left(letters.deciding(case)),
)
# What tells of it in letters.
LEFT = ("not_asked_list", "companion_deletes")
# The words of letters that tell of kept data, dsr/letters/kept_words.py; of each list only what holds is promised.
KEPT_LISTS = ("kept_list", "held_list", "outside_list")


def of_words(words: Collection[str]) -> dict[str, tuple[Fact, ...]]:
    """The facts that a letter with these words states, by how it states them."""
    tells = set(KEPT_LISTS) <= set(words)
    ended = (KEEPING_ENDED,) if "finished_list" in words else ()
    left = (PART_ONLY,) if set(LEFT) <= set(words) else ()
    return {
        "facts": (*left, *((KEPT_REVIEWED, HOLD_DIRECTED, *ended) if tells else ())),
        "facts_if_recorded": (SECRECY_ORDERED,) if tells else (),
    }
