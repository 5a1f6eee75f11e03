"""Bulk work in any order: looked at, begun, stopped, with everything else between; and what always holds of it."""

import json
from collections import Counter

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from dsr import bulk
from dsr.journal import Actor
from dsr.models import Bulk, BulkRow, Case, Entry
from dsr.models.bulk import BulkAction, BulkResult, BulkState
from tests.order.staff_presses import StaffPresses

_WORDS = "Two archives are read by hand."


class BulkPresses(StaffPresses):
    """By the same person as every other press."""

    staff: Actor

    @rule(action=st.sampled_from(sorted(set(BulkAction) - {BulkAction.TAKE_BACK, BulkAction.SEND_NOW})))
    def look_before_bulk(self, action: str) -> None:
        """At all there are, in whatever state; work looks at what is more than a few."""
        ids = list(Case.objects.order_by("pk").values_list("pk", flat=True))
        self._try(lambda: bulk.begin_look(self.staff, action, ids))

    @rule(which=st.integers(0, 50))
    def choose_in_the_look(self, which: int) -> None:
        made = Bulk.objects.filter(state=BulkState.LOOK).order_by("pk").last()
        codes = sorted(bulk.open_outcomes(made)) if made else []
        if made and codes:
            self._try(lambda: bulk.choose_again(made, self.staff, {"outcome": codes[which % len(codes)]}))

    @rule()
    def begin_bulk_work(self) -> None:
        """The newest look, as it is shown now; cases may have changed since."""
        made = Bulk.objects.filter(state=BulkState.LOOK).order_by("pk").last()
        if made is None:
            return
        ready = list(made.rows.waiting())
        begun = bulk.Begun(made.looks, len(ready), _WORDS, {row.case_id: _WORDS for row in ready})
        self._try(lambda: bulk.begin(made.pk, self.staff, begun, {"account": self.staff.account_id}))

    @rule()
    def stop_bulk_work(self) -> None:
        for made in Bulk.objects.filter(state__in=[BulkState.WORK, BulkState.WAITS]):
            self._try(lambda made=made: bulk.stop(made.pk, self.staff))

    @rule(is_sent=st.booleans())
    def all_that_waits_is_taken_back_or_sent(self, is_sent: bool) -> None:
        for waiting in bulk.all_that_waits():
            press = bulk.send_all_now if is_sent else bulk.take_all_back
            self._try(lambda press=press, waiting=waiting: press(waiting.bulk.pk, self.staff))

    @invariant()
    def each_case_of_bulk_work_once(self) -> None:
        """Its journal names the work where, and only where, the row says that it is done; a decision stands once."""
        told = Counter(
            (json.loads(entry.facts)["bulk"], entry.case_id)
            for entry in Entry.objects.filter(facts__contains='"bulk"', name__in=_ENTRIES)
        )
        for row in BulkRow.objects.select_related("bulk"):
            times = told.pop((row.bulk.reference, row.case_id), 0)
            if row.result != BulkResult.DONE:
                assert times == 0, f"{row.bulk.action} left a trace in a case that is {row.result}"
            elif row.bulk.action not in {BulkAction.MAILED, BulkAction.RECEIPT}:  # of a receipt: bundle_truth.py
                assert times == 1, f"{row.bulk.action} of a case {times} times"
        assert not told, "a case was done that stands in no bulk work"


_ENTRIES = (
    *("approve", "decline", "extend", "assign", "join", "note", "respond", "letter-mailed"),
    *("return", "undo-follow-up", "undo-join", "extension-taken-back", "sent-at-once"),
)
