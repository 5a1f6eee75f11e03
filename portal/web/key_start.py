"""What starts looks at its keys and its place first, however it was started."""

import logging

from django.db import DatabaseError, connections

log = logging.getLogger(__name__)


def refuse_wrong_keys() -> None:
    """End the process, with the reason, when a key is not the one that this desk's data knows.

    Without a database, or before its tables are made, nothing can be told: then the first request asks again.
    """
    from dsr import installation, key_marks  # noqa: PLC0415  (they read models, which exist only when Django is ready)

    try:
        installation.look_at_place()
        key_marks.leave_key_marks()
        fatal = [problem.words for problem in key_marks.key_problems() if problem.is_fatal]
    except DatabaseError as error:
        log.warning("The keys could not be looked at (%s).", type(error).__name__)
        return
    finally:
        connections.close_all()  # a server forks after this
    if fatal:
        raise SystemExit("\n".join(fatal))
