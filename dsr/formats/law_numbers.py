"""The law's numbers in sentences: a change in dsr/law/ changes every letter, page and document that says one."""

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dsr.law.numbers import numbers

# The one word that every letter and page has without declaring it: `law_numbers()`.
LAW_NUMBERS = "law_numbers"
_BELOW_TEN = (
    _("one"),
    _("two"),
    _("three"),
    _("four"),
    _("five"),
    _("six"),
    _("seven"),
    _("eight"),
    _("nine"),
)


def spelled(number: int) -> str:
    """The number as a sentence has it: below ten as a word, else in digits."""
    return str(_BELOW_TEN[number - 1]) if 1 <= number <= len(_BELOW_TEN) else str(number)


def law_numbers() -> dict[str, str]:
    """Every number of the law that sentences say, spelled in the language that is active now."""
    return {name: spelled(number) for name, number in numbers().items()}


def law_text_now(text: str) -> str:
    """A text of ours or of dsr/law, translated, with the law's numbers in its %(name)s places.

    Raises KeyError for a name that dsr/law/numbers.py lacks.
    """
    translated = gettext(text)
    return translated % law_numbers() if "%(" in translated else translated


# The same when it is shown, for what is declared once and read in every language.
law_text = lazy(law_text_now, str)
