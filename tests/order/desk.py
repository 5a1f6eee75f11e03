"""A desk in any order of events: what people, workers, mail servers and databases may do next, one rule each."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dsr import clock, engine, intake, verification, work_queue
from dsr.fulfilment import ways
from dsr.journal import Actor
from dsr.lifecycle import ENDED
from dsr.models import Account, Case, DueWork
from dsr.models.system import StepState
from dsr.steps import OWNER_ANSWERS
from tests import given
from tests.order import bundle_truth, holds
from tests.order.bulk_presses import BulkPresses
from tests.order.bundles import Bundles
from tests.order.endings import Endings
from tests.order.second_approvals import SecondApprovals
from tests.order.staff_presses import ACTS, KEEP
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
_DECIDES = ("approve", "settle_second", "decline")
_one_of = st.integers(0, 50)


class Desk(BulkPresses, Bundles, Endings, SecondApprovals, RuleBasedStateMachine):
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
        self.told_apart: set[int] = set()

    # -- what happens ---------------------------------------------------------------------------------------------

    @initialize(beginning=st.sampled_from(BEGINNINGS))
    def first_day(self, beginning: datetime = BEGINNINGS[0]) -> None:
        clock.freeze(beginning)
        settings.DECISION_WAIT = timedelta(0)
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
        for case in Case.objects.all():
            holds.follows_its_notice(case)

    @rule(minutes=st.sampled_from([0, 10]))
    def a_decision_waits(self, minutes: int) -> None:
        """From now on, so long."""
        settings.DECISION_WAIT = timedelta(minutes=minutes)

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
                for act in ("try_again", "retry", "owner", "reach", "mailed", "readdress", "state_year", *_DECIDES):
                    fresh = Case.objects.get(pk=case.pk)
                    self._try(lambda act=act, fresh=fresh: getattr(self, f"_staff_{act}")(fresh))
            self._later(timedelta(days=30))
            engine.run_daily_jobs()
            given.drain()
            self.all_holds()
        left = Case.objects.exclude(state__in=ENDED)
        rows = DueWork.objects.unfinished().values_list("name", "case_id", "reason", "given_up_at")
        assert not left.exists(), [*left.values_list("kind", "state", "stuck"), *rows]
        bundle_truth.in_the_end(Account.objects.get(pk=self.staff.account_id))

    # -- small parts ----------------------------------------------------------------------------------------------

    @staticmethod
    def _pick(things: list[Any], which: int) -> Any:
        return things[which % len(things)]

    def _case(self, which: int) -> Case | None:
        cases = list(Case.objects.select_related("business").order_by("pk"))
        return self._pick(cases, which) if cases else None

    @staticmethod
    def _later(by: timedelta) -> None:
        clock.freeze(clock.now() + by)
