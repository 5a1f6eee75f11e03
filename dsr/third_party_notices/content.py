"""What an addressee is told: whom it is about, what to do, and what was changed, kept or stated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import corrections, letters, parties, retention, steps
from dsr.formats.spoken_lists import all_of
from dsr.kinds import base
from dsr.kinds.base import Words
from dsr.law import third_party_notices as law
from dsr.models import Case, Item, Step, ThirdPartyNotice
from dsr.models.suppression import Purpose
from dsr.models.system import StepState
from dsr.models.third_party_notice import What

_ORDERS: dict[str, Words] = {
    What.DELETION: gettext_lazy(
        "Delete what you have about this person from us. Tell those to whom you passed it on to do the same."
    ),
    What.KEEPING: gettext_lazy(
        "Some of it must be kept. Use what you have about this person from us for nothing but that, and tell those to "
        "whom you passed it on."
    ),
    What.CORRECTION: gettext_lazy(
        "Change what you have about this person as this says, wherever you have it. Tell those to whom you passed it "
        "on."
    ),
    What.STATEMENT: gettext_lazy(
        "This person says that something in the record is wrong. Keep this statement with it, and pass it on with the "
        "record."
    ),
}
# Of an opt-out, by what it stops.
_STOPS: dict[frozenset[str], Words] = {
    frozenset({Purpose.SALE_SHARING.value}): gettext_lazy(
        "This person opted out of sale and sharing. Stop using what you got from us for that, and tell those to whom "
        "you passed it on to stop too."
    ),
    frozenset({Purpose.DIRECT_MARKETING.value}): gettext_lazy(
        "This person told us not to give their information to others for direct marketing. Stop using what you got "
        "from us for yours, and tell those to whom you passed it on to stop too."
    ),
    frozenset({Purpose.SALE_SHARING.value, Purpose.DIRECT_MARKETING.value}): gettext_lazy(
        "This person opted out of sale and sharing, and told us not to give their information to others for direct "
        "marketing. Stop using what you got from us for either, and tell those to whom you passed it on to stop too."
    ),
}


@dataclass(frozen=True)
class Content:
    """The order in words, and the facts of the person: only behind a good link, in a signed body, or on paper."""

    order: str
    whom: Mapping[str, str] = field(default_factory=dict)
    portions: str = ""
    keeps: tuple[str, ...] = ()
    changes: tuple[corrections.ItemChange, ...] = ()
    statements: tuple[tuple[str, str], ...] = ()  # of which item, and the words


def order(notice: ThirdPartyNotice) -> str:
    """What to do, without a word of the person."""
    return str(_STOPS[_stopped(notice.case)] if notice.what == What.OPT_OUT else _ORDERS[notice.what])


def _stopped(case: Case) -> frozenset[str]:
    """The purposes that the request stops."""
    rules = base.get(case.kind).suppression
    return frozenset(use.purpose for use in rules.uses(case.answers)) if rules is not None else frozenset()


def notice_law(case: Case, what: str) -> str:
    """The law of this notice of a case; of an opt-out, that of what it stops. Empty where none says anything of it."""
    if not _is_required(case):
        return ""
    if what != What.OPT_OUT:
        return str(law.LAW[what])
    stopped = _stopped(case) if case.business.is_ccpa_business else _stopped(case) - {Purpose.SALE_SHARING.value}
    return all_of(citation for purpose, citation in law.STOPPED.items() if purpose in stopped)


def is_owed(case: Case, what: str) -> bool:
    """True when the law itself wants the company told; else the desk tells it so that the person's wish is kept."""
    is_sale = Purpose.SALE_SHARING.value in _stopped(case) and case.business.is_ccpa_business
    return _is_required(case) and (what != What.OPT_OUT or is_sale)


def _is_required(case: Case) -> bool:
    notices = base.get(case.kind).notices
    return notices is not None and notices.is_required


def content_of(notice: ThirdPartyNotice) -> Content:
    """Everything that is told. Empty of the person when the case is forgotten."""
    case = notice.case
    if not case.data_key:
        return Content(order(notice))
    is_change = notice.what in {What.CORRECTION, What.STATEMENT}
    return Content(
        order=order(notice),
        whom=parties.subject_of(case),
        portions="" if is_change else "; ".join(str(words) for words in steps.chosen_portion_words(case)),
        keeps=_keeps(notice) if notice.provider_id and not is_change else (),
        changes=corrections.changes_by_hand(case) if notice.what == What.CORRECTION else (),
        statements=_statements(notice) if notice.what == What.STATEMENT else (),
    )


def _keeps(notice: ThirdPartyNotice) -> tuple[str, ...]:
    """Under which exceptions the business keeps some of it: who processes for it is bound by them too."""
    kind = base.get(notice.case.kind)
    steps = Step.objects.filter(case=notice.case, state=StepState.KEPT).prefetch_related("directions")
    keeps = [(kind.keep_code(step.keep_code), retention.is_secret(step)) for step in steps]
    words = {
        str(_("a law that does not let us say more"))
        if is_secret
        else f"{keep.words}{letters.law_of_keeping(notice.case, keep)}"
        for keep, is_secret in keeps
        if keep.locks
    }
    return tuple(sorted(words))


def _statements(notice: ThirdPartyNotice) -> tuple[tuple[str, str], ...]:
    opened = parties.sealed_values(notice.case)
    filed = Item.objects.filter(case=notice.case, statement_at__isnull=False).order_by("number")
    found = ((corrections.field_words(item.field), str(opened.get(f"statement:{item.number}", ""))) for item in filed)
    return tuple(pair for pair in found if pair[1])


def for_webhook(notice: ThirdPartyNotice, points: list[str]) -> dict[str, Any]:
    """The same as data: of the person only the points that this addressee is told."""
    told = content_of(notice)
    data: dict[str, Any] = {
        "what": notice.what,
        "order": told.order,
        "person": {name: told.whom[name] for name in points if told.whom.get(name, "").strip()},
        "portions": sorted(part for part in str(notice.case.answers.get("portions") or "").split(",") if part),
        "keeps": list(told.keeps),
    }
    if notice.what == What.OPT_OUT:
        data["stops"] = sorted(_stopped(notice.case))
    if notice.what == What.CORRECTION:
        data["changes"] = [{"what": one.words, "old": one.old, "new": one.new} for one in told.changes]
    if notice.what == What.STATEMENT:
        data["statements"] = [{"about": about, "words": words} for about, words in told.statements]
    return data
