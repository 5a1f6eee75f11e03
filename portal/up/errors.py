"""Why a start is refused."""


class CannotStart(Exception):
    """The start is refused. The text says why and the way out; it is shown without a traceback (exit 2)."""
