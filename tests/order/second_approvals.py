"""Second approvals in any order: another person comes and leaves, approves and refuses; nobody is both persons."""

import contextlib
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from dsr import review
from dsr.errors import DeskError
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Account, Case, SecondApproval, Step
from dsr.models.second_approval import ApprovalState
from tests import given


class SecondApprovals:
    """Rules beside those of the desk. `staff` decides; the other holds the right while they are here."""

    staff: Actor
    _case: Callable[[int], Case | None]
    _other: Actor | None = None

    @rule(is_here=st.booleans())
    def another_person_comes_or_leaves(self, is_here: bool) -> None:
        if self._other is None:
            self._other = Actor(Who.ADMINISTRATOR, given.an_account(Who.ADMINISTRATOR).pk)
            Account.objects.filter(pk=self.staff.account_id).update(role="approver")
        Account.objects.filter(pk=self._other.account_id).update(is_active=is_here)

    @rule(which=st.integers(0, 50), is_same=st.booleans(), approves=st.booleans())
    def somebody_settles_it(self, which: int, is_same: bool, approves: bool) -> None:
        """By whom it is allowed or not; with a ground only where who decided it tries."""
        actor, case = (self.staff if is_same else self._other), self._case(which)
        if actor is None or case is None:
            return
        with contextlib.suppress(DeskError):
            if approves:
                review.approve_second(case.pk, actor, seen=case.entry_count)
            else:
                review.refuse_second(case.pk, actor, seen=case.entry_count, why="These are her son's rows.")

    def _staff_settle_second(self, case: Case) -> None:
        """In the end somebody does: the other person, or on the day to send by whoever decides."""
        for actor in filter(None, (self._other, self.staff)):
            with contextlib.suppress(DeskError):
                review.approve_second(case.pk, actor, seen=Case.objects.get(pk=case.pk).entry_count)

    @invariant()
    def nobody_is_both_persons(self) -> None:
        for row in SecondApproval.objects.filter(state=ApprovalState.GIVEN):
            assert row.settled_by_id != row.asked_by_id, "one person was both persons of a decision"

    @invariant()
    def nothing_is_deleted_before_it_is_approved(self) -> None:
        for row in SecondApproval.objects.asked():
            begun: Any = Step.objects.filter(case=row.case, begun_at__gt=row.asked_at)
            asked = Step.objects.filter(case=row.case, asked_at__gt=row.asked_at)
            assert not begun.exists() and not asked.exists(), f"{row.case} was begun before it was approved"
            written = row.case.letters.filter(is_response=True, written_at__gt=row.asked_at) if row.case else None
            assert written is None or not written.exists(), f"{row.case} was answered before it was approved"

    @invariant()
    def what_is_deleted_was_approved(self) -> None:
        settled = SecondApproval.objects.filter(state__in=[ApprovalState.GIVEN, ApprovalState.ALONE])
        begun = Step.objects.exclude(begun_at=None).values("case_id")
        for case in Case.objects.filter(pk__in=begun).exclude(pk__in=settled.values("case_id")):
            needs = any(one.two_person_act is not None for one in base.get(case.kind).outcomes)
            assert not needs, f"{case.kind} was begun with one pair of eyes and no ground"
