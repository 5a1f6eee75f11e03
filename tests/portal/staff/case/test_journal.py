"""The journal in words: every name and reason that was ever written is told, and what is unknown is loud."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils.html import escape

from dsr.journal import EntryName
from dsr.lifecycle import Transition
from dsr.models import Case, Entry
from dsr.models.due_work import WorkName
from dsr.reasons import Reason
from portal.staff.case import journal
from portal.staff.wording import entries, reasons
from portal.staff.wording.unknown_codes import NoWords
from tests import given
from tests.given_corrections import WRONG_NAME
from tests.portal.staff.desk import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

OLD: list[dict[str, Any]] = json.loads(Path("tests/data/journal-before-0.1.0.json").read_text(encoding="utf-8"))
KINDS = sorted({row["kind"] for row in OLD})
# Hyphenated codes are no words of a page; `not-held` and its like would be.
_CODES = {str(code) for enum in (EntryName, Reason, WorkName, Transition) for code in enum if "-" in code}


def write(case: Case, rows: list[dict[str, Any]]) -> list[Entry]:
    """The rows as entries that follow those of the case. Nobody checks their chain here."""
    made = [
        Entry(
            case=case,
            number=case.entry_count + number,
            at=case.received_at,
            who=row["who"],
            name=row["name"],
            from_state=row["from"],
            to_state=row["to"],
            facts=json.dumps(row["facts"]),
        )
        for number, row in enumerate(rows, start=1)
    ]
    return Entry.objects.bulk_create(made)


def test_the_old_journal_has_every_name_that_is_written():
    assert {row["name"] for row in OLD} == {*EntryName, *Transition}


@pytest.mark.parametrize("kind", KINDS)
def test_an_old_journal_reads_whole(reviewer, kind):
    asked = {"items": (WRONG_NAME,)} if kind == "correction" else {}
    case = given.a_case(kind=kind, answers={}, **asked)
    rows = [row for row in OLD if row["kind"] == kind]
    read = journal.entries_in_words(case, write(case, rows), {}, reviewer.account)
    assert len(read) == len(rows)
    for told in read:
        assert told.what
        found = {code for code in _CODES if re.search(rf"(?<![\w-]){code}(?![\w-])", f"{told.what}; {told.detail}")}
        assert found <= ({"try-again"} if "Try again" in told.detail else set()), told
        assert not re.search(r"[A-Z]{2,}_[A-Z]", told.detail), told
    shown = page(reviewer, case)
    assert [told.what for told in read if escape(told.what) not in shown] == []


def test_an_approved_mapping_is_told_in_words(reviewer, case):
    row = {"who": "reviewer", "from": case.state, "to": case.state}
    facts = {"system": "Shop database", "one_pair_of_eyes": False, "mapping": "ab"}
    write(case, [{**row, "name": "mapping-approved", "facts": facts}])
    shown = page(reviewer, case)
    assert "The set-up of a system was approved" in shown
    assert "mapping-approved" not in shown


def test_what_the_desk_was_doing_is_told_of_a_failure_that_nobody_foresaw(reviewer, case):
    row = {"who": "machine", "name": "stuck", "from": case.state, "to": case.state}
    made = write(case, [{**row, "facts": {"work": "send", "reason": "KeyError"}}])
    (told,) = journal.entries_in_words(case, made, {}, reviewer.account)
    assert told.detail == "something failed in the desk itself (KeyError); sending a letter"


@pytest.mark.parametrize(
    ("facts", "what"),
    [({"letter": 1}, "Acknowledgement written; waits for a decision"), ({}, "Waits for a decision")],
)
def test_what_one_letter_acknowledges_with_others_is_not_said_to_have_its_own(reviewer, case, facts, what):
    made = write(case, [{"who": "machine", "name": "queue", "from": "received", "to": "review", "facts": facts}])
    (told,) = journal.entries_in_words(case, made, {}, reviewer.account)
    assert told.what == what


def test_an_unknown_name_is_loud_here_and_a_sentence_on_the_page(reviewer, case):
    made = write(case, [{"who": "machine", "name": "of-tomorrow", "from": "", "to": case.state, "facts": {}}])
    with pytest.raises(NoWords, match="of-tomorrow"):
        journal.entries_in_words(case, made, {}, reviewer.account)
    with pytest.warns(NoWords):
        (told,) = journal.entries_in_words(case, made, {}, reviewer.account)
    assert told.what.startswith("Recorded: this version of the desk has no words for “of-tomorrow”: tell the person")
    with pytest.warns(NoWords):
        assert reasons.explain("of-tomorrow").why.startswith("this version of the desk has no words for")
    assert entries.words("note") == "Note"
