"""The suppression list by command: checked, exported, imported, and headers for mail; streaming and idempotent."""

import io
import json
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from dsr import suppression
from dsr.models import MailList, Suppression
from tests.given import a_business
from tests.given_suppression import DANA, MAIL, SHARING, suppressed

pytestmark = pytest.mark.django_db


@pytest.fixture
def business():
    business = a_business()
    MailList.objects.create(business=business, slug="news", name="Newsletter")
    return business


def run(name, *args, stdin=b"", monkeypatch=None, **options):
    out, err = io.StringIO(), io.StringIO()
    if monkeypatch:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
    call_command(name, *args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_a_file_is_checked_in_its_order(business, tmp_path, monkeypatch):
    suppressed()
    file = tmp_path / "all.txt"
    file.write_bytes(f"a@example.com\n{DANA.upper()}\n\nb@example.com".encode())
    out, err = run("check_suppression", str(file))
    assert out == "a@example.com\nb@example.com\n" and err.endswith(
        "3 checked, 1 suppressed. 1 empty line passed over.\n"
    )
    out, _err = run(
        "check_suppression", "--suppressed", "--list", "news", stdin=DANA.encode(), monkeypatch=monkeypatch
    )
    assert out == f"{DANA}\n"
    with pytest.raises(CommandError, match="no mail list"):
        run("check_suppression", str(file), "--list", "nwes")
    with pytest.raises(CommandError, match="cannot be read"):
        run("check_suppression", str(tmp_path / "none"))


def test_who_opted_out_on_paper_is_found_by_the_lines_of_a_file(business, tmp_path):
    suppressed(*SHARING, postal="Dana Whitlow\n1 Elm Way\nFresno, CA 93701", phone="(559) 555-0199")
    file = tmp_path / "all.txt"
    file.write_text("Dana Whitlow, 1 Elm Way, Fresno, CA 93701\nKim Other, 2 Elm Way, Fresno, CA 93701\n")
    out, err = run("check_suppression", str(file), "--sharing", "--field", "postal")
    assert out.startswith("Kim Other") and "2 checked, 1 suppressed" in err
    file.write_text("559 555 0199\n")
    out, _err = run("check_suppression", str(file), "--sharing", "--field", "phone", "--suppressed")
    assert out == "559 555 0199\n"
    with pytest.raises(CommandError, match="Add --sharing"):
        run("check_suppression", str(file), "--field", "phone")
    with pytest.raises(CommandError, match="Leave out"):
        run("check_suppression", str(file), "--sharing", "--list", "news")


def test_a_list_goes_over_to_a_successor_with_its_opt_outs_and_twice_changes_nothing(business, tmp_path):
    suppressed(MAIL, *SHARING)
    file = tmp_path / "list.csv"
    _out, err = run("export_suppression", str(file), business=business.name)
    assert "3 rows" in err and "dana" not in file.read_text()
    heir = a_business("Juniper Freight, Inc.")
    out, _err = run("import_suppression", str(file), "--hashes", business=heir.name)
    assert "3 rows: 3 new, 0 known" in out
    assert suppression.is_opted_out(heir.pk, DANA) and suppression.is_mail_suppressed(heir.pk, DANA)
    since = Suppression.objects.filter(business=business).values_list("since", flat=True)
    assert set(Suppression.objects.filter(business=heir).values_list("since", flat=True)) == set(since)
    file.write_text(f"{file.read_text()}\n\n")
    out, _err = run("import_suppression", str(file), "--hashes", business=heir.name)
    assert "0 new, 3 known already. 2 empty lines passed over." in out


def test_hashes_of_another_key_or_cut_lines_are_refused(business, tmp_path, settings):
    suppressed()
    file = tmp_path / "list.csv"
    run("export_suppression", str(file))
    text = file.read_text()
    for bad, said in (
        (text.replace("mail,", "spam,", 1), "not as it was exported"),
        (text[:-20], "another SUPPRESSION_KEY|cut off"),
        ("email\n", "no exported list"),
        (text.rsplit(",", 1)[0] + ",0000\n", "another SUPPRESSION_KEY"),
    ):
        file.write_text(bad)
        with pytest.raises(CommandError, match=said):
            run("import_suppression", str(file), "--hashes")


def test_addresses_of_an_old_mailer_come_in_with_their_day(business, monkeypatch):
    body = b"A@example.com\n\nb@example.com\na@EXAMPLE.com\n"
    out, _err = run("import_suppression", "--since", "2025-06-30", stdin=body, monkeypatch=monkeypatch)
    assert "3 rows: 2 new, 1 known already. 1 empty line passed over." in out
    assert suppression.is_mail_suppressed(business.pk, "a@example.com")
    assert {row.since.isoformat()[:10] for row in Suppression.objects.all()} == {"2025-06-30"}
    assert not Suppression.objects.exclude(sealed_address="").exists()
    with pytest.raises(CommandError, match="Line 2 is no email"):
        run("import_suppression", stdin=b"c@example.com\nnobody\n", monkeypatch=monkeypatch)


SHAPES = """"luis@example.com"
Dana Whitlow <dana@example.com>
<ruth@example.com>
mailto:zoe@example.com
kim@example.com;
lee@example.com, may@example.com
"""
EXPORT = "dana@example.com,Dana,Whitlow,2025-03-31 10:00:00,NORMAL\rruth@example.com,Ruth,,,NORMAL\r"


@pytest.mark.parametrize("body, count", [(SHAPES, 7), (EXPORT, 2), (f"Email,First Name\n{DANA},Dana\n", 1)])
def test_who_stands_in_a_file_is_suppressed_in_whatever_shape(business, monkeypatch, body, count):
    out, _err = run("import_suppression", stdin=body.encode(), monkeypatch=monkeypatch)
    assert f"{count} rows: {count} new" in out
    assert suppression.is_mail_suppressed(business.pk, DANA)
    out, _err = run("check_suppression", "--suppressed", stdin=body.encode(), monkeypatch=monkeypatch)
    assert len(out.splitlines()) == count and DANA in out.splitlines()


@pytest.mark.parametrize(
    "body", ["a@example.com\nDana\n", "a@example.com\ndana whitlow@example.com\n", "email\nDana\n"]
)
def test_a_file_that_is_not_understood_stops_at_its_line_and_lets_nobody_pass(business, monkeypatch, body):
    for name in ("import_suppression", "check_suppression"):
        with pytest.raises(CommandError, match="Line 2") as refusal:
            run(name, stdin=body.encode(), monkeypatch=monkeypatch)
        assert "whitlow" not in str(refusal.value)


def test_no_phone_is_shared_that_is_none(business, monkeypatch):
    with pytest.raises(CommandError, match="Line 2"):
        run(
            "check_suppression", "--sharing", "--field", "phone", stdin=b"559 555 0199\nabc\n", monkeypatch=monkeypatch
        )


def test_headers_for_addresses_and_for_standard_input(business, monkeypatch):
    out, _err = run("unsubscribe_headers", DANA, "--list", "news", monkeypatch=monkeypatch)
    made = json.loads(out)
    assert made["email"] == DANA and made["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    out, _err = run("unsubscribe_headers", stdin=b"a@example.com\nb@example.com\n", monkeypatch=monkeypatch)
    assert len(out.splitlines()) == 2
    with pytest.raises(CommandError):
        run("unsubscribe_headers", "nobody", monkeypatch=monkeypatch)


def test_a_key_is_printed_once(business):
    out, err = run("new_api_key", "mailer", "--scope", "check", "--scope", "feed")
    key = suppression.find_api_key(out.strip())
    assert key is not None and key.scopes == ["check", "feed"] and "not shown again" in err
