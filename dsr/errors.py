"""Every refusal of the desk. The text is for a person who can act on it and never holds personal information."""


class DeskError(Exception):
    """A refusal. `code` is a stable word for logs and rows; the text says what to do next."""

    code = "refused"


class NotAllowed(DeskError):
    """This person, or this state of the case, does not allow the transition."""

    code = "not-allowed"


class Changed(DeskError):
    """Somebody else changed the case since it was looked at; `since` lists the entries that came between."""

    code = "changed"

    def __init__(self, message: str, since: list[object] | None = None) -> None:
        super().__init__(message)
        self.since = since or []


class Blocked(DeskError):
    """Something must be mended before this can go on; `gaps` says what and where."""

    code = "blocked"

    def __init__(self, message: str, gaps: list[object] | None = None) -> None:
        super().__init__(message)
        self.gaps = gaps or []


class Forgotten(DeskError):
    """The key was destroyed: what was sealed cannot be opened again."""

    code = "forgotten"


class CannotOpen(DeskError):
    """What is sealed does not open with the keys that are configured, or it was changed."""

    code = "cannot-open"


class KeyLost(DeskError):
    """A key that the database knows is not configured: nothing may be answered by another in its place."""

    code = "key-lost"


class MissingWord(DeskError):
    """A letter lacks a word that its folder declares."""

    code = "missing-word"


class CannotCompile(DeskError):
    """A document could not be compiled."""

    code = "cannot-compile"


class BadInput(DeskError):
    """What was given cannot be used; the text says why and what to give instead."""

    code = "bad-input"


class TryAgain(DeskError):
    """A passing failure of another machine: the same work may succeed later."""

    code = "try-again"


class Unreachable(TryAgain):
    """A system of the register does not answer, or its rows are held by others."""

    code = "system-unreachable"


class CannotAct(DeskError):
    """A system refuses what its mapping says: a person must mend the mapping or the system."""

    code = "system-refused"


class RowsChanged(DeskError):
    """The rows in a system are not those that were looked up: a person must look again."""

    code = "rows-changed"
