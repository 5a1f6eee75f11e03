"""A desk that is a restored copy: one place for every test that begins with it."""

from dsr import installation
from dsr.models import Case
from dsr.models.installation import Misfit
from tests import given


def restored() -> None:
    """What stands here now is a copy from a backup, and waits to be released."""
    installation.look_at_place()
    installation.hold(Misfit.RESTORED)


def a_copied_case() -> Case:
    """Taken, and not acknowledged yet, a moment before the copy was made."""
    case = given.a_case()
    restored()
    return case
