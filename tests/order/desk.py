"""A desk in any order of events: what people, workers, mail servers and databases may do next, one rule each."""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dsr import clock, disclosures, engine, fulfilment, intake, letters, review, verification, work_queue
from dsr.errors import DeskError
from dsr.fulfilment import ways
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import ENDED
from dsr.models import Case, Compilation, DueWork, Letter, Step
from dsr.models.letter import LetterState
from dsr.models.system import StepState
from dsr.steps import OWNER_ANSWERS
from tests import given
from tests.order import holds
from tests.order.world import PEOPLE, BusinessDatabase, Death, Killed, disclose, links_in
from tests.smtp import MailServer, Mood

# In the middle of a year, and on its last days: what is asked then and a little later is asked of two years.
BEGINNINGS = (datetime(2026, 3, 10, 16, 0, tzinfo=UTC), datetime(2026, 12, 30, 16, 0, tzinfo=UTC))
# Each kind with the answers of its form.
ASKED = {
    "shine-the-light": {"ca_resident": "yes", "household": "yes"},
    "account-deletion": {"ca_resident": "no", "extent": "account"},
    "deletion": {"ca_resident": "yes", "extent": "all"},
    "unsubscribe": {},
    "opt-out": {"stops": "sale-sharing"},
}
MOODS = (Mood.ACCEPTS, Mood.ACCEPTS, Mood.LATER, Mood.NO_SUCH_PERSON, Mood.DROPS)
# What staff press; each is a method below.
ACTS = (
    *("approve", "keep", "decline", "extend", "take_back", "reopen", "readdress", "correct", "mailed"),
    *("see_proof", "ask_again", "join", "try_again", "retry", "settle"),
)
KEEP = "E8_LEGAL_OBLIGATION"
_one_of = st.integers(0, 50)


class Desk(RuleBasedStateMachine):
    """Every rule is something that happens in life, at any moment; what the desk refuses there, it may refuse."""

    server: MailServer
    database: BusinessDatabase
    business: Any
    staff: Actor

    def __init__(self) -> None:
        super().__init__()
        self._database_as_it_was = transaction.atomic()
        self._database_as_it_was.__enter__()
        self.death = Death()
        self.requests: list[intake.Request] = []
        self.seen = holds.Seen()

    # -- what happens ---------------------------------------------------------------------------------------------

    @initialize(beginning=st.sampled_from(BEGINNINGS))
    def first_day(self, beginning: datetime = BEGINNINGS[0]) -> None:
        clock.freeze(beginning)
        self.server.mood = Mood.ACCEPTS
        self.server.kept.clear()
        self.database.restore()

    @rule(kind=st.sampled_from(sorted(ASKED)), person=st.sampled_from(PEOPLE))
    def receive(self, kind: str, person: tuple[str, str]) -> None:
        name, email = person
        parties = {"subject": {"name": name}, "requester": {"name": name, "email": email}}
        request = given.a_request(business=self.business, kind=kind, answers=ASKED[kind], parties=parties)
        intake.receive(request, given.REQUESTER)
        self.requests.append(request)

    @rule(which=_one_of)
    def send_the_form_twice(self, which: int) -> None:
        if self.requests:
            before = Case.objects.count()
            assert not intake.receive(self._pick(self.requests, which), given.REQUESTER).is_new
            assert Case.objects.count() == before

    @rule(which=_one_of, is_right=st.booleans())
    def press_a_link(self, which: int, is_right: bool) -> None:
        """Any link that any letter ever carried, new or old."""
        tokens = links_in(self.server, "/prove/")
        found = verification.find_secret(verification.FOR_PROOF, self._pick(tokens, which)) if tokens else None
        if found and found.is_live:
            row = verification.cases_of_request(Case.objects.get(pk=found.secret.target))[0].verification
            wanted = verification.missing_points(row)
            points = dict.fromkeys(wanted, "93701" if is_right else "nonsense")
            verification.prove(found.secret, points)

    @rule(which=_one_of)
    def guess_a_code(self, which: int) -> None:
        if case := self._case(which):
            assert verification.enter_code(case.reference, "AAAA-AAAA") is None

    @rule(which=_one_of)
    def ask_for_a_fresh_link(self, which: int) -> None:
        if case := self._case(which):
            verification.want_fresh_link(case.pk)

    @rule(which=_one_of, act=st.sampled_from(ACTS))
    def staff_act(self, which: int, act: str) -> None:
        if case := self._case(which):
            self._try(lambda: getattr(self, f"_staff_{act}")(case))

    @rule(which=_one_of)
    def work_is_done(self, which: int) -> None:
        """In any order, not the oldest first."""
        if due := work_queue.due():
            engine.do_work(self._pick(due, which))

    @rule(which=_one_of, after=st.integers(1, 120))
    def a_worker_is_killed(self, which: int, after: int) -> None:
        due = work_queue.due()
        if not due:
            return
        try:
            with self.death.after(after):
                engine.do_work(self._pick(due, which))
        except Killed:
            self.seen.troubles += 1

    @rule()
    def all_work_is_done(self) -> None:
        given.drain()

    @rule(which=_one_of, state=st.sampled_from(OWNER_ANSWERS))
    def an_owner_answers(self, which: int, state: StepState) -> None:
        """By any link that a mail to an owner ever carried, new or old."""
        tokens = links_in(self.server, "/task/")
        if tokens:
            token = self._pick(tokens, which)
            self._try(
                lambda: ways.answer_owner_task(token, state, found=1, keep_code=KEEP, note="As it is in the books.")
            )

    @rule(minutes=st.sampled_from([1, 5, 70]))
    def minutes_pass(self, minutes: int) -> None:
        self._later(timedelta(minutes=minutes))

    @rule(days=st.sampled_from([1, 3, 12, 40]))
    def days_pass(self, days: int) -> None:
        self._later(timedelta(days=days))
        engine.run_daily_jobs()

    @rule(mood=st.sampled_from(MOODS))
    def the_mail_server_changes(self, mood: Mood) -> None:
        self.server.mood = mood
        self.seen.troubles += mood is Mood.DROPS

    @rule()
    def the_business_database_goes_or_comes(self) -> None:
        self.database.come_back() if self.database.is_away() else self.database.go_away()

    @rule(year=st.sampled_from([2025, 2026]), is_counted=st.booleans())
    def the_ledger_changes(self, year: int, is_counted: bool) -> None:
        self.seen.ledger += 1
        disclose(self.business, year, self.seen.ledger, is_counted=is_counted)

    @rule(customer=st.integers(1, 3))
    def a_customer_buys_again(self, customer: int) -> None:
        if not self.database.is_away():
            self.database.order_again(customer, 900 + len(self.seen.bought))
            self.seen.bought.append(customer)

    # -- what always holds ----------------------------------------------------------------------------------------

    @invariant()
    def all_holds(self) -> None:
        holds.everything(self.seen, self.server, self.database)

    def teardown(self) -> None:
        """Whatever came before: when servers answer and people work, every request ends, and still once."""
        try:
            if not self.seen.failed:
                self._let_all_end()
        finally:
            self.server.mood = Mood.ACCEPTS
            transaction.set_rollback(True)
            self._database_as_it_was.__exit__(None, None, None)
            clock.freeze(None)

    def _let_all_end(self) -> None:
        self.server.mood = Mood.ACCEPTS
        if self.database.is_away():
            self.database.come_back()
        for _round in range(12):
            if not Case.objects.exclude(state__in=ENDED).exists():
                break
            for case in Case.objects.exclude(state__in=ENDED):
                for act in ("try_again", "retry", "owner", "mailed", "readdress", "decline"):
                    fresh = Case.objects.get(pk=case.pk)
                    self._try(lambda act=act, fresh=fresh: getattr(self, f"_staff_{act}")(fresh))
            self._later(timedelta(days=30))
            engine.run_daily_jobs()
            given.drain()
            self.all_holds()
        left = Case.objects.exclude(state__in=ENDED)
        rows = DueWork.objects.unfinished().values_list("name", "case_id", "reason", "given_up_at")
        assert not left.exists(), [*left.values_list("kind", "state", "stuck"), *rows]

    # -- what staff press -----------------------------------------------------------------------------------------

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
        decided = review.Approval(code, compilation_id=report.pk if report else None, keeps=keeps or {}, not_told=why)
        review.approve(case.pk, self.staff, decided, seen=seen)

    def _staff_decline(self, case: Case) -> None:
        reasons = [outcome.code for outcome in review.decline_reasons(case)]
        if reasons:
            review.decline(
                case.pk, self.staff, seen=case.entry_count, reasons=reasons[:1], reason="What we found says so."
            )

    def _staff_extend(self, case: Case) -> None:
        letters.extend_deadline(case.pk, self.staff, seen=case.entry_count, reason="Two archives are read by hand.")

    def _staff_take_back(self, case: Case) -> None:
        review.take_back(case.pk, self.staff, seen=case.entry_count)

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

    def _staff_see_proof(self, case: Case) -> None:
        verification.record_proof(
            case.pk, self.staff, seen=case.entry_count, points=["email", "name", "zip"], note="Saw the order."
        )

    def _staff_ask_again(self, case: Case) -> None:
        verification.ask_proof_again(case.pk, self.staff, seen=case.entry_count)

    def _staff_join(self, case: Case) -> None:
        first = Case.objects.filter(kind=case.kind).earliest("pk")
        review.join(case.pk, self.staff, seen=case.entry_count, first_reference=first.reference)

    def _staff_retry(self, case: Case) -> None:
        for step in Step.objects.unsettled().filter(case=case):
            self._try(lambda step=step: fulfilment.retry_step(case.pk, step.pk, self.staff))

    def _staff_settle(self, case: Case) -> None:
        for step in Step.objects.unsettled().filter(case=case).exclude(state=StepState.ASKED)[:1]:
            fulfilment.settle_step_by_hand(
                case.pk, step.pk, self.staff, state=StepState.DONE, note="Seen in the list."
            )

    def _staff_owner(self, case: Case) -> None:
        for step in Step.objects.filter(case=case, state=StepState.ASKED):
            fulfilment.settle_step_by_hand(
                case.pk, step.pk, self.staff, state=StepState.DONE, note="The owner called."
            )

    def _staff_try_again(self, case: Case) -> None:
        review.retry_case(case.pk, self.staff)

    # -- small parts ----------------------------------------------------------------------------------------------

    @staticmethod
    def _pick(things: list[Any], which: int) -> Any:
        return things[which % len(things)]

    def _case(self, which: int) -> Case | None:
        cases = list(Case.objects.select_related("business").order_by("pk"))
        return self._pick(cases, which) if cases else None

    @staticmethod
    def _try(act: Callable[[], object]) -> None:
        with contextlib.suppress(DeskError):  # refused: nothing may have changed, which the invariants look at
            act()

    @staticmethod
    def _later(by: timedelta) -> None:
        clock.freeze(clock.now() + by)
