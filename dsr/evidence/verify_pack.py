"""Verify an evidence pack of a Daylight desk. It needs Python 3.9 or later, no network, and nothing else.

python -I ./verify.py pack.zip --fingerprint "what the desk publishes"
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Ed25519 as RFC 8032, sections 5.1 and 6, has it: points in extended coordinates.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT, ZERO = pow(2, (P - 1) // 4, P), (0, 1, 1, 0)
Point = tuple[int, int, int, int]
# What a file can raise that was cut off, damaged, or made so that it cannot be read: encrypted, packed another way.
BROKEN = Exception
MOST = 1 << 26  # bytes of a file, or of a line, that is read whole: what is larger was made to fill the memory


def add(one: Point, two: Point) -> Point:
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number: int, point: Point) -> Point:
    total = ZERO
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def x_of(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def read_point(text: bytes) -> Point | None:
    sign, y = divmod(int.from_bytes(text, "little"), 1 << 255)
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE = read_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or ZERO


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this Ed25519 signature of the message fits this public key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r = read_point(public), read_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = times(s, BASE), add(r, times(h, key))
    return not any((left[i] * right[2] - right[i] * left[2]) % P for i in (0, 1))


def spell(value: object) -> bytes:
    """The one spelling of a JSON value that digests and signatures are made of."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def root_of(leaf: bytes, index: int, size: int, path: list[str]) -> str | None:
    """The root of a Merkle tree by the path of one leaf (RFC 9162, section 2.1.3.2); None where it does not fit."""
    first, last, found = index, size - 1, hashlib.sha256(b"\x00" + leaf).digest()
    for step in map(bytes.fromhex, path):
        if last == 0:
            return None
        if first & 1 or first == last:
            found = hashlib.sha256(b"\x01" + step + found).digest()
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + step).digest()
        first, last = first >> 1, last >> 1
    return found.hex() if last == 0 else None


def plain(text: str) -> str:
    """What a pack says, on one line that no terminal obeys: what cannot be printed there stands as its number."""
    shown = "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in text)
    return shown.encode(code := sys.stdout.encoding or "ascii", "backslashreplace").decode(code)


class Pack:
    """What is found while a pack is looked through: what holds, what does not, and what could not be checked."""

    def __init__(self, opened: zipfile.ZipFile, fingerprint: str) -> None:
        self.zip, self.fingerprint = opened, "".join(fingerprint.split()).replace("-", "").lower()
        self.holds, self.faults, self.open, self.withheld = (list[str]() for _each in range(4))
        self.names, self.title = set(opened.namelist()), ""
        self.manifest, self.anchors, self.digests = dict[str, Any](), dict[int, dict[str, Any]](), dict[int, str]()
        self.uncovered = self.macs = self.words = self.count = self.anchored = 0

    def json(self, name: str) -> Any:
        return json.loads(self.zip.read(name))

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        with self.zip.open(name) as file:
            while line := file.readline(MOST):
                yield json.loads(line)

    def check(self) -> None:
        if why := self.why_unreadable():
            self.faults.append(f"{why} Nothing can be checked so.")
            return
        if len({name.lower() for name in self.names}) != len(self.zip.namelist()):
            self.faults.append("The same file stands in the pack twice.")
        if any(name[:1] == "/" or {"\\", ":"} & {*name} or ".." in name.split("/") for name in self.names):
            self.faults.append("A file is named so that it would be unpacked outside of its folder: unpack nothing.")
        self.manifest = self.json("manifest.json")
        self.check_signature()
        self.check_files()
        self.check_cases()
        self.say_open()

    def why_unreadable(self) -> str:
        held = self.zip.infolist()
        if any(one.compress_type not in (0, 8) or one.flag_bits & 1 for one in held):
            return "It is encrypted, or packed as no desk packs it."
        if sum(one.compress_size for one in held) > Path(self.zip.filename or "").stat().st_size:
            return "Its files lie one over the other: it was made to keep a computer busy."
        if any(one.file_size > MOST for one in held if one.filename.endswith((".json", ".sig"))):
            return "One of its lists is larger than any desk makes: it was made to fill the memory."
        missing = ", ".join(sorted({"manifest.json", "manifest.sig", "files.jsonl"} - self.names))
        return f"{missing}: missing." if missing else ""

    def check_signature(self) -> None:
        public = bytes.fromhex(self.manifest["key"]["public"])
        signature = bytes.fromhex(self.zip.read("manifest.sig").decode().strip())
        found = hashlib.sha256(public).hexdigest()
        if not is_signed(public, self.zip.read("manifest.json"), signature):
            self.faults.append("manifest.json: its signature does not fit. It was changed after it was signed.")
            return
        self.title = "Pack {reference}, made {made_at}, {form} form: {covers}.".format(**self.manifest)
        self.holds.append("The manifest is signed (Ed25519), and the signature fits the key that it names.")
        shown = " ".join(found[at : at + 8] for at in range(0, 64, 8))
        if not self.fingerprint:
            self.open.append(f"Whose key signed it. Compare with the fingerprint that the desk publishes: {shown}")
        elif self.fingerprint != found:
            self.faults.append(f"It was signed with another key than the one you named: fingerprint {shown}.")
        else:
            self.holds.append("The key that signed it has the fingerprint that you gave.")

    def check_files(self) -> None:
        listed, wrong = {"manifest.json", "manifest.sig", "files.jsonl"}, len(self.faults)
        if self.hash_of("files.jsonl") != self.manifest["files_sha256"]:
            self.faults.append("files.jsonl: the list of files is not the one that was signed.")
        for told in self.lines("files.jsonl"):
            listed.add(told["path"])
            is_there = told["path"] in self.names
            if not is_there or self.hash_of(told["path"]) != told["sha256"]:
                self.faults.append(f"{told['path']}: it was {'changed' if is_there else 'removed from the pack'}.")
        self.faults += [f"{name}: it was put into the pack afterwards." for name in sorted(self.names - listed)]
        if len(self.faults) == wrong:
            self.holds.append(f"Each of {len(listed) - 3} files is byte for byte what was signed; none is missing.")

    def hash_of(self, name: str) -> str:
        made = hashlib.sha256()
        try:
            with self.zip.open(name) as file:
                while part := file.read(1 << 20):
                    made.update(part)
        except BROKEN:
            return ""
        return made.hexdigest()

    def check_cases(self) -> None:
        entries, wrong = 0, len(self.faults)
        for case in self.lines("cases.jsonl"):
            self.count += 1
            try:
                entries += self.check_journal(case)
                self.anchored += self.check_proof(case)
            except (LookupError, ValueError, TypeError, AttributeError):
                self.faults.append(f"{case}: its journal or its proof cannot be read.")
        if self.count != self.manifest["cases"]:
            self.faults.append("cases.jsonl: it was cut: the manifest names another number of requests.")
        if len(self.faults) == wrong:
            self.holds.append(f"Journals: {self.count}. Entries in order, each with a digest that fits: {entries}.")
            told = f"Of these stand, as far as they went then, in a signed anchor of the journal: {self.anchored}."
            self.holds += [told] if self.anchored else []

    def check_journal(self, case: dict[str, Any]) -> int:
        where, head, number, last = f"{case['reference']}: ", "", 0, ""
        worded, self.digests = set[int](), {}
        for entry in self.lines(f"cases/{case['reference']}/journal.jsonl"):
            number += 1
            made = entry.pop("digest")
            self.macs += bool(entry.pop("mac", ""))
            if entry["number"] != number:
                self.faults.append(f"{where}entry {entry['number']} stands where entry {number} belongs.")
                number = entry["number"]
            if entry["previous"] != head:
                self.faults.append(f"{where}entry {number} does not follow from the one before it.")
            if hashlib.sha256(spell(entry)).hexdigest() != made:
                self.faults.append(f"{where}entry {number} was changed: its digest does not fit.")
            if {"words", "counsel"} & json.loads(entry["facts"]).keys():
                worded.add(number)
            head, last, self.digests[number] = made, entry["to"], made
        if (number, head) != (case["entries"], case["head"]):
            self.faults.append(f"{where}the journal was cut, or goes on after entry {case['entries']}.")
        if self.json(f"cases/{case['reference']}/facts.json")["case"]["state"] != last:
            self.faults.append(f"{where}its facts name another state than its journal.")
        self.check_words(case, worded)
        return number

    def check_words(self, case: dict[str, Any], worded: set[int]) -> None:
        name = f"cases/{case['reference']}/words.jsonl"
        told = {line["number"] for line in self.lines(name)} if name in self.names else set()
        self.words += len(told)
        added = f"{case['reference']}: entry %d has words here and none in the journal."
        self.faults += [added % number for number in sorted(told - worded)]

    def check_proof(self, case: dict[str, Any]) -> int:
        proof = self.json(f"cases/{case['reference']}/proof.json")
        if not proof:
            return 0
        anchor = self.anchor(proof["anchor"])
        leaf, where = spell([case["reference"], proof["entries"], proof["head"]]), f"{case['reference']}: "
        if proof["index"] >= anchor["cases"]:
            self.faults.append(f"{where}its place is outside of anchor {proof['anchor']}.")
        elif root_of(leaf, proof["index"], anchor["cases"], proof["path"]) != anchor["root"]:
            self.faults.append(f"{where}it does not stand in anchor {proof['anchor']} as the pack says.")
        if self.digests.get(proof["entries"]) != proof["head"]:
            self.faults.append(f"{where}entry {proof['entries']} is not what it was at anchor {proof['anchor']}.")
        self.uncovered += case["entries"] > proof["entries"]
        return 1

    def anchor(self, number: int) -> dict[str, Any]:
        if number not in self.anchors:
            held = self.json(f"anchors/anchor-{number:06}.json")
            self.anchors[number] = document = held["document"]
            public = bytes.fromhex(self.manifest["anchor_keys"][document["key"]])
            if not is_signed(public, spell(document), bytes.fromhex(held["signature"])):
                self.faults.append(f"Anchor {number}: its signature does not fit.")
            elif public.hex() != self.manifest["key"]["public"]:
                earlier = hashlib.sha256(public).hexdigest()
                self.open.append(f"Anchor {number} was signed with an earlier key, fingerprint {earlier}. Compare it.")
            if document["number"] != number:
                self.faults.append(f"Anchor {number} is not the one that it is named.")
        return self.anchors[number]

    def say_open(self) -> None:
        found = {
            "Requests that stand in no anchor yet, for which only the chain holds: {}.": self.count - self.anchored,
            "Requests that went on after it, for which from there on only the chain holds: {}.": self.uncovered,
            "That the anchor is the one that was kept outside: compare it with the mailed copy.": self.anchored,
            "The mac of each entry: it needs a secret key of the desk (manage.py verify_journal).": self.macs,
            "That words beside entries are those that were sealed, which only the desk opens. In all: {}.": self.words,
            "That what people wrote in the record is true, and that the record is complete.": 1,
        }
        self.open += [told.format(count) for told, count in found.items() if count]
        kept = self.lines("withheld.jsonl") if "withheld.jsonl" in self.names else ()
        self.withheld = [f"{one['reference']}: {one['what']} ({one['count']}). {one['why']}" for one in kept]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verify an evidence pack offline.")
    parser.add_argument("pack")
    parser.add_argument("--fingerprint", default="", help="of the key, as the desk publishes it")
    given = parser.parse_args(arguments)
    try:
        pack = Pack(zipfile.ZipFile(given.pack), given.fingerprint)
        pack.check()
    except BROKEN as error:
        print(f"NOT VERIFIED. The pack cannot be read: it was cut off or damaged ({type(error).__name__}).")
        return 1
    print(plain(pack.title))
    said = {"Wrong:": pack.faults, "Checked, and it holds:": pack.holds, "Withheld on purpose:": pack.withheld}
    for title, lines in {**said, "Not checked:": pack.open}.items():
        if lines:
            print("\n  - ".join([f"\n{title}", *map(plain, lines)]))
    found = f"NOT VERIFIED. Things that are wrong: {len(pack.faults)}." if pack.faults else "VERIFIED."
    alone = "Nothing wrong was found. It proves something only once the fingerprint was compared."
    print(f"\n{found if pack.faults or pack.fingerprint else alone}")
    return 1 if pack.faults else 0 if pack.fingerprint else 2


if __name__ == "__main__":
    sys.exit(main())
