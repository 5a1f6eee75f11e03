"""A pack that was made to deceive, to fill a disk or a memory, or to command a terminal is named so, in words."""

import hashlib
import io
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from dsr import evidence
from dsr.formats import canonical_json
from tests.given_evidence import zipped

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_MEMORY = 256 << 20  # of the process that checks: a fraction of what the bombs below unpack to
SCRIPT = evidence.verifier()


def parts(**told: object) -> dict[str, bytes]:
    """The least that the script looks at: no request, no file, a signature that fits."""
    return signed({"cases.jsonl": b"", "withheld.jsonl": b""}, **told)


def signed(held: dict[str, bytes], **told: object) -> dict[str, bytes]:
    listing = b"".join(
        canonical_json.encode({"path": name, "sha256": hashlib.sha256(part).hexdigest()}) + b"\n"
        for name, part in held.items()
    )
    usual = {"reference": "R", "made_at": "now", "form": "full", "covers": "nothing", "cases": 0, "anchor_keys": {}}
    key = {"name": "k", "public": KEY.public_key().public_bytes_raw().hex()}
    digest = hashlib.sha256(listing).hexdigest()
    manifest = canonical_json.encode({**usual, "key": key, "files_sha256": digest, **told})
    sign = KEY.sign(manifest).hex().encode()
    return {**held, "files.jsonl": listing, "manifest.json": manifest, "manifest.sig": sign}


def checked(folder: Path, pack: bytes) -> tuple[int, str]:
    """The script on its own, with little memory, in a terminal that knows ASCII alone."""
    (folder / "verify.py").write_bytes(SCRIPT)
    (folder / "pack.zip").write_bytes(pack)
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-X", "utf8=0", "verify.py", "pack.zip"],
        cwd=folder,
        env={"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY)),
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout.decode("ascii")


def test_the_least_pack_holds(tmp_path):
    status, said = checked(tmp_path, zipped(parts()))
    assert status == 2 and "Wrong:" not in said


@pytest.mark.parametrize(
    "hidden", ["\x1b[2J\x1b]0;owned\x07", "a\rVERIFIED.", "\u202eDEIFIREV", "x\nVERIFIED.", "caf\u00e9 \u4e2d\ud800"]
)
def test_what_it_repeats_commands_no_terminal_and_makes_no_line_of_its_own(tmp_path, hidden):
    told = parts(covers=hidden.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), reference=hidden[:3])
    for held in (told, {**told, f"put/{hidden[:-1]}": b"x"} if "\ud800" not in hidden else told):
        _status, said = checked(tmp_path, zipped(held))
        assert not {one for one in said if not one.isprintable() and one != "\n"}
        assert "VERIFIED." not in said.splitlines() and "\nVERIFIED." not in said


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "cases\\..\\x", "C:x", "a/../b"])
def test_a_name_that_leads_elsewhere_is_a_fault_even_where_it_is_signed(tmp_path, name):
    status, said = checked(tmp_path, zipped(signed({"cases.jsonl": b"", "withheld.jsonl": b"", name: b"x"})))
    assert status == 1 and "unpack nothing" in said
    assert sorted(one.name for one in tmp_path.iterdir()) == ["pack.zip", "verify.py"], "it writes nothing itself"


@pytest.mark.parametrize("again", ["cases.jsonl", "CASES.jsonl"])
def test_the_same_name_twice_is_a_fault(tmp_path, again):
    held = io.BytesIO(zipped(parts()))
    with zipfile.ZipFile(held, "a") as opened, pytest.warns(UserWarning) if again == "cases.jsonl" else nullcontext():
        opened.writestr(again, b"")
    status, said = checked(tmp_path, held.getvalue())
    assert status == 1 and "The same file stands in the pack twice." in said


def _encrypted(pack: bytes) -> bytes:
    """The flag of encryption in both headers of each file."""
    made = bytearray(pack)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.find(mark)
        while place >= 0:
            made[place + at] |= 1
            place = made.find(mark, place + 4)
    return bytes(made)


def _packed(method: int) -> Callable[[bytes], bytes]:
    def pack_again(pack: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(pack)) as held, zipfile.ZipFile(made, "w", method) as other:
            for name in held.namelist():
                other.writestr(name, held.read(name))
        return made.getvalue()

    return pack_again


@pytest.mark.parametrize(
    "change", [_encrypted, _packed(zipfile.ZIP_BZIP2), _packed(zipfile.ZIP_LZMA)], ids=["encrypted", "bzip2", "lzma"]
)
def test_what_is_encrypted_or_packed_another_way_is_not_checked(tmp_path, change):
    status, said = checked(tmp_path, change(zipped(parts())))
    assert status == 1 and "It is encrypted, or packed as no desk packs it. Nothing can be checked so." in said


def _bomb(name: str, size: int, *, start: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as opened:
        for other, part in parts().items():
            if other != name:
                opened.writestr(other, part)
        with opened.open(name, "w", force_zip64=True) as file:
            file.write(start)
            for _piece in range(size >> 20):
                file.write(b" " * (1 << 20))
    return made.getvalue()


def test_a_list_that_would_fill_the_memory_is_not_read(tmp_path):
    for name in ("manifest.json", "manifest.sig"):
        status, said = checked(tmp_path, _bomb(name, 1 << 28))
        assert status == 1 and "larger than any desk makes" in said


def test_one_endless_line_and_one_endless_file_fill_no_memory(tmp_path):
    for name in ("cases.jsonl", "files.jsonl", "letters/1.eml"):
        status, said = checked(tmp_path, _bomb(name, 1 << 28, start=b'{"reference": "'))
        assert status == 1 and "NOT VERIFIED" in said, name


def test_files_that_lie_one_over_the_other_are_not_unpacked(tmp_path):
    """As of the bombs that reach petabytes: each entry of the directory leads to the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, part in parts().items():
            opened.writestr(name, part)
        opened.writestr("letters/0.eml", b"0" * (8 << 20))
        (first,) = [one for one in opened.filelist if one.filename == "letters/0.eml"]
        for number in range(1, 2000):
            copied = zipfile.ZipInfo("letters/0.eml")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "external_attr"):
                setattr(copied, field, getattr(first, field))
            copied.filename = f"letters/{number}.eml"
            opened.filelist.append(copied)
            opened.NameToInfo[copied.filename] = copied
    status, said = checked(tmp_path, made.getvalue())
    assert status == 1 and "lie one over the other" in said


def test_numbers_and_depths_that_break_a_reader_are_said_to_be_damage(tmp_path):
    for manifest in (b"[" * 200_000, b'{"cases": ' + b"9" * 10_000 + b"}", b"null", b"\xff\xfe", b'{"key": 1}'):
        status, said = checked(tmp_path, zipped({**parts(), "manifest.json": manifest}))
        assert status == 1 and "NOT VERIFIED" in said, manifest[:9]


def test_json_of_another_shape_in_each_place_is_a_fault_and_never_a_traceback(tmp_path):
    for cases in (b'{"reference": "../x", "entries": 1, "head": ""}\n', b"[]\n", b'{"reference": null}\n', b"7\n"):
        status, said = checked(tmp_path, zipped(signed({"cases.jsonl": cases, "withheld.jsonl": b""}, cases=1)))
        assert status == 1 and "NOT VERIFIED" in said, cases


def test_the_script_stands_alone():
    """Nothing but the standard library, no network, nothing written."""
    words = SCRIPT.decode()
    imported = {line.split()[1].split(".")[0] for line in words.splitlines() if line.startswith(("import ", "from "))}
    assert imported == {
        "__future__",
        "argparse",
        "collections",
        "hashlib",
        "json",
        "pathlib",
        "sys",
        "typing",
        "zipfile",
    }
    assert not [word for word in ("extract", "urllib", "socket", "write(", "eval(", "exec(") if word in words]


def test_the_page_of_packs_publishes_the_digest_of_this_very_script():
    told = (Path(settings.BASE_DIR) / "docs" / "evidence.md").read_text(encoding="utf-8")
    assert f"    {evidence.verifier_digest()}\n" in told, "write the new one into docs/evidence.md"
