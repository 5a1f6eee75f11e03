"""What a desk does with what it received wrongly: endings that are no answer, and receipts that are corrected."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from dsr import closures, documents, intake, journal, receipt_corrections, second_approvals
from dsr.clock import now
from dsr.journal import Actor
from dsr.lifecycle import State
from dsr.models import Case, DueWork, Entry, Letter, SecondApproval, Step
from dsr.models.attachment import Purpose
from dsr.models.case import Channel
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.models.second_approval import ApprovalState
from tests import given
from tests.given_documents import a_pdf
from tests.order.staff_presses import StaffPresses
from tests.order.world import links_in
from tests.smtp import MailServer

# What comes by email, with the answers that staff read in it.
ENTERED: dict[str, dict[str, str]] = {
    "shine-the-light": {"ca_resident": "yes", "household": "yes"},
    "deletion": {"ca_resident": "yes", "extent": "all"},
}
_SETTLED = (ApprovalState.GIVEN, ApprovalState.ALONE)


class Endings(StaffPresses):
    """Rules beside those of the desk."""

    staff: Actor
    business: Any
    server: MailServer
    requests: list[intake.Request]
    _case: Callable[[int], Case | None]
    _other: Actor | None

    @rule(kind=st.sampled_from(sorted(ENTERED)), days=st.integers(0, 3))
    def somebody_enters_it(self, kind: str, days: int) -> None:
        """What came by email some days ago, to an address of ours."""
        parties = {
            "subject": {"name": "Tomas Brandt"},
            "requester": {"name": "Tomas Brandt", "email": "tomas@example.com"},
        }
        to = self.business.designated_addresses.get(medium="email")
        request = given.a_request(
            business=self.business,
            kind=kind,
            answers=ENTERED[kind],
            parties=parties,
            channel=Channel.EMAIL,
            came_to=to,
            received_at=now() - timedelta(days=days),
        )
        self._try(lambda: intake.receive(request, self.staff))

    @rule(which=st.integers(0, 50), end=st.sampled_from(["mistake", "no-request", "withdrawn", "open-again"]))
    def it_ends_or_opens(self, which: int, end: str) -> None:
        """Who withdraws does so by any link that a letter ever carried."""
        case = self._case(which)
        if case is None:
            return
        seen, why = case.entry_count, "It was meant for the shop next door."
        verbs: dict[str, Callable[[], object]] = {
            "mistake": lambda: closures.close(case.pk, self.staff, "mistake", seen=seen, note=why),
            "no-request": lambda: closures.end_as_no_request(case.pk, self.staff, seen=seen, note=why),
            "withdrawn": lambda: closures.ask_withdrawal(case.pk, self.staff, seen=seen, how="phone", note=why),
            "open-again": lambda: closures.open_again(case.pk, self.staff, seen=seen, note=why),
        }
        self._try(verbs[end])
        for token in links_in(self.server, "/withdraw/")[-1:] if end == "withdrawn" else ():
            if (found := closures.withdrawal_by_token(token)) is not None:
                closures.withdraw(found[1])

    @rule(which=st.integers(0, 50), days=st.sampled_from([-40, -2, 1]), is_designated=st.booleans())
    def its_receipt_is_corrected(self, which: int, days: int, is_designated: bool) -> None:
        case = self._case(which)
        if case is None or case.received_at + timedelta(days=days) > now():
            return
        row = Case.objects.select_related("business", "brand", "came_to").get(pk=case.pk)
        came_to = row.came_to or self.business.designated_addresses.get(medium="email")
        stands = receipt_corrections.as_it_stands(row)
        corrected = replace(
            stands,
            received_at=row.received_at + timedelta(days=days),
            came_to=came_to if is_designated or row.channel == Channel.FORM else None,
        )

        def correct() -> None:
            if days > 0 or not is_designated:
                documents.add(case.pk, self.staff, [documents.check(Purpose.ENVELOPE, "envelope.pdf", a_pdf())])
            seen = Case.objects.get(pk=case.pk).entry_count
            receipt_corrections.correct_receipt(case.pk, self.staff, corrected, seen=seen, reason="The stamp says so.")

        self._try(correct)

    @rule(which=st.integers(0, 50), is_taken_back=st.booleans())
    def a_correction_waits_no_longer(self, which: int, is_taken_back: bool) -> None:
        if (case := self._case(which)) is not None:
            verb = receipt_corrections.take_back_correction if is_taken_back else receipt_corrections.correct_now
            self._try(lambda: verb(case.pk, self.staff, seen=case.entry_count))

    @rule(which=st.integers(0, 50), agrees=st.sampled_from([True, False, None]), is_same=st.booleans())
    def somebody_answers_a_proposal(self, which: int, agrees: bool | None, is_same: bool) -> None:
        """Agreed, not agreed, or taken back by who proposed it."""
        case, actor = self._case(which), self.staff if is_same else self._other
        found = second_approvals.proposal_of(case) if case else None
        if case is None or actor is None or found is None:
            return
        seen = case.entry_count
        is_end = found.approval.what in {"not-a-request", "told-mistake"}
        agree = closures.agree_end if is_end else receipt_corrections.agree_correction
        why = "It asks for her data."
        if agrees:
            self._try(lambda: agree(case.pk, actor, seen=seen))
        elif agrees is None and not is_end:
            self._try(lambda: receipt_corrections.take_back_proposed(case.pk, actor, seen=seen))
        elif agrees is None:
            self._try(lambda: second_approvals.take_back_proposal(found.approval_id, actor, seen=seen))
        elif not is_end:
            self._try(lambda: receipt_corrections.refuse_correction(case.pk, actor, why, seen=seen))
        else:
            self._try(lambda: second_approvals.refuse(found.approval_id, actor, why, seen=seen))

    @invariant()
    def what_ended_without_an_answer_is_left_alone(self) -> None:
        """Nothing of it goes out but the word that it ended, nothing is begun for it, and who ended it might."""
        for case in Case.objects.filter(state=State.CLOSED):
            unsent = [LetterState.WRITTEN, LetterState.TO_MAIL, LetterState.WAITS]
            names = {*Letter.objects.filter(case=case, state__in=unsent).values_list("is_response", "key")}
            assert all(not is_response and key.startswith("closed:") for is_response, key in names), names
            work = DueWork.objects.unfinished().filter(case=case).exclude(name__in=[WorkName.SEND, WorkName.EVENT])
            assert not work.exists(), f"{case.closure}: {[*work.values_list('name', flat=True)]} goes on"
            closed = Entry.objects.filter(case=case, name="close").latest("number")
            assert not Step.objects.filter(case=case, begun_at__gt=closed.at).exists(), "a step began after the end"
            if case.closure == "withdrawn":
                assert closed.who == "requester", "staff withdrew a request"
            if case.closure == "no-request" or (case.closure == "mistake" and _heard_before(case, closed)):
                approval = SecondApproval.objects.filter(pk=journal.facts_of(closed).get("approval")).first()
                assert approval and approval.state in _SETTLED, f"one person alone ended it: {case.closure}"
                told = Letter.objects.filter(case=case, key__startswith="closed:").exists()
                assert told or not _heard_before(case, closed), "who was told of it is not told that it ended"


def _heard_before(case: Case, closed: Entry) -> bool:
    return Letter.objects.filter(case=case, accepted_at__lt=closed.at).exists()
