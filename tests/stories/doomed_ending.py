"""Processes that end a request and die by kill -9 within it: one at each point, and at last one that lives.

`python -m tests.stories.doomed_ending ENDING CASE WORD POINT...`: WORD is the account that ends it, or the token."""

import functools
import os
import signal
import sys
from collections.abc import Callable
from typing import Any


def _die_after(whole: Callable[..., Any]) -> None:
    from tests.replacement import places

    @functools.wraps(whole)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        whole(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    for module, name in list(places(whole)):
        setattr(module, name, wrapped)


def end_request(ending: str, case_id: int, word: str, point: str) -> None:
    from dsr import closures, journal, work_queue
    from dsr.journal import Actor
    from dsr.letters import write_letter
    from dsr.lifecycle import Who
    from dsr.models import Case

    points = {"transition": journal.transition, "drop": work_queue.drop, "write-letter": write_letter}
    if point:
        _die_after(points[point])
    seen = Case.objects.get(pk=case_id).entry_count
    if ending == "withdrawn":
        found = closures.withdrawal_by_token(word)
        assert found
        closures.withdraw(found[1])
    elif ending == "no-request":
        closures.agree_end(case_id, Actor(Who.REVIEWER, int(word)), seen=seen)
    else:
        alone = Actor(Who.REVIEWER, int(word), "Nobody else is in today.")
        closures.close(case_id, alone, ending, seen=seen, note="Entered twice.")


def main(ending: str, case_id: int, word: str, points: list[str]) -> None:
    import django

    django.setup()
    import portal.urls
    from dsr import closures

    assert portal.urls and closures  # a child begins at once
    for point in (*points, ""):  # after each, how it ended stands on a line, and a line is waited for
        child = os.fork()
        if not child:
            end_request(ending, case_id, word, point)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        if not sys.stdin.readline():
            return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:])
