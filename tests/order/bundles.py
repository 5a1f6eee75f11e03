"""One letter for many people in any order: entered, asked about, completed, decided from it, corrected whole."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from dsr import agents, bulk, documents, receipt_corrections
from dsr.clock import now
from dsr.journal import Actor
from dsr.kinds import base
from dsr.models import Bundle, Case
from dsr.models.attachment import Purpose
from dsr.models.bulk import BulkAction
from dsr.models.case import Channel, Delivery
from tests.given_documents import a_pdf
from tests.order import bundle_truth
from tests.order.staff_presses import StaffPresses
from tests.order.world import PEOPLE

FIRM = {"name": "Pat Pike", "firm": "Pike & Alvarado LLP", "email": "intake@pike.example"}
# One whom the business knows, and one of whom no address is given.
LISTED = f"{PEOPLE[0][0]},{PEOPLE[0][1]},CA\nLee Quillfeather,,CA"
ADDED = "Mo Undergrove,mo@example.com,CA"
_WHY = "The stamp says so."
_FROM_BUNDLE = (BulkAction.APPROVE, BulkAction.DECLINE, BulkAction.EXTEND)


class Bundles(StaffPresses):
    """Rules beside those of the desk. What comes of one of them waits for work, as of all."""

    staff: Actor
    business: Any
    _other: Actor | None
    told_apart: set[int]

    @rule(kind=st.sampled_from(["shine-the-light", "deletion"]), is_shown=st.booleans(), days=st.integers(0, 3))
    def a_firm_writes_for_many(self, kind: str, is_shown: bool, days: int) -> None:
        if Bundle.objects.exists():  # one of three is enough, and each look at all that holds costs
            return
        has_address = base.get(kind).clocks.depends_on_address
        roll = agents.NewBundle(
            kind=kind,
            brand=self.business.brands.get(),
            token="letter",
            channel=Channel.EMAIL,
            came_to=self.business.designated_addresses.get(medium="email") if has_address else None,
            received_at=now() - timedelta(days=days),
            delivery=Delivery.EMAIL,
            agent=FIRM,
            who="agent",
            is_stated=False,
            subjects=_read(LISTED, kind),
            documents=[documents.check("permission", "signed.pdf", a_pdf())] if is_shown else [],
        )
        self._try(lambda: agents.enter_bundle(roll, self.staff))

    @rule(which=st.integers(0, 50))
    def people_of_the_same_letter_are_added(self, which: int) -> None:
        if (bundle := self._bundle(which)) is not None:
            self._try(lambda: agents.add_people(bundle.pk, _read(ADDED, bundle.kind), self.staff))

    @rule(which=st.integers(0, 50))
    def the_firm_is_asked(self, which: int) -> None:
        if (bundle := self._bundle(which)) is not None:
            self._try(lambda: agents.ask_agent(bundle.pk, self.staff))

    @rule(which=st.integers(0, 50), what=st.sampled_from(["email", "postal", "permission", "nothing"]))
    def what_was_left_out_comes(self, which: int, what: str) -> None:
        """Of the first of whom something is missing; or nothing comes, and staff decide to answer the firm."""
        bundle = self._bundle(which)
        lacking = agents.wanting(agents.stands_of(bundle)) if bundle else []
        if bundle is None or not lacking:
            return
        case = lacking[0].case
        shown = {case.pk: case.entry_count}
        late = agents.LatePermission("agent", "Signed by hand.", documents.check("permission", "late.pdf", a_pdf()))
        comes: Mapping[str, Callable[[], object]] = {
            "email": lambda: agents.add_late_details(case.pk, self.staff, email=f"late{case.pk}@example.org"),
            "postal": lambda: agents.add_late_details(case.pk, self.staff, postal="1 Elm St\nFresno, CA 93701"),
            "permission": lambda: agents.add_permission(bundle.pk, self.staff, late, shown),
            "nothing": lambda: agents.answer_through_agent(bundle.pk, self.staff, "Nothing came.", shown),
        }
        self._try(comes[what])

    def _staff_reach(self, case: Case) -> None:
        """In the end an address comes of whoever could not be written to."""
        if agents.bundle_of(case) is not None:
            self._try(lambda: agents.add_late_details(case.pk, self.staff, postal="1 Elm St\nFresno, CA 93701"))
            agents.add_late_details(case.pk, self.staff, email=f"late{case.pk}@example.org")

    @rule(which=st.integers(0, 50), action=st.sampled_from(_FROM_BUNDLE))
    def look_from_a_bundle(self, which: int, action: str) -> None:
        if (bundle := self._bundle(which)) is not None:
            ids = list(bundle.lines.values_list("case_id", flat=True))
            self._try(lambda: bulk.begin_look(self.staff, action, ids))

    @rule(which=st.integers(0, 50), days=st.sampled_from([-40, -2, 1]), has_source=st.booleans())
    def a_whole_receipt_is_corrected(self, which: int, days: int, has_source: bool) -> None:
        """By a worker, as of a bundle of many."""
        bundle = self._bundle(which)
        if bundle is None or bundle.received_at + timedelta(days=days) > now():
            return
        if has_source:
            files = [documents.check(Purpose.ENVELOPE, "envelope.pdf", a_pdf())]
            agents.keep_files(f"envelope-{bundle.pk}", bundle.business, files, self.staff)
            agents.take_files(f"envelope-{bundle.pk}", bundle, self.staff)
        stands = receipt_corrections.receipt_of_bundle(bundle)
        receipt = replace(stands, received_at=bundle.received_at + timedelta(days=days))
        looked = receipt_corrections.look_at_bundle(bundle, receipt)
        pressed = bulk.ReceiptPress(
            bulk.ReceiptVerb.CORRECT,
            {one.case.pk: one.case.entry_count for one in looked if one.weighed},
            words=_WHY,
            receipt=receipt,
            is_sure=True,
            left={one.case.pk: one.why for one in looked if not one.weighed},
        )
        self._try(lambda: bulk.begin_receipts(bundle.pk, self.staff, pressed))

    @rule(which=st.integers(0, 50), verb=st.sampled_from(sorted(set(bulk.ReceiptVerb) - {bulk.ReceiptVerb.CORRECT})))
    def a_whole_correction_is_settled(self, which: int, verb: bulk.ReceiptVerb) -> None:
        bundle = self._bundle(which)
        if bundle is None:
            return
        if verb in {bulk.ReceiptVerb.TAKE_BACK, bulk.ReceiptVerb.NOW}:
            cases, actor = receipt_corrections.waiting_in_bundle(bundle), self.staff
        else:
            cases = [one.approval.case for one in receipt_corrections.proposed_in_bundle(bundle) if one.approval.case]
            actor = self.staff if verb is bulk.ReceiptVerb.WITHDRAW else self._other or self.staff
        pressed = bulk.ReceiptPress(verb, {case.pk: case.entry_count for case in cases}, words=_WHY)
        self._try(lambda: bulk.begin_receipts(bundle.pk, actor, pressed))

    @invariant()
    def many_are_kept_apart_and_told_together(self) -> None:
        bundle_truth.of_all(self.told_apart)

    @staticmethod
    def _bundle(which: int) -> Bundle | None:
        found = list(Bundle.objects.exclude(completed_at=None).exclude(key=None).select_related("business"))
        return found[which % len(found)] if found else None


def _read(text: str, kind: str) -> list[agents.ListedPerson]:
    return list(agents.read_people(text, **agents.list_rules(base.get(kind))).subjects)
