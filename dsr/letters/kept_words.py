"""What letters say of data that stays, each sort by itself and of each only what holds."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import retention
from dsr.formats.days import long_day
from dsr.kinds import base
from dsr.kinds.base import KeepCode
from dsr.law import ccpa
from dsr.law.endings import Keeping
from dsr.models import Case, Step

_BECAUSE = gettext_lazy("%(place)s. Why we keep this: %(why)s%(law)s.")
# Of each sort of place a list.
KEPT_LISTS = ("kept_list", "held_list", "outside_list", "unchanged_list")


def add_kept(found: dict[str, Any], step: Step, keep: KeepCode, place: str, why: str) -> None:
    """Put what one step keeps, under a ground of ours, where it belongs. `why` is its own reason in words, if any.

    `kept` tells that something is; what an order on record forbids to tell of stands in no list.
    """
    found["kept"] = True
    if retention.is_secret(step):
        found["secrecy_ordered"] = True
        return
    said = {"place": place, "why": keep.words, "law": law_of_keeping(step.case, keep), "day": _day_of(step, keep)}
    if keep.keeping is Keeping.HOLD:
        until = [_("It lasts until %(day)s, unless it is renewed.") % said] if said["day"] else []
        found["held_list"].append(" ".join([_with(_BECAUSE % said, why), *until]))
    elif keep.has_purpose:
        look = [_("We look again on %(day)s.") % said] if said["day"] else []
        found["kept_list"].append(" ".join([_with(_BECAUSE % said, why), *look]))
    else:
        name = "outside_list" if keep.keeping is Keeping.OUTSIDE else "unchanged_list"
        found[name].append(_with(_("%(place)s: %(why)s%(law)s.") % said, why))


def law_of_keeping(case: Case, keep: KeepCode) -> str:
    """The law of an exception, in brackets; it is cited to nobody whom it does not cover."""
    kind = base.get(case.kind)
    is_covered = case.business.is_ccpa_business and case.answers.get("ca_resident") != "no"
    is_ours = kind.work is not None and kind.work.is_promise
    # Of a right under another law, only the exceptions that the CCPA alone gives are in question.
    is_borrowed = ccpa.is_of_act(keep.citation) and not ccpa.is_of_act(kind.law[0])
    return "" if not is_covered and (is_ours or is_borrowed) else f" ({keep.citation})"


def _with(line: str, why: str) -> str:
    """A line and the reason of its own behind it, as a sentence."""
    text = " ".join(why.split())
    return f"{line} {text}{'' if text[-1] in '.!?' else '.'}" if text else line


def _day_of(step: Step, keep: KeepCode) -> str:
    review = retention.review_of(step, keep)
    return long_day(review.due_on) if review else ""
