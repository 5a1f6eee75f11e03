"""Evidence packs: what the record holds, in one signed file that anybody checks without this desk."""

from dsr.evidence.fingerprints import published_fingerprints, verifier, verifier_digest
from dsr.evidence.job import make_pack
from dsr.evidence.release import (
    Days,
    Details,
    WantedPack,
    approve_pack,
    ask_pack,
    cases_of,
    details_of,
    forget_packs,
    packs_awaiting_second,
    refuse_pack,
    stop_pack,
    tells_of_orders,
    try_pack_again,
)
from dsr.evidence.sealed_parts import read_parts
from dsr.evidence.secret_orders import ToldOfOrder, orders_in_force

__all__ = [
    "Days",
    "Details",
    "ToldOfOrder",
    "WantedPack",
    "approve_pack",
    "ask_pack",
    "cases_of",
    "details_of",
    "forget_packs",
    "make_pack",
    "orders_in_force",
    "packs_awaiting_second",
    "published_fingerprints",
    "read_parts",
    "refuse_pack",
    "stop_pack",
    "tells_of_orders",
    "try_pack_again",
    "verifier",
    "verifier_digest",
]
