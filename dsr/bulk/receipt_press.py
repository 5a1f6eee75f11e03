"""How a whole bundle came, corrected as bulk work: a row a request, each by its own rules, and what becomes of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, receipt_corrections
from dsr.bulk.press import Press
from dsr.errors import BadInput, Changed
from dsr.journal import Actor
from dsr.models import Bundle, Case
from dsr.receipt_corrections import BundleReceipt


class ReceiptVerb(StrEnum):
    """What is done with each request. Rows outlive a version of the desk: a name never changes."""

    CORRECT = "correct"
    AGREE = "agree"  # the second person does
    REFUSE = "refuse"
    WITHDRAW = "withdraw"  # who proposed it does not any more
    TAKE_BACK = "take-back"  # what waits to take effect
    NOW = "now"


@dataclass(frozen=True)
class ReceiptPress:
    """What is pressed: by case, the entry count that was seen; of those that are left out, why.

    `receipt` is how all came, where that is corrected. `words`: the reason, or why the second person does not agree.
    """

    verb: ReceiptVerb
    seen: Mapping[int, int]
    words: str = ""
    receipt: BundleReceipt | None = None
    is_sure: bool = False
    left: Mapping[int, str] = field(default_factory=dict)

    def choice(self, bundle: Bundle) -> dict[str, Any]:
        """As the bulk work keeps it: codes, ids and days."""
        told: dict[str, Any] = {"bundle": bundle.reference, "verb": self.verb.value, "is_sure": self.is_sure}
        if self.receipt is not None:
            told["receipt"] = receipt_corrections.receipt_content(self.receipt)
            told["stands"] = receipt_corrections.receipt_content(receipt_corrections.receipt_of_bundle(bundle))
        return told

    def sealed_words(self, actor: Actor) -> str:
        """With the ground of who decides alone: both are typed."""
        return json.dumps({"words": self.words, "ground": actor.ground})


_VERBS: Mapping[ReceiptVerb, Callable[[int, Actor, int, str], Case]] = {
    ReceiptVerb.AGREE: lambda pk, who, seen, _why: receipt_corrections.agree_correction(pk, who, seen=seen),
    ReceiptVerb.REFUSE: lambda pk, who, seen, why: receipt_corrections.refuse_correction(pk, who, why, seen=seen),
    ReceiptVerb.WITHDRAW: lambda pk, who, seen, _why: receipt_corrections.take_back_proposed(pk, who, seen=seen),
    ReceiptVerb.TAKE_BACK: lambda pk, who, seen, _why: receipt_corrections.take_back_correction(pk, who, seen=seen),
    ReceiptVerb.NOW: lambda pk, who, seen, _why: receipt_corrections.correct_now(pk, who, seen=seen),
}


def settle_receipt(press: Press, _nothing: object) -> object:
    """The verb for one request, in the caller's transaction. Raises whatever that raises."""
    typed, choice = json.loads(press.words), press.choice
    actor, pk, seen = replace(press.actor, ground=typed["ground"]), press.case.pk, press.row.seen
    verb = ReceiptVerb(choice["verb"])
    if verb is not ReceiptVerb.CORRECT:
        return _VERBS[verb](pk, actor, seen, typed["words"])
    stands, wanted = (receipt_corrections.receipt_of_content(choice[name]) for name in ("stands", "receipt"))
    line = receipt_corrections.look_at_line(Case.objects.select_related(*_READ).get(pk=pk), stands, wanted)
    if line.weighed is None:
        raise BadInput(line.why)
    correction, is_sure = line.weighed.correction, bool(choice["is_sure"])
    return receipt_corrections.correct_receipt(
        pk, actor, correction, seen=seen, reason=typed["words"], is_sure=is_sure
    )


_READ = ("business", "brand", "came_to", "joined_to")


def require_one_works(press: Press) -> None:
    """Try the first, and undo it: what holds for all is said before any is begun. Raises what the verb says."""
    journal.must_decide(press.actor)
    try:
        with transaction.atomic():
            settle_receipt(press, None)
            raise _Undo
    except _Undo:
        return


class _Undo(Exception):
    """What was tried is taken back."""


def why_not_begun() -> Changed:
    """While other such work of the bundle goes on."""
    return Changed(_("How this bundle came is being corrected by other work. Wait until that is done."))
