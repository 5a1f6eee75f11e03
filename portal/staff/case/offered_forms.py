"""The forms of a case's page: what can be done now, each fresh or as it was sent."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from dsr import letters, review
from dsr.lifecycle import State
from dsr.models import Account, Case
from dsr.reasons import Reason
from portal.staff.case import delivery, guessed_codes, messages, receipt, steps, third_party_notices
from portal.staff.case.action import SeenForm
from portal.staff.case.actions import ACTIONS
from portal.staff.case.documents import Line as DocumentLine
from portal.staff.case.page import Page

Able = Mapping[str, SeenForm]  # what can be done with one line now, by name
_NOTHING: Able = {}

# A template takes these for a form that is not there, and draws none.
_TAKEN_FOR_ABSENCE = (LookupError, TypeError, AttributeError, ValueError)


class FormsByName(Mapping[str, SeenForm]):
    """The forms of what can be done, by the action's name with _; each is made when it is asked for, and then kept.

    Most are folded on a page, and what they read and offer is not needed before one is opened.
    """

    def __init__(self, makers: Mapping[str, Callable[[], SeenForm]]) -> None:
        self._makers = makers
        self._made: dict[str, SeenForm] = {}

    def __getitem__(self, name: str) -> SeenForm:
        maker = self._makers[name]
        if name not in self._made:
            try:
                self._made[name] = maker()
            except _TAKEN_FOR_ABSENCE as error:
                raise RuntimeError(f"The form {name} cannot be made.") from error
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, name: object) -> bool:
        return name in self._makers


@dataclass(frozen=True)
class OfferedForms:
    """`by_name` is by the action's name with _; the others pair each line with the forms that are its own."""

    by_name: Able
    mailings: list[tuple[delivery.Shown, SeenForm]]
    steps: list[tuple[steps.Line, Able]]
    documents: list[tuple[DocumentLine, SeenForm | None]]
    notices: list[tuple[third_party_notices.Line, Able]]
    messages: list[tuple[messages.Line, Able]]


def only_read(page: Page) -> OfferedForms:
    """For who may do nothing: the lines without a form."""
    return OfferedForms(
        by_name=_NOTHING,
        mailings=[],
        steps=[(line, _NOTHING) for line in (page.work.lines if page.work else [])],
        documents=[(line, None) for line in page.documents],
        notices=[(line, _NOTHING) for line in page.third_party_notices.lines],
        messages=[(line, _NOTHING) for line in page.messages.waiting],
    )


def offer_forms(page: Page, reader: Account, bound: SeenForm | None) -> OfferedForms:
    """For who may decide. The form that was sent keeps what was typed."""
    return _Offer(page.case, bound).forms(page, reader)


@dataclass(frozen=True)
class _Offer:
    case: Case
    bound: SeenForm | None

    def forms(self, page: Page, reader: Account) -> OfferedForms:
        return OfferedForms(
            by_name=self._by_name(page, _offered(page, reader)),
            mailings=[(one, self._mailing(one)) for one in page.letters if one.is_recordable],
            steps=[(line, self._of_step(line)) for line in (page.work.lines if page.work else [])],
            documents=[(line, self._of_document(line)) for line in page.documents],
            notices=[(line, self._of_notice(line)) for line in page.third_party_notices.lines],
            messages=[(line, self._of_message(line)) for line in page.messages.waiting],
        )

    def _by_name(self, page: Page, offered: Iterable[str]) -> Able:
        return FormsByName({name.replace("-", "_"): partial(self._whole, name, page) for name in offered})

    def _whole(self, name: str, page: Page) -> SeenForm:
        if self.bound is not None and self.bound.name == name:
            return self.bound
        form: SeenForm = ACTIONS[name].form(case=self.case, name=name)
        if name == "supplement" and page.report is not None:
            form.initial["compilation"] = page.report.pk
        return form

    def _one(self, action: str, item: int, initial: Mapping[str, Any]) -> SeenForm:
        name = f"{action}-{item}"
        if self.bound is not None and self.bound.name == name:
            return self.bound
        form: SeenForm = ACTIONS[action].form(case=self.case, name=name, initial=initial)
        return form

    def _mailing(self, one: delivery.Shown) -> SeenForm:
        return self._one("mailed", one.letter.pk, {"letter": one.letter.pk})

    def _of_step(self, line: steps.Line) -> Able:
        may = {
            "retry": line.may_retry,
            "chase": line.may_chase,
            "confirm": line.may_confirm,
            "settle": line.may_settle,
            "direct": line.may_direct,
            "keep-on": line.may_keep_on,
            "end": line.may_end,
            "say-why": line.may_say_why,
        }
        initial = {"step": line.step.pk, "found": line.step.found_digest}
        offered = [name for name, is_open in may.items() if is_open]
        return {name.replace("-", "_"): self._one(f"step-{name}", line.step.pk, initial) for name in offered}

    def _of_document(self, line: DocumentLine) -> SeenForm | None:
        """How it was checked, where it is a proof of identity."""
        return self._one("document-checked", line.row.pk, {"document": line.row.pk}) if line.may_check else None

    def _of_notice(self, line: third_party_notices.Line) -> Able:
        may, initial = {"chase": line.may_chase, "settle": line.may_settle}, {"notice": line.notice.pk}
        return {
            name: self._one(f"telling-{name}", line.notice.pk, initial) for name, is_open in may.items() if is_open
        }

    def _of_message(self, line: messages.Line) -> Able:
        may = {
            "answer-message": line.is_words,
            "use-fact": line.is_fact,
            "open-from-message": bool(line.hints),
            "settle-message": True,
        }
        initial = {"message": line.message.pk}
        offered = [name for name, is_open in may.items() if is_open]
        return {name.replace("-", "_"): self._one(name, line.message.pk, initial) for name in offered}


def _offered(page: Page, reader: Account) -> list[str]:
    """The actions on the case as a whole."""
    case, offered = page.case, ["note", "assign"]
    if case.assignee_id != reader.pk:
        offered.append("take")
    if case.assignee_id:
        offered.append("release")
    offered += [name for name, is_open in _by_state(page).items() if is_open]
    if case.is_open and any(letters.may_have_returned(one.letter) for one in page.letters):
        offered.append("letter-returned")
    if guessed_codes.guessed(case):
        offered.append("end-page-links")
    if case.stuck:
        offered.append("set-right" if case.stuck == Reason.CORRECTION_UNDONE else "try-again")
    return offered


def _of_what_waits(page: Page) -> dict[str, bool]:
    is_corrected = page.next_step.correction is not None
    return {
        "send-now": page.next_step.leaves_at is not None and not is_corrected,
        "keep-receipt": is_corrected,
        "correct-now": is_corrected,
        "correct-receipt": receipt.is_correctable(page.case) and not is_corrected,
    }


def _by_state(page: Page) -> dict[str, bool]:
    """Each action that a transition allows now, and whether this case has a use for it."""
    case, kind, proof, acts = page.case, page.kind, page.proof, page.authority
    offered = {name: action.transition in page.able for name, action in ACTIONS.items() if not action.on_draft}
    grant = kind.automatic_grant
    for name in ("reopen", "take-back"):  # where the page was the answer there is nothing to decide again
        offered[name] &= grant is None or not grant.is_answered_on_page
    offered["record-proof"] &= proof is not None and proof.is_asked and not proof.is_proved
    offered["ask-again"] &= proof is not None and proof.is_asked
    is_asked_for = kind.entitlement is not None and case.is_open
    offered["record-shown"] = is_asked_for and case.verified_at is None
    offered["record-parent-act"] = is_asked_for and case.verified_at is not None
    offered["open-hidden"] = kind.intake.may_embed_others and case.is_open and bool(case.data_key)
    offered["record-authority"] = acts is not None and acts.may_record
    offered["ask-person"] = acts is not None and acts.may_ask
    offered["skip-person"] = acts is not None and acts.may_skip
    offered["choose-earlier"] = page.earlier is not None and page.earlier.may_choose
    offered["record-eligibility"] = page.eligibility is not None and page.eligibility.may_record
    offered["ask-eligibility"] = page.eligibility is not None and page.eligibility.may_ask
    offered["extend"] = page.may_extend
    offered["extension-back"] = offered["extension-now"] = page.notice_leaves_at is not None
    offered["supplement"] = page.supplement is not None and page.supplement.outcome is not None
    offered["close"] &= bool(page.closure.able)
    offered["ask-withdrawal"] &= not page.closure.why_not_withdrawn
    offered["undo-join"] &= review.may_undo_join(case)
    offered |= _of_what_waits(page)
    waits = page.closure.proposed
    offered["no-request"] = case.is_open and waits is None and not page.closure.why_a_request
    offered["agree"] = waits is not None and not waits.why_not
    offered["disagree"] = waits is not None and waits.may_refuse
    offered["proposal-back"] = waits is not None and waits.is_own
    offered["keep-address"] = page.messages.new_address is not None
    offered["add-documents"] = case.is_open  # of any kind, the letter as it came
    offered["told"] = bool(page.opt_out_recipients.rows)
    offered["choose-told"] = page.third_party_notices.may_choose
    if case.state == State.RESPONDING and not case.stuck:
        # A letter on its way is only called back when the machine gave up on it, or it is on paper.
        offered["readdress"] &= any(one.is_to_mail and one.letter.is_response for one in page.letters)
        offered["returned"] = False
    return offered
