"""One case of bulk work is approved or declined: what is open to it, its letter as it was looked at, and the verb."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from dsr import agents, disclosures, review, second_approvals
from dsr.bulk.press import Press, whole_case
from dsr.clock import today
from dsr.errors import Blocked, Changed, TryAgain
from dsr.formats import canonical_json
from dsr.kinds import base
from dsr.kinds.base import TwoPersonAct
from dsr.lifecycle import State
from dsr.models import Case, Compilation
from dsr.models.compilation import CompilationState
from dsr.sealing import secret_digest


def _report(case: Case, code: str) -> Compilation | None:
    """The report that serves this outcome now; it is asked for if it is new. Raises TryAgain while it is compiled."""
    kind = base.get(case.kind)
    if kind.report is None:
        return None
    as_of = today() if code in kind.codes_owing_rest else None
    found = disclosures.request_compilation(case, kind.report.name, as_of=as_of)
    if found.state == CompilationState.WANTED:
        raise TryAgain(_("The report is being compiled."))
    return found


def open_grants(case: Case) -> list[str]:
    """What may be granted to many at once: no answer in own words, and nothing that is decided item by item."""
    kind = base.get(case.kind)
    if State(case.state) is not State.REVIEW or kind.items is not None:
        return []
    offered = review.offered_outcomes(case, _report(case, ""))
    return [one.code for one in offered if not one.needs_reason and not one.owes_rest]


def open_declines(case: Case) -> list[str]:
    """The reasons that the record of this case supports, without a word of anybody's own.

    While the person may still prove who asks, or the agent give what was asked for, its lack is no reason for many.
    """
    if State(case.state) is not State.REVIEW:
        return []
    found = [one.code for one in review.decline_reasons(case) if one.by_record and not one.needs_reason]
    return [code for code in found if not agents.why_wait_for_agent(case, code)]


def _outcome(press: Press) -> str:
    code = str(press.choice["outcome"])
    kind = base.get(press.case.kind)
    if press.row.open_to is not None and code not in press.row.open_to:
        raise Blocked(_why_closed(press.case, kind, code))
    return code


def _why_closed(case: Case, kind: base.Kind, code: str) -> str:
    chosen = next((one for one in kind.outcomes if one.code == code), None)
    if code and chosen is None:
        return _("A request of its kind does not end so.")
    if State(case.state) is State.VERIFYING:
        return _("It waits for the person to confirm or prove it.")
    if State(case.state) is not State.REVIEW:
        return _("It does not wait for a decision.")
    if chosen is None:
        waits = (agents.why_wait_for_agent(case, one.code) for one in kind.outcomes if one.by_record)
        if why := next((why for why in waits if why), ""):
            return why
        return review.why_unproved(case) or _("Nothing that many may get at once is open to it.")
    if kind.items is not None and not chosen.is_decline:
        return _("It is decided item by item, on its own page.")
    if chosen.needs_reason or (chosen.is_decline and not chosen.by_record):
        return _("It is weighed for each person, on its own page.")
    if why := str(kind.bar(chosen, case)) or agents.why_wait_for_agent(case, code):
        return why
    return review.why_unproved(case) or _("Another outcome holds for it.")


def draft_of(case: Case, code: str) -> review.Draft:
    """The draft of a decision as the page of the case would show it, with what the systems declare that they keep."""
    return review.draft(case, code, _report(case, code))


def _mark(case: Case, found: review.Draft, keeps: Mapping[int, str]) -> str:
    steps = [[step.pk, keeps.get(step.pk, ""), step.found_digest] for step in review.open_steps(case)]
    words = review.words_of_draft(found.composed) if found.composed else []
    return secret_digest("bulk-letter", canonical_json.digest([found.outcome.code, found.expected.code, words, steps]))


def _decision(press: Press) -> tuple[review.Draft, dict[int, str]]:
    """What would be decided. Raises Blocked where the page of the case would offer no button."""
    code = _outcome(press)
    case = whole_case(press.case)
    keeps = {} if base.get(case.kind).outcome(code).is_decline else review.declared_keeps(case, base.get(case.kind))
    found = draft_of(case, code)
    if found.problem:
        raise Blocked(found.problem)
    if found.expected.letter and found.composed is None:
        raise Blocked(_("Its letter cannot be written."))
    return found, keeps


def look_at_decision(press: Press) -> dict[int, str]:
    found, keeps = _decision(press)
    press.row.compilation = found.compilation if found.outcome.needs_report else None
    press.row.mark = _mark(press.case, found, keeps)
    press.row.act = review.two_person_act(base.get(press.case.kind), found.expected) or ""
    letter = found.composed
    parts = [press.case.kind, found.expected.code, letter.name, letter.delivery, letter.language] if letter else [""]
    whose = ["person"] if letter and letter.to_person else []
    press.row.sort = "|".join([*parts, str(press.case.brand_id), *whose])
    return keeps


def require_same_letter(press: Press) -> dict[int, str]:
    """What the systems declare. Raises Changed where the letter, or what is done, would be another than was seen."""
    found, keeps = _decision(press)
    if _mark(press.case, found, keeps) != press.row.mark:
        raise Changed(_("Its letter, or what would be done, changed since you looked."))
    return keeps


def approve(press: Press, keeps: dict[int, str]) -> object:
    chosen = review.Approval(
        str(press.choice["outcome"]), compilation_id=press.row.compilation_id, keeps=keeps, note=press.words
    )
    case = review.approve(press.case.pk, press.actor, chosen, seen=press.row.seen, given=press.approval)
    return _approved_by_two(press, case)


def decline(press: Press, _keeps: object) -> object:
    reasons = [str(press.choice["outcome"])]
    case = review.decline(press.case.pk, press.actor, seen=press.row.seen, reasons=reasons, note=press.words)
    return _approved_by_two(press, case)


def _approved_by_two(press: Press, case: Case) -> Case:
    """The second approval of the whole stands in the record of each, also of one that would need none by itself."""
    if press.approval is not None and not press.row.act:
        second_approvals.require(TwoPersonAct.BULK, press.actor, case=case, given=press.approval)
    return case
