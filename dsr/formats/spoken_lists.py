"""Several things in one sentence, as a language says them: the one place that puts an “and” between them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def all_of(things: Iterable[object]) -> str:
    """A; A and B; A, B and C. Empty where there is none."""
    return _listed(things, _("%(before)s and %(last)s"))


def one_of(things: Iterable[object]) -> str:
    """A; A or B; A, B or C."""
    return _listed(things, _("%(before)s or %(last)s"))


def _listed(things: Iterable[object], at_the_end: str) -> str:
    spoken = [str(one) for one in things]
    if len(spoken) < 2:
        return "".join(spoken)
    before = spoken[0]
    for one in spoken[1:-1]:
        before = _("%(before)s, %(next)s") % {"before": before, "next": one}
    return at_the_end % {"before": before, "last": spoken[-1]}
