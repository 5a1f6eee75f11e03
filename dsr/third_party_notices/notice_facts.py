"""What a notice to a company states as so, and the record each rests on. Without the record nothing is sent."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import repeats, suppression
from dsr.kinds import base
from dsr.kinds.base import Fact, Words
from dsr.lifecycle import State
from dsr.models import Case, Disclosure, Item, Step, Suppression, ThirdPartyNotice
from dsr.models.item import Decision
from dsr.models.system import StepState
from dsr.models.third_party_notice import What
from dsr.third_party_notices import content


def _not_decided(case: Case) -> Words:
    """What was decided before is not told while it is decided again, nor after it was declined."""
    if State(case.state) in repeats.UNDECIDED or not case.outcome:
        return _("The request is not decided, or is decided again.")
    if State(case.state) is State.CLOSED:
        return _("The request ended without an answer.")
    if base.get(case.kind).outcome(case.outcome).is_decline:
        return _("The request is declined.")
    return ""


def _processes_nothing(notice: ThirdPartyNotice) -> Words:
    if notice.provider is None or not notice.provider.is_active:
        return _("The register does not say that this company processes for us.")
    return ""


def _got_nothing(notice: ThirdPartyNotice) -> Words:
    if notice.provider_id is None and notice.recipient_key:
        rows = Disclosure.objects.in_version(notice.case.business.ledger_version)
        if (
            notice.is_confirmed
            or rows.filter(business=notice.case.business_id, recipient_key=notice.recipient_key).exists()
        ):
            return ""
    return _("Neither the disclosures nor a system says that this company got personal information from us.")


def _not_owed(notice: ThirdPartyNotice) -> Words:
    return "" if content.is_owed(notice.case, notice.what) else _("No law has us tell this company.")


def _nothing_deleted(notice: ThirdPartyNotice) -> Words:
    if why := _not_decided(notice.case):
        return why
    done = Step.objects.filter(case=notice.case, state=StepState.DONE)
    return "" if done.exists() else _("Nothing is recorded as deleted.")


def _nothing_kept(notice: ThirdPartyNotice) -> Words:
    if why := _not_decided(notice.case):
        return why
    kind = base.get(notice.case.kind)
    kept = Step.objects.filter(case=notice.case, state=StepState.KEPT)
    is_locked = any(kind.keep_code(step.keep_code).locks for step in kept)
    return "" if is_locked else _("Nothing is kept any more that may serve one purpose alone.")


def _nothing_corrected(notice: ThirdPartyNotice) -> Words:
    if why := _not_decided(notice.case):
        return why
    decided = Item.objects.filter(case=notice.case, decision__in=[Decision.CORRECT, Decision.DELETE])
    return "" if decided.exists() else _("No item is decided to be corrected.")


def _stop_ended(notice: ThirdPartyNotice) -> Words:
    if why := _not_decided(notice.case):
        return why
    had_one = Suppression.objects.filter(case=notice.case).exists()
    return (
        _("What the request stopped is allowed again.") if had_one and not suppression.holds_stop(notice.case) else ""
    )


def _not_filed(notice: ThirdPartyNotice) -> Words:
    filed = Item.objects.filter(case=notice.case, statement_at__isnull=False)
    return "" if filed.exists() else _("No statement is filed.")


def _fact(name: str, words: Any, record: str, lacks: Any) -> Fact:
    return Fact(name=name, words=words, record=record, lacks=lacks)


PROCESSES_FOR_US = _fact(
    "processes-for-us",
    gettext_lazy("The company processes personal information for us"),
    "ThirdPartyNotice.provider, which is in use",
    _processes_nothing,
)
GOT_INFORMATION = _fact(
    "got-information",
    gettext_lazy("The company got personal information from us"),
    "Disclosure of the recipient in the published ledger; ThirdPartyNotice.is_confirmed by a system",
    _got_nothing,
)
OWED_BY_LAW = _fact(
    "owed-by-law",
    gettext_lazy("The law has us tell the company"),
    "Notices.is_required of the kind; of an opt-out from sale, Business.is_ccpa_business",
    _not_owed,
)
# What each order rests on: it tells what was decided and done.
OF_ORDER: Mapping[str, Fact] = {
    What.DELETION: _fact(
        "deletion-told",
        gettext_lazy("What the person asked for is decided, and something is deleted"),
        "Case.state and .outcome; Step.state done",
        _nothing_deleted,
    ),
    What.KEEPING: _fact(
        "keeping-told",
        gettext_lazy("Some of it must be kept, and may serve nothing else"),
        "Case.state and .outcome; Step.keep_code of a purpose or a hold",
        _nothing_kept,
    ),
    What.CORRECTION: _fact(
        "correction-told",
        gettext_lazy("What the record says is decided to be changed"),
        "Case.state and .outcome; Item.decision correct, or delete",
        _nothing_corrected,
    ),
    What.OPT_OUT: _fact(
        "stop-told",
        gettext_lazy("The person opted out, and that holds"),
        "Case.state and .outcome; Suppression.lifted_at of the case",
        _stop_ended,
    ),
    What.STATEMENT: _fact(
        "statement-told",
        gettext_lazy("The person says that something in the record is wrong"),
        "Item.statement_at",
        _not_filed,
    ),
}
# A sentence that states one of these stands inside an `if` of its word, and is gone where the record lacks.
IF_RECORDED = (PROCESSES_FOR_US, GOT_INFORMATION, OWED_BY_LAW)
FACTS = (*IF_RECORDED, *OF_ORDER.values())


def why_not_told(notice: ThirdPartyNotice) -> Words:
    """Why the notice would state what is not on record; empty when all of it is."""
    relation = _processes_nothing(notice) and _got_nothing(notice)
    return OF_ORDER[notice.what].lacks(notice) or relation


def words_of_facts(notice: ThirdPartyNotice) -> dict[str, bool]:
    """By word of the letters, whether it is so."""
    return {fact.word: not fact.lacks(notice) for fact in IF_RECORDED}
