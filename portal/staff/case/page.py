"""All that the case page shows, one record a panel: each is named as its part of the template is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects

from dsr import agents, disclosures, parties, recipients, repeats, retention, review, second_approvals
from dsr.clock import today
from dsr.journal import receipt_facts
from dsr.kinds import base
from dsr.law import ccpa
from dsr.law.clocks import Deadline
from dsr.letters import (
    ExtensionNotice,
    ExtensionNoticeState,
    OfferedExtension,
    extension_notice_of,
    offered_extension,
    why_not_extended,
)
from dsr.lifecycle import State, Transition, possible
from dsr.models import Account, Case, Compilation, Entry, LegalHold, Letter, SecondApproval
from dsr.models.case import Channel
from dsr.models.case_surroundings import may_have, read_ahead, rows_beside
from dsr.models.letter import LetterState
from dsr.models.sealed_value import RECEIPT_WAITS
from dsr.steps import Effects, effects_of
from portal.staff.case import (
    authority,
    closure,
    correction_items,
    dates,
    delivery,
    documents,
    earlier_response,
    eligibility,
    embedded_requests,
    facts,
    joins,
    journal,
    messages,
    parent_acts,
    proof,
    receipt,
    steps,
    supplement,
    third_party_notices,
)
from portal.staff.wording import departure, states
from portal.staff.wording.reasons import Stuck, explain


@dataclass(frozen=True)
class NextStep:
    """What to do next, by when, and which law says so. `days_lost` before it was entered, as the clock ran.

    `mail_by`: a letter on paper waits that must be out before the response.
    """

    step: states.Step
    due: states.Due
    mail_by: states.Due | None
    stuck: Stuck | None
    law: list[str]
    outcome: str
    days_lost: int
    now_words: str  # on the button that leaves out the rest of the wait
    leaves_at: datetime | None  # a decision waits until then, and can be taken back
    is_by_mouth: bool
    correction: receipt.Waiting | None  # of how it came: it waits, and can be taken back
    second: SecondApproval | None  # a second person approves the decision before anything of it is done


@dataclass(frozen=True)
class Decide:
    """The outcomes that are open, and the reasons to decline that are not, each with why.

    `so_far` sends what is known while nobody can say that the year is complete; `is_advised` when the day is near.
    `unproved` says what proof lacks; `came_back` why the machine gave the case back.
    """

    grants: list[base.Outcome]
    so_far: list[base.Outcome]
    is_advised: bool
    declines: list[base.Outcome]
    barred: list[review.Barred]
    unproved: str
    came_back: Stuck | None


@dataclass(frozen=True)
class Page:
    """A case as staff may see it. A panel that this case or kind has no use for is None or empty."""

    case: Case
    kind: base.Kind
    able: tuple[Transition, ...]
    may_decide: bool
    next_step: NextStep
    notice: ExtensionNotice | None
    companions: list[tuple[Case, states.Step]]
    joined: list[joins.Line]
    possible_duplicates: list[review.PossibleDuplicate]
    earlier: earlier_response.Panel | None
    embedded_requests: list[embedded_requests.Hint]
    proof: proof.Panel | None
    authority: authority.Panel | None
    eligibility: eligibility.Panel | None
    correction_items: list[correction_items.Line]
    parent_acts: list[parent_acts.Line]
    documents: list[documents.Line]
    work: steps.Panel | None
    effects: Effects
    opt_out_recipients: third_party_notices.OptOutRecipients
    third_party_notices: third_party_notices.Panel
    report: Compilation | None
    decide: Decide | None
    supplement: supplement.Panel | None
    may_extend: bool
    letters: list[delivery.Shown]
    journal: list[journal.Told]
    facts: facts.Panel
    clock: dates.Panel | None
    closure: closure.Panel
    messages: messages.Panel
    holds: list[LegalHold]  # those in force that cover it

    @property
    def is_waiting(self) -> bool:
        """Nothing of the decision is done yet: it is taken back with one press."""
        return (self.next_step.leaves_at or self.next_step.second) is not None and not self.effects.are_some

    @property
    def notice_leaves_at(self) -> datetime | None:
        """Until then the notice of more time can be taken back."""
        return next((one.letter.leaves_at for one in self.letters if one.letter.state == LetterState.WAITS), None)

    @property
    def extend(self) -> OfferedExtension | None:
        """The days of an extension, for the form that asks for it."""
        return offered_extension(self.case) if self.may_extend else None

    @property
    def notice_law(self) -> str:
        return str(ccpa.EXTENSION_NOTICE)


def gather(case: Case, reader: Account) -> Page:
    """Everything of a case that staff may see. Opens its seal once."""
    _read_ahead(case)
    kind, compilation, opened = base.get(case.kind), report(case, reader), parties.sealed_values(case)
    entries, letters = rows_beside(case, "entries"), rows_beside(case, "letters")
    joined = joins.lines(case, may_decide=reader.decides)
    work, notice = _work(case, kind, opened), extension_notice_of(case) if case.is_open else None
    return Page(
        case=case,
        kind=kind,
        able=possible(State(case.state), reader.who),
        may_decide=reader.decides,
        next_step=_next_step(case, kind, work, _Paper(entries, letters, notice, RECEIPT_WAITS in opened), joined),
        notice=notice,
        companions=companions(case),
        joined=joined,
        possible_duplicates=joins.possible_duplicates(case, reader),
        earlier=earlier_response.panel(case),
        embedded_requests=embedded_requests.hints(case, opened),
        proof=proof.panel(case, kind, entries),
        authority=authority.panel(case, opened),
        eligibility=eligibility.panel(case, kind, opened),
        correction_items=correction_items.panel(case, kind, opened),
        parent_acts=parent_acts.panel(kind, entries),
        documents=documents.panel(case, opened),
        work=work,
        effects=_effects(case, kind),
        opt_out_recipients=third_party_notices.opt_out_panel(case, kind),
        third_party_notices=third_party_notices.panel(case, kind),
        report=compilation,
        decide=_decide(case, entries, compilation),
        supplement=supplement.panel(case, compilation),
        may_extend=Transition.APPROVE in possible(State.REVIEW, reader.who) and not why_not_extended(case),
        letters=[delivery.shown(letter) for letter in letters],
        journal=journal.entries_in_words(case, entries, opened, reader),
        facts=facts.panel(case, kind, opened),
        clock=dates.panel(kind, entries, [*letters, *agents.covering_letter(case)]),
        **_beside(case, reader, opened),
    )


def _beside(case: Case, reader: Account, opened: Mapping[str, Any]) -> dict[str, Any]:
    ending, added = closure.panel(case, reader, opened), messages.panel(case, opened)
    return {"closure": ending, "messages": added, "holds": retention.holds_of(case)}


def _read_ahead(case: Case) -> None:
    """What several panels ask is read once."""
    read_ahead(case)
    kind = base.get(case.kind)
    if kind.work is not None and case.joined_to is None:
        prefetch_related_objects([case.business], "systems")
    if kind.ledger_recipients is not None:
        recipients.read_ahead(case)
    if kind.limits_repeats and may_have(case, "earlier_response"):
        repeats.read_ahead(case)
    if kind.report is not None:
        disclosures.read_ahead(case)


def _work(case: Case, kind: base.Kind, opened: Mapping[str, Any]) -> steps.Panel | None:
    """The work for a joined request is that of the earlier one."""
    return steps.panel(case, kind, opened) if case.joined_to is None else None


@dataclass(frozen=True)
class _Paper:
    """What was written so far: a letter on paper that waits comes before all else."""

    entries: list[Entry]
    letters: list[Letter]
    notice: ExtensionNotice | None
    is_correction_waiting: bool  # of how it came: what was written of that stays here

    @property
    def is_notice_to_mail(self) -> bool:
        return self.notice is not None and self.notice.stand is ExtensionNoticeState.TO_MAIL

    def mailed_by(self, kind: base.Kind) -> states.Due | None:
        """The day by which a paper letter that waits must be out, where that comes before the response."""
        if self.notice is not None and self.is_notice_to_mail:
            return states.day_to_keep(self.notice.send_by, today(), self.notice.first_due)
        name = kind.letters.acknowledgement
        waits = any(delivery.is_to_mail(one) and one.name == name for one in self.letters)
        told = receipt_facts(self.entries).get("acknowledge_by") if waits else None
        by = Deadline.from_facts(told) if told else None
        return states.day_to_keep(by.send_by, today(), by.due_safe) if by else None


def _next_step(
    case: Case, kind: base.Kind, work: steps.Panel | None, paper: _Paper, joined: list[joins.Line]
) -> NextStep:
    second = second_approvals.asked_of(case) if case.state == State.WORKING else None
    is_to_mail = any(map(delivery.is_to_mail, paper.letters))
    return NextStep(
        step=states.approval_step(case, is_asked=second is not None)
        or states.next_step(case, is_to_mail, steps.blocking(work), paper.is_notice_to_mail),
        due=states.due(joins.most_urgent(case, joined), today()),
        mail_by=paper.mailed_by(kind),
        stuck=explain(case.stuck) if case.stuck else None,
        law=[str(citation) for citation in kind.law],
        outcome=states.outcome(case.kind, case.outcome) if case.outcome else "",
        days_lost=facts.days_lost(case),
        now_words=str(departure.NOW[departure.of_decision(case)]),
        leaves_at=review.leaves_at(case),
        is_by_mouth=kind.intake.must_be_written and case.channel in {Channel.PHONE, Channel.IN_PERSON},
        correction=receipt.waiting(case) if paper.is_correction_waiting else None,
        second=second,
    )


def _decide(case: Case, entries: list[Entry], compilation: Compilation | None) -> Decide | None:
    """The choice of outcomes, while a decision is open."""
    if case.state not in {State.REVIEW, State.VERIFYING}:
        return None
    is_open = case.state == State.REVIEW
    declines, barred = review.sort_declines(case)
    offered = review.offered_outcomes(case, compilation) if is_open else []
    return Decide(
        grants=[outcome for outcome in offered if not outcome.owes_rest],
        so_far=[outcome for outcome in offered if outcome.owes_rest],
        is_advised=case.send_by <= today() + timedelta(days=states.SOON_DAYS),
        declines=declines,
        barred=barred,
        unproved=review.why_unproved(case) if is_open else "",
        came_back=journal.came_back(entries) if is_open else None,
    )


def _effects(case: Case, kind: base.Kind) -> Effects:
    """What stays done when the decision is taken back, and what is done already while somebody decides."""
    matters = kind.work is not None and case.state in {State.REVIEW, State.VERIFYING, State.WORKING}
    return effects_of(case) if matters else Effects()


def companions(case: Case) -> list[tuple[Case, states.Step]]:
    """The requests that one form or message opened together with this one, each with what to do next there."""
    return [(other, states.next_step(other)) for other in parties.cases_received_together(case)]


def report(case: Case, reader: Account, code: str = "") -> Compilation | None:
    """The report that serves this case now, for the outcome `code`; looking asks for it, unless a viewer looks."""
    kind = base.get(case.kind)
    if owed := review.planned_supplement(case, is_wanted=reader.decides):
        return owed.report
    if kind.report is None or case.state not in {State.RECEIVED, State.REVIEW}:
        return case.compilation
    as_of = today() if code in kind.codes_owing_rest else None
    find = disclosures.request_compilation if reader.decides else disclosures.current_compilation
    return find(case, kind.report.name, as_of=as_of)
