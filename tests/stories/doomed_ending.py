"""A process that ends a request, and dies by kill -9 at one point within it.

python -m tests.stories.doomed_ending ENDING POINT CASE WORD: the word is the account that ends it, or the token.
"""

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


def main(ending: str, point: str, case_id: int, word: str) -> None:
    import django

    django.setup()
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
        closures.agree_no_request(case_id, Actor(Who.REVIEWER, int(word)), seen=seen)
    else:
        closures.close(case_id, Actor(Who.REVIEWER, int(word)), ending, seen=seen, note="Entered twice.")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
