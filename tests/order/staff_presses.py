"""What staff press at the desk, one method an act; what the desk refuses there, it may refuse."""

import contextlib
from collections.abc import Callable
from datetime import timedelta

from dsr import clock, disclosures, eligibility, fulfilment, letters, retention, review, verification
from dsr.errors import DeskError
from dsr.journal import Actor
from dsr.kinds import base
from dsr.models import Business, Case, Compilation, Letter, Step
from dsr.models.eligibility import Says
from dsr.models.letter import LetterState
from dsr.models.system import StepState
from tests import given
from tests.given_systems import TAX_LAW, directed

# What staff press; each is a method.
ACTS = (
    *(
        "approve",
        "keep",
        "decline",
        "extend",
        "extension_back",
        "take_back",
        "send_now",
        "reopen",
        "readdress",
        "correct",
        "mailed",
        "by_mail",
        "mailed_before",
        "came_back",
    ),
    *("see_proof", "ask_again", "join", "undo_join", "try_again", "retry", "settle"),
    *("say_why", "hold", "keep_on", "end_keeping"),
    *("state_year", "send_so_far", "supplement", "hear_of_person"),
)
KEEP = "E8_LEGAL_OBLIGATION"


class StaffPresses:
    """Each by the same person, on a case as it is now."""

    staff: Actor

    @staticmethod
    def _try(act: Callable[[], object]) -> None:
        with contextlib.suppress(DeskError):  # refused: nothing may have changed, which the invariants look at
            act()

    def _staff_approve(self, case: Case) -> None:
        report = base.get(case.kind).report
        compiled = disclosures.request_compilation(case, report.name) if report else None
        grants = review.offered_outcomes(case, compiled)
        if grants:
            self._approve(case, grants[0].code, report=compiled)

    def _staff_keep(self, case: Case) -> None:
        kept = {step.pk: base.get(case.kind).keep_codes[0].code for step in review.open_steps(case)[:1]}
        if grants := review.offered_outcomes(case):
            self._approve(case, grants[0].code, kept)

    def _approve(
        self, case: Case, code: str, keeps: dict[int, str] | None = None, report: Compilation | None = None
    ) -> None:
        seen, why = case.entry_count, "Nothing about this person was sold."
        kept = {"keeps": keeps or {}, "whys": dict.fromkeys(keeps or {}, TAX_LAW)}
        decided = review.Approval(code, compilation_id=report.pk if report else None, not_told=why, **kept)
        review.approve(case.pk, self.staff, decided, seen=seen)

    def _staff_state_year(self, case: Case) -> None:
        if case.year:
            given.a_statement(Business.objects.get(pk=case.business_id), case.year)

    def _staff_send_so_far(self, case: Case) -> None:
        """What is known of the year, as of today, while nobody says that it is complete."""
        if report := base.get(case.kind).report:
            compiled = disclosures.request_compilation(case, report.name, as_of=clock.today())
            self._approve(case, base.get(case.kind).codes_owing_rest[0], report=compiled)

    def _staff_supplement(self, case: Case) -> None:
        planned = review.planned_supplement(case, is_wanted=True)
        if planned is not None and planned.report is not None:
            review.send_supplement(case.pk, self.staff, seen=case.entry_count, compilation_id=planned.report.pk)

    def _staff_hear_of_person(self, case: Case) -> None:
        """We were told today that the law does not cover them, or that this was a mistake."""
        for requirement in base.get(case.kind).eligibility[:1]:
            is_known = eligibility.standing_of(case, requirement).says == Says.NOT_SO
            told = ("open", "", None) if is_known else ("no", "phone", clock.today())
            said = eligibility.Statement(requirement.about, *told, "The person said so on the phone.")
            eligibility.record_eligibility(case.pk, self.staff, said, seen=case.entry_count)

    def _staff_decline(self, case: Case) -> None:
        reasons = [outcome.code for outcome in review.decline_reasons(case)]
        if reasons:
            review.decline(
                case.pk, self.staff, seen=case.entry_count, reasons=reasons[:1], reason="What we found says so."
            )

    def _staff_extend(self, case: Case) -> None:
        letters.extend_deadline(case.pk, self.staff, seen=case.entry_count, reason="Two archives are read by hand.")

    def _staff_extension_back(self, case: Case) -> None:
        letters.take_back_extension(case.pk, self.staff, seen=case.entry_count)

    def _staff_take_back(self, case: Case) -> None:
        review.take_back(case.pk, self.staff, seen=case.entry_count)

    def _staff_send_now(self, case: Case) -> None:
        review.send_now(case.pk, self.staff, seen=case.entry_count)

    def _staff_reopen(self, case: Case) -> None:
        review.reopen(case.pk, self.staff, seen=case.entry_count, note="A place was forgotten.")

    def _staff_readdress(self, case: Case) -> None:
        address = "dana@example.net"
        letters.readdress(case.pk, self.staff, seen=case.entry_count, delivery="email", address=address)

    def _staff_correct(self, case: Case) -> None:
        address = "dana@example.net"
        letters.correct_address(case.pk, self.staff, seen=case.entry_count, delivery="email", address=address)

    def _staff_mailed(self, case: Case) -> None:
        for letter in Letter.objects.filter(case=case, state=LetterState.TO_MAIL):
            seen = Case.objects.get(pk=case.pk).entry_count
            letters.record_mailed(case.pk, self.staff, seen=seen, mailed_on=clock.today(), letter_id=letter.pk)

    def _staff_by_mail(self, case: Case) -> None:
        """What follows goes on paper, and waits for somebody who mails it."""
        address = "12 Sample Street\nOakland, CA 94607"
        letters.correct_address(case.pk, self.staff, seen=case.entry_count, delivery="mail", address=address)

    def _staff_mailed_before(self, case: Case) -> None:
        """A notice of more time was mailed on the day on which it was written, and that is recorded now."""
        for letter in Letter.objects.filter(case=case, name__in=letters.extension_letter_names(), delivery="mail"):
            seen, day = Case.objects.get(pk=case.pk).entry_count, letter.written_at.astimezone(clock.PACIFIC).date()
            letters.record_mailed(case.pk, self.staff, seen=seen, mailed_on=day, letter_id=letter.pk)

    def _staff_came_back(self, case: Case) -> None:
        """A letter that was out came back: the notice of more time, where there is one."""
        out = [letter for letter in Letter.objects.filter(case=case) if letters.may_have_returned(letter)]
        notices = letters.extension_letter_names()
        if chosen := max(out, key=lambda letter: (letter.name in notices, letter.pk), default=None):
            seen = case.entry_count
            letters.record_letter_returned(case.pk, self.staff, seen=seen, letter_id=chosen.pk, note="No such box.")

    def _staff_see_proof(self, case: Case) -> None:
        verification.record_proof(
            case.pk, self.staff, seen=case.entry_count, points=["email", "name", "zip"], note="Saw the order."
        )

    def _staff_ask_again(self, case: Case) -> None:
        verification.ask_proof_again(case.pk, self.staff, seen=case.entry_count)

    def _staff_join(self, case: Case) -> None:
        first = Case.objects.filter(kind=case.kind).earliest("pk")
        joining = review.Joining(first.reference, "said-so", "The person said on the phone that both are theirs.")
        review.join(case.pk, self.staff, joining, seen=case.entry_count)

    def _staff_undo_join(self, case: Case) -> None:
        review.undo_join(case.pk, self.staff, seen=case.entry_count, note="It was another person.")

    def _staff_retry(self, case: Case) -> None:
        for step in Step.objects.unsettled().filter(case=case):
            self._try(lambda step=step: fulfilment.retry_step(case.pk, step.pk, self.staff))

    def _staff_settle(self, case: Case) -> None:
        for step in Step.objects.unsettled().filter(case=case).exclude(state=StepState.ASKED)[:1]:
            fulfilment.settle_step_by_hand(
                case.pk, step.pk, self.staff, state=StepState.DONE, note="Seen in the list."
            )

    def _staff_say_why(self, case: Case) -> None:
        for step in Step.objects.filter(case=case, state=StepState.KEPT):
            self._try(lambda step=step: retention.say_why_kept(case, self.staff, step.pk, TAX_LAW, None))

    def _staff_hold(self, case: Case) -> None:
        kept = {step.pk: "X_LE_HOLD" for step in review.open_steps(case)[:1]}
        for step_id in kept:
            directed(case, step_id, forbids_telling=step_id % 2 == 0)
        if grants := review.offered_outcomes(case):
            self._approve(Case.objects.get(pk=case.pk), grants[0].code, kept)

    def _staff_keep_on(self, case: Case) -> None:
        for step in Step.objects.filter(case=case, state=StepState.KEPT)[:1]:
            until = clock.today() + timedelta(days=400)
            retention.keep_on(case, self.staff, step.pk, until, "The return is still open.")

    def _staff_end_keeping(self, case: Case) -> None:
        for step in Step.objects.filter(case=case, state=StepState.KEPT)[:1]:
            review.end_keeping(case, self.staff, step.pk, "The seven years are over.")

    def _staff_owner(self, case: Case) -> None:
        for step in Step.objects.filter(case=case, state=StepState.ASKED):
            fulfilment.settle_step_by_hand(
                case.pk, step.pk, self.staff, state=StepState.DONE, note="The owner called."
            )

    def _staff_try_again(self, case: Case) -> None:
        review.retry_case(case.pk, self.staff)
