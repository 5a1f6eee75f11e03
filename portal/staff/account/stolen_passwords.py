"""Passwords that were stolen elsewhere: looked up in the list that STOLEN_PASSWORDS names; nobody outside is asked."""

import hashlib
import logging
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)
_DIGEST = 40  # hexadecimal digits of a SHA-1, which such lists are made of


def is_stolen(password: str, place: Path) -> bool:
    """Whether a list of SHA-1 digests, one a line and in their order, has this one. Raises OSError."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with place.open("rb") as file:
        low, high = 0, file.seek(0, 2)
        while low < high:  # the line sought begins at `low` or behind it, and before `high`
            middle = (low + high) // 2
            begins, digest = _line_at(file, middle)
            if digest == wanted:
                return True
            if digest and digest < wanted:
                low = begins + 1
            else:
                high = middle
    return False


def _line_at(file: BinaryIO, place: int) -> tuple[int, bytes]:
    """The first line that begins at this place or behind it: where it begins, and its digest; empty at the end."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()
    begins = file.tell()
    return begins, file.readline()[:_DIGEST].upper()


class NotStolen:
    """Refuses what stands in the list; without a list nothing, and nothing while it cannot be read."""

    def validate(self, password: str, user: Any = None) -> None:
        if settings.STOLEN_PASSWORDS is None:
            return
        try:
            found = is_stolen(password, settings.STOLEN_PASSWORDS)
        except OSError as error:
            what = type(error).__name__
            log.error("The list of STOLEN_PASSWORDS cannot be read (%s): a password is taken unseen.", what)
            return
        if found:
            raise ValidationError(
                _("This password stands in a list of stolen ones, and is tried first. Choose another."),
                code="password_stolen",
            )

    def get_help_text(self) -> str | Promise:
        return ""
