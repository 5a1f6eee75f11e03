"""A code that this version of the desk has no words for: a row or an entry that another version wrote."""

import warnings

from django.utils.translation import gettext as _


class NoWords(UserWarning):
    """Loud where the code is made: in the tests a warning is an error; a server writes it into its log."""


def sentence(kind: str, code: str) -> str:
    """What a person reads in place of the code alone: what it is, and who can do something about it.

    `kind` is for the log and says what sort of code it is, in English.
    """
    warnings.warn(f"The desk has no words for the {kind} {code!r}.", NoWords, stacklevel=2)
    return _(
        "this version of the desk has no words for “%(code)s”: tell the person who runs the server, a newer version "
        "may have written it"
    ) % {"code": code}
