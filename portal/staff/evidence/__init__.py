"""Evidence packs: asked for with recipient and ground, approved, made, fetched for some days."""

from portal.staff.evidence.ask import ask_bundle_pack_page, ask_case_pack_page, ask_period_pack_page
from portal.staff.evidence.listing import download_verifier, evidence_page
from portal.staff.evidence.pack import (
    approve_pack,
    download_pack,
    pack_page,
    refuse_pack,
    stop_pack,
    try_pack_again,
)

__all__ = [
    "approve_pack",
    "ask_bundle_pack_page",
    "ask_case_pack_page",
    "ask_period_pack_page",
    "download_pack",
    "download_verifier",
    "evidence_page",
    "pack_page",
    "refuse_pack",
    "stop_pack",
    "try_pack_again",
]
