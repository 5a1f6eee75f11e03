"""How soon a password is guessed: estimated by zxcvbn for who stole the table of hashes, said, and required."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr.models import Brand, Business

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86_400, 31_557_600
# Of zxcvbn's 0 to 4: beyond 10^10 guesses, eleven days at 10,000 a second. 3 would take what lasts hours. One Argon2id
# hash of this desk takes a tenth of a second and 100 MiB, so that one processor needs thirty years for as many.
_LEAST = 4
_OF_THE_DESK = "daylight privacy desk request requests"
_MOST = 72  # characters that are looked at; more only make it harder


def guessing_time(password: str, known: list[str]) -> tuple[int, str]:
    """zxcvbn's score, and how long guessing takes at 10,000 tries a second. `known` is what is guessed first."""
    from zxcvbn import zxcvbn  # noqa: PLC0415  (its lists of words take a while and 15 MB: few processes need them)

    found = zxcvbn(password[:_MOST], user_inputs=known)
    seconds = float(found["crack_times_seconds"]["offline_slow_hashing_1e4_per_second"])
    return int(found["score"]), _in_words(seconds)


def _in_words(seconds: float) -> str:
    if seconds < _MINUTE:
        return _("less than a minute")
    if seconds >= 100 * _YEAR:
        return _("centuries")
    size = next(size for size in (_YEAR, _DAY, _HOUR, _MINUTE) if seconds >= size)
    count = int(seconds // size)
    said = {
        _YEAR: ngettext("%(count)s year", "%(count)s years", count),
        _DAY: ngettext("%(count)s day", "%(count)s days", count),
        _HOUR: ngettext("%(count)s hour", "%(count)s hours", count),
        _MINUTE: ngettext("%(count)s minute", "%(count)s minutes", count),
    }
    return said[size] % {"count": count}


def _known_of(account: Any) -> list[str]:
    """What a guesser who knows the person and the house tries first: docs/access.md names the words of the house."""
    email, name = getattr(account, "email", ""), getattr(account, "name", "")
    named = [name, *Business.objects.values_list("name", flat=True), *Brand.objects.values_list("name", flat=True)]
    said = re.findall(r"\w+", " ".join((email, urlsplit(settings.PUBLIC_URL).hostname or "", *named, _OF_THE_DESK)))
    return [*said, *(re.sub(r"\W+", "", one) for one in named)]


def estimate(password: str, account: Any) -> str:
    """A sentence to show beside a password that was taken."""
    _score, words = guessing_time(password, _known_of(account))
    return _("Guessing this password would take a fast machine: %(time)s.") % {"time": words}


class HardToGuess:
    """Refuses what is guessed too soon, and says how soon."""

    def validate(self, password: str, user: Any = None) -> None:
        score, words = guessing_time(password, _known_of(user))
        if score < _LEAST:
            raise ValidationError(
                _("A fast machine guesses this password in: %(time)s. Add another word or two that nobody expects.")
                % {"time": words},
                code="password_too_easy",
            )

    def get_help_text(self) -> str | Promise:
        return gettext_lazy("Some words that do not belong together are easy to keep and hard to guess.")
