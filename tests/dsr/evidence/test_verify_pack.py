"""A pack is checked by a process that has nothing of ours, and each thing that was done to one is named."""

import hashlib
import json
import re
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dsr import anchors, documents, evidence, review
from dsr.evidence import verify_pack
from dsr.formats import canonical_json
from dsr.models import Case, EvidencePack
from dsr.models.attachment import Purpose
from tests import given
from tests.given_documents import a_png
from tests.given_evidence import CANARY, content, files, lines, made, verified, zipped

# RFC 8032, section 7.1: public key, message, signature; of TEST 1, 2, 3 and SHA(abc).
RFC_8032 = {
    "1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
        "be24655141438e7a100b",
    ),
    "2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb430"
        "2aeeb00d291612bb0c00",
    ),
    "3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716e"
        "d28dc027beceea1ec40a",
    ),
    "SHA(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643c"
        "e80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138a"
        "c17ad9bef1177331a704",
    ),
}


@pytest.mark.parametrize("name", RFC_8032)
def test_its_own_check_of_a_signature_fits_the_vectors_of_the_rfc(name):
    public, message, signature = (bytes.fromhex(text) for text in RFC_8032[name])
    assert verify_pack.is_signed(public, message, signature)
    assert not verify_pack.is_signed(public, message + b".", signature)
    for at in (0, 31, 32, 63):
        changed = bytearray(signature)
        changed[at] ^= 1
        assert not verify_pack.is_signed(public, message, bytes(changed))
    # The same signature with a number beyond the order of the group is refused, RFC 8032, section 5.1.7.
    beyond = int.from_bytes(signature[32:], "little") + verify_pack.ORDER
    assert not verify_pack.is_signed(public, message, signature[:32] + beyond.to_bytes(32, "little"))


def test_it_agrees_with_a_library_on_signatures_and_rejects_what_is_no_point():
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = key.public_key().public_bytes_raw()
    for number in range(4):
        message = b"m" * number
        assert verify_pack.is_signed(public, message, key.sign(message))
    assert not verify_pack.is_signed(b"\xff" * 32, b"", key.sign(b""))
    assert not verify_pack.is_signed(public[:31], b"", key.sign(b""))


@pytest.fixture
def case(frozen, db) -> Case:
    """Answered with a report, anchored, and changed since: with a note, a note for counsel and a document."""
    case = given.in_review(business=given.a_ledger())
    documents.add(case.pk, given.staff(), [documents.check(Purpose.EVIDENCE, "bill.png", a_png())])
    case.refresh_from_db()
    given.approved(case)
    given.drain()
    anchors.make_anchor()
    review.add_note(case.pk, given.staff(), f"{CANARY} called.")
    review.add_note(case.pk, given.staff(), "Weighed with our lawyer.", is_for_counsel=True)
    case.refresh_from_db()
    return case


@pytest.fixture
def pack(case) -> EvidencePack:
    return made(case)


def published() -> str:
    return next(iter(evidence.published_fingerprints().values()))


def test_an_untouched_pack_is_verified_offline_in_words(pack, tmp_path, case):
    status, said = verified(tmp_path, content(pack), published())
    assert status == 0 and said.rstrip().endswith("VERIFIED.") and "Wrong:" not in said
    for told in (
        "the signature fits the key that it names",
        "has the fingerprint that you gave",
        "none is missing",
        f"Journals: 1. Entries in order, each with a digest that fits: {case.entry_count + 1}.",
        "Of these stand, as far as they went then, in a signed anchor of the journal: 1.",
        "Requests that went on after it, for which from there on only the chain holds: 1.",
        "Notes marked “for counsel” (1). They are sealed apart.",
        "The mac of each entry: it needs a secret key",
        "That words beside entries are those that were sealed",
    ):
        assert told in said
    assert not re.search(r"\b1 [a-z]+s?\b", said), "no count stands before its noun: one would be told as many"
    status, said = verified(tmp_path, content(pack))
    assert status == 2 and published() in said and "VERIFIED" not in said


def test_the_redacted_form_proves_the_same_chain_and_holds_nothing_personal(pack, case, tmp_path):
    review.add_note(case.pk, given.staff(), "Later.")
    redacted = made(case, is_redacted=True)
    status, said = verified(tmp_path, content(redacted), published())
    assert status == 0 and "The digests in the journal stand for what is withheld" in said
    held, whole = files(content(redacted)), files(content(pack))
    journal = f"cases/{case.reference}/journal.jsonl"
    assert held[journal].startswith(whole[journal])
    for canary in (CANARY, "Whitlow", "dana@example.com", "called", "bill.png", "Ada Pike", "Robin Vale", "lawyer."):
        assert not [name for name, part in held.items() if canary.encode() in part], canary
    assert b"Dana Whitlow called." in whole[f"cases/{case.reference}/words.jsonl"]
    assert not [name for name, part in whole.items() if b"Weighed with our lawyer" in part]


Change = Callable[[dict[str, bytes], str], None]


def _altered(parts: dict[str, bytes], place: str) -> None:
    parts[f"{place}/facts.json"] = parts[f"{place}/facts.json"].replace(b'"language": "en"', b'"language": "fr"')


def _journal(parts: dict[str, bytes], place: str, told: list[bytes]) -> None:
    parts[f"{place}/journal.jsonl"] = b"\n".join(told) + b"\n"


def _changed(parts: dict[str, bytes], place: str) -> None:
    told = parts[f"{place}/journal.jsonl"].splitlines()
    one = json.loads(told[1])
    told[1] = canonical_json.encode({**one, "at": "2026-03-01T00:00:00+00:00"})
    _journal(parts, place, told)


def _reordered(parts: dict[str, bytes], place: str) -> None:
    told = parts[f"{place}/journal.jsonl"].splitlines()
    told[1], told[2] = told[2], told[1]
    _journal(parts, place, told)


def _cut(parts: dict[str, bytes], place: str) -> None:
    _journal(parts, place, parts[f"{place}/journal.jsonl"].splitlines()[:-1])


def _removed(parts: dict[str, bytes], place: str) -> None:
    del parts[f"{place}/said.json"]


def _added(parts: dict[str, bytes], place: str) -> None:
    parts[f"{place}/letters/999.eml"] = b"Subject: We never wrote this"


def _manifest(parts: dict[str, bytes], _place: str) -> None:
    parts["manifest.json"] = parts["manifest.json"].replace(b'"full"', b'"redacted"')


TOUCHED: dict[str, tuple[Change, list[str]]] = {
    "altered": (_altered, ["facts.json: it was changed."]),
    "changed": (_changed, ["journal.jsonl: it was changed.", "entry 2 was changed: its digest does not fit."]),
    "reordered": (_reordered, ["entry 3 stands where entry 2 belongs.", "does not follow from the one before it."]),
    "cut": (_cut, ["journal.jsonl: it was changed.", "the journal was cut, or goes on after entry"]),
    "removed": (_removed, ["said.json: it was removed from the pack."]),
    "added": (_added, ["letters/999.eml: it was put into the pack afterwards."]),
    "manifest": (_manifest, ["manifest.json: its signature does not fit."]),
}


@pytest.fixture
def told(pack, tmp_path) -> tuple[dict[str, bytes], str, bytes]:
    held = files(content(pack))
    (tmp_path / "verify.py").write_bytes(held["verify.py"])
    return held, f"cases/{pack.case.reference}", content(pack)


def test_what_was_done_to_a_pack_is_named_in_words(told, tmp_path):
    parts, place, _whole = told
    for name, (change, words) in TOUCHED.items():
        touched = dict(parts)
        change(touched, place)
        assert touched != parts, name
        status, said = verified(tmp_path, zipped(touched), published())
        assert status == 1 and "NOT VERIFIED" in said, name
        for one in words:
            assert one in said, f"{name}: {said}"


def signed_anew(parts: dict[str, bytes], key: Ed25519PrivateKey) -> bytes:
    """As who has no key of the desk would: every digest, list and signature made to fit."""
    place = next(name for name in parts if name.endswith("journal.jsonl"))
    head, told = "", []
    for one in lines(parts[place]):
        entry = {**one, "previous": head}
        made, mac = entry.pop("digest"), entry.pop("mac")
        head = canonical_json.digest(entry)
        told.append(canonical_json.encode({**entry, "digest": head, "mac": mac}) + b"\n")
        del made
    parts[place] = b"".join(told)
    (listed,) = lines(parts["cases.jsonl"])
    parts["cases.jsonl"] = canonical_json.encode({**listed, "entries": len(told), "head": head}) + b"\n"
    named = [name for name in parts if name not in {"manifest.json", "manifest.sig", "files.jsonl"}]
    rows = [{"path": name, "sha256": hashlib.sha256(parts[name]).hexdigest()} for name in named]
    parts["files.jsonl"] = b"".join(canonical_json.encode(row) + b"\n" for row in rows)
    manifest = json.loads(parts["manifest.json"])
    manifest["files_sha256"] = hashlib.sha256(parts["files.jsonl"]).hexdigest()
    manifest["key"]["public"] = key.public_key().public_bytes_raw().hex()
    parts["manifest.json"] = canonical_json.encode(manifest)
    parts["manifest.sig"] = key.sign(parts["manifest.json"]).hex().encode()
    return zipped(parts)


def test_a_pack_that_another_key_signed_anew_is_told_by_its_fingerprint_and_by_the_anchor(told, tmp_path):
    parts, place, _whole = told
    _changed(parts, place)
    forged = signed_anew(dict(parts), Ed25519PrivateKey.from_private_bytes(b"f" * 32))
    status, said = verified(tmp_path, forged, published())
    assert status == 1 and "It was signed with another key than the one you named" in said
    assert "is not what it was at anchor 1" in said and "byte for byte" in said
    status, said = verified(tmp_path, forged)
    assert status == 1 and "is not what it was at anchor 1" in said, "also where no fingerprint is at hand"


def test_a_file_that_broke_off_or_is_none_says_so(told, tmp_path):
    _parts, _place, whole = told
    for broken in (whole[: len(whole) // 2], b"", b"PK"):
        status, said = verified(tmp_path, broken, published())
        assert status == 1 and "it was cut off or damaged" in said
    flipped = bytearray(whole)
    flipped[len(flipped) // 3] ^= 0xFF
    status, said = verified(tmp_path, bytes(flipped), published())
    assert status == 1 and "NOT VERIFIED" in said


def test_a_proof_of_another_place_is_found(told, tmp_path):
    parts, place, _whole = told
    proof = json.loads(parts[f"{place}/proof.json"])
    for changed, words in (
        ({"index": 7}, "its place is outside of anchor 1"),
        ({"path": ["00" * 32]}, "it does not stand in anchor 1 as the pack says"),
        ({"head": "00" * 32}, "is not what it was at anchor 1"),
    ):
        touched = {**parts, f"{place}/proof.json": json.dumps({**proof, **changed}).encode()}
        status, said = verified(tmp_path, zipped(touched), published())
        assert status == 1 and words in said
