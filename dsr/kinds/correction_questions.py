"""What the form of a correction asks: who it is about, and item by item what is wrong."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from dsr.kinds.base import Choice, Question, questions
from dsr.law import correction as law

_MOST_ITEMS = 3  # on one form; a letter may name more, and another request is free


def _item(number: int, only_if: tuple[str, str] | None) -> Iterator[Question]:
    """What is wrong, what it says, what it should say. § 7023(b) looks at nothing that the person need not know."""
    place = f"items.{number}"
    yield Question(
        name=f"item{number}_field",
        label=_("What is wrong?"),
        goes_to=f"{place}.field",
        widget="radio",
        choices=tuple(Choice(field.name, _(field.words)) for field in law.FIELDS),
        only_if=only_if,
        missing=_("Choose what is wrong."),
    )
    yield Question(
        name=f"item{number}_says",
        label=_("What does it say now? (if you know)"),
        hint=_("Please leave out identity numbers, card numbers and passwords."),
        goes_to=f"{place}.says",
        is_required=False,
        only_if=only_if,
        max_length=500,
    )
    yield Question(
        name=f"item{number}_should",
        label=_("What should it say?"),
        goes_to=f"{place}.should",
        only_if=only_if,
        max_length=500,
        missing=_("Write what it should say."),
    )
    yield Question(
        name=f"item{number}_why",
        label=_("What shows that it is wrong? (optional)"),
        hint=_("For example where the wrong information came from."),
        goes_to=f"{place}.why",
        widget="lines",
        is_required=False,
        only_if=only_if,
        max_length=1000,
    )


def _more(number: int, only_if: tuple[str, str] | None) -> Question:
    return Question(
        name=f"more{number}",
        label=_("Is anything else wrong?"),
        goes_to=f"answers.more{number}",
        widget="radio",
        choices=questions.YES_NO,
        is_required=False,
        only_if=only_if,
    )


def _items() -> Iterator[Question]:
    yield from _item(1, None)
    condition = None
    for number in range(2, _MOST_ITEMS + 1):
        yield _more(number, condition)
        condition = (f"more{number}", "yes")
        yield from _item(number, condition)


QUESTIONS = (
    *questions.WHO,
    *questions.PERMISSION,
    *questions.WHERE,
    questions.LIVES_IN_CALIFORNIA,
    *_items(),
    Question(
        name="evidence",
        label=_("Documents that show it (optional)"),
        hint=_("They are used for this correction alone. Please cover what has nothing to do with it."),
        goes_to="documents.evidence",
        widget="documents",
        is_required=False,
    ),
    # § 7023(e): deleting in place of correcting hurts nobody who agreed to it.
    Question(
        name="delete_instead",
        label=_("If we cannot correct it, may we delete it instead?"),
        goes_to="answers.delete_instead",
        widget="radio",
        choices=questions.YES_NO,
        is_required=False,
    ),
)
