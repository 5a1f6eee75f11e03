"""Every refusal of the desk. The text is for a person who can act on it and never holds personal information."""

from dsr.reasons import Reason


class DeskError(Exception):
    """A refusal. `code` is a stable word for logs and rows; the text says what to do next."""

    code: Reason = Reason.REFUSED


class NotAllowed(DeskError):
    """This person, or this state of the case, does not allow the transition."""

    code = Reason.NOT_ALLOWED


class Changed(DeskError):
    """Somebody else changed the case since it was looked at; `since` lists the entries that came between."""

    code = Reason.CHANGED

    def __init__(self, message: str, since: list[object] | None = None) -> None:
        super().__init__(message)
        self.since = since or []


class Blocked(DeskError):
    """Something must be mended before this can go on; `gaps` says what and where."""

    code = Reason.BLOCKED

    def __init__(self, message: str, gaps: list[object] | None = None) -> None:
        super().__init__(message)
        self.gaps = gaps or []


class NoReplyAddress(Blocked):
    """Whom a letter would tell of is not reached: neither a permission is shown, nor an address known."""

    code = Reason.NO_REPLY_ADDRESS


class Forgotten(DeskError):
    """The key was destroyed: what was sealed cannot be opened again."""

    code = Reason.FORGOTTEN


class CannotOpen(DeskError):
    """What is sealed does not open with the keys that are configured, or it was changed."""

    code = Reason.CANNOT_OPEN


class KeyLost(DeskError):
    """A key that the database knows is not configured: nothing may be answered by another in its place."""

    code = Reason.KEY_LOST


class MissingWord(DeskError):
    """A letter lacks a word that its folder declares."""

    code = Reason.MISSING_WORD


class CannotCompile(DeskError):
    """A document could not be compiled."""

    code = Reason.CANNOT_COMPILE


class BadInput(DeskError):
    """What was given cannot be used; the text says why and what to give instead."""

    code = Reason.BAD_INPUT


class TryAgain(DeskError):
    """A passing failure of another machine: the same work may succeed later."""

    code = Reason.TRY_AGAIN


class Unreachable(TryAgain):
    """A system of the register does not answer, or its rows are held by others."""

    code = Reason.SYSTEM_UNREACHABLE


class CannotAct(DeskError):
    """A system refuses what its mapping says: a person must mend the mapping or the system.

    `remarks` say to the step where and how, as dsr/systems/sql/remarks.py writes them.
    """

    code = Reason.SYSTEM_REFUSED

    def __init__(self, message: str, remarks: list[dict[str, object]] | None = None) -> None:
        super().__init__(message)
        self.remarks = remarks or []


class RowsChanged(DeskError):
    """The rows in a system are not those that were looked up: a person must look again."""

    code = Reason.ROWS_CHANGED
