"""The register of works: what a worker does for each name of due work, and how patiently."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from dsr import work_queue
from dsr.models.due_work import WorkName

Handler = Callable[[work_queue.Claim], None]


@dataclass(frozen=True)
class Work:
    """What a worker does for one name of due work, and how patiently.

    `is_patient`: it is tried for about a day, as a mail server or the machine of another business may be away for so
    long; other work for minutes.
    """

    do: Handler
    is_patient: bool = False

    @property
    def attempts(self) -> int:
        return int(settings.MAIL_ATTEMPTS if self.is_patient else settings.WORK_ATTEMPTS)


# The register, by the name that a row has: filled by the handlers below, each with its limits beside it.
WORKS: dict[str, Work] = {}


def does(name: WorkName, *, is_patient: bool = False) -> Callable[[Handler], Handler]:
    """The handler below does this work."""

    def register(do: Handler) -> Handler:
        WORKS[name] = Work(do, is_patient)
        return do

    return register
