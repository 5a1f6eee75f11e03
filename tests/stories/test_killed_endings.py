"""The process is killed in the middle of an ending: nothing of it stands, and done again it ends once."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator

import pytest

from dsr import closures, letters
from dsr.journal import Actor, check_chain
from dsr.lifecycle import Who
from dsr.models import Account, Case, Entry, Letter, Proposal
from tests.given import a_business, a_case, staff
from tests.stories.river import ROOT, River, database_url


def second() -> Actor:
    actor = Actor(Who.REVIEWER, staff().account_id)
    Account.objects.filter(pk=actor.account_id).update(role="approver")
    return actor


def withdrawn(river: River, case: Case) -> str:
    closures.ask_withdrawal(case.pk, staff(), seen=case.entry_count, how="phone", note="She called.")
    river.until_rest()
    text = letters.body_of(Letter.objects.get(case=case, name="closure/withdrawal"))["text"]
    found = re.search(r"/withdraw/([\w-]{20,})/", text)
    assert found
    return found[1]


def no_request(river: River, case: Case) -> str:
    first, other = second(), second()
    closures.end_as_no_request(case.pk, first, seen=case.entry_count, note="A printer offers calendars.")
    return str(other.account_id)


def mistake(river: River, case: Case) -> str:
    return str(staff().account_id)


@pytest.mark.parametrize("ending", [withdrawn, no_request, mistake])
def test_a_process_killed_in_the_middle_of_an_ending_leaves_the_request_as_it_was(river, ending):
    a_business()
    asked = {"channel": "email", "came_to": None}
    case = (
        a_case(kind="complaint", actor=staff(), sealed={"text": "Calendars at half the price."}, answers={}, **asked)
        if ending is no_request
        else a_case(actor=staff(), **asked)
    )
    river.until_state("review", case)
    river.until_rest()
    case = Case.objects.get(pk=case.pk)
    word, code = ending(river, case), ending.__name__.replace("_", "-")
    river.until_rest()
    before = stands(case)
    points = ("transition", "drop", "write-letter")
    ends = run(river, code, case, word, points)
    for point in points:
        assert next(ends) == -signal.SIGKILL
        assert stands(case) == before, point
    assert next(ends) == 0
    river.until_rest()
    now_is = Case.objects.get(pk=case.pk)
    assert (now_is.state, now_is.closure, check_chain(now_is).fault) == ("closed", code, "")
    assert Entry.objects.filter(case=case, name="close").count() == 1
    told = Letter.objects.filter(case=case, name=f"closure/{code}")
    assert told.count() == 1


def stands(case: Case) -> list[object]:
    """All that an ending touches."""
    row = Case.objects.get(pk=case.pk)
    return [
        *(row.state, row.closure, row.entry_count, row.head),
        *Letter.objects.filter(case=case).order_by("pk").values_list("pk", "state"),
        *Proposal.objects.filter(approval__case=case).values_list("approval__state"),
    ]


def run(river: River, code: str, case: Case, word: str, points: Iterable[str]) -> Iterator[int]:
    """How each process ended which ends the request: one dies at each point, and the last lives."""
    order = [sys.executable, "-W", "ignore", "-m", "tests.stories.doomed_ending", code, str(case.pk), word, *points]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(order, cwd=ROOT, env=river.environment(database_url()), **pipes) as doomed:
        assert doomed.stdin and doomed.stdout
        with doomed.stdin:
            for line in doomed.stdout:
                yield int(line)
                doomed.stdin.write("\n")
                doomed.stdin.flush()
