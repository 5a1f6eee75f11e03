"""That a case stood in the newest anchor: its leaf, its place, and the path to the signed root."""

from typing import Any

from django.conf import settings

from dsr import sealing
from dsr.anchors.anchor_file import text_of
from dsr.anchors.daily_anchor import leaf_rows, leaves_of
from dsr.anchors.merkle import KeptTree
from dsr.models import Anchor


class Inclusion:
    """The newest anchor that anybody can check, and the proofs of its cases. To be closed: it keeps files."""

    def __init__(self, anchor: Anchor) -> None:
        self.anchor, self._tree = anchor, KeptTree(leaves_of(anchor.number))

    @property
    def name(self) -> str:
        """As the file is called that was kept outside."""
        return f"anchor-{self.anchor.number:06}.json"

    @property
    def text(self) -> str:
        """The document and its signature, as in that file."""
        return text_of(self.anchor)

    @property
    def public_key(self) -> bytes:
        return sealing.public_anchor_key(self.anchor.key)

    def proof_of(self, case_id: int) -> dict[str, Any] | None:
        """Number of the anchor, entries and head of the leaf, its place, and the path. None where it came later."""
        index = self._tree.index_of(case_id)
        leaf = leaf_rows(self.anchor.number).filter(case_number=case_id).values("entries", "head").first()
        if index is None or leaf is None:
            return None
        return {"anchor": self.anchor.number, "index": index, "path": self._tree.path_of(index), **leaf}

    def close(self) -> None:
        self._tree.close()


def newest_inclusion() -> Inclusion | None:
    """None before the first anchor, and where no key is left that could prove one."""
    anchor = Anchor.objects.filter(key__in=list(settings.JOURNAL_KEYS)).order_by("number").last()
    return Inclusion(anchor) if anchor else None
