"""What a business asks beside a kind's own questions, to find out whether the person is the right one."""

from functools import cache

from django.utils.translation import gettext_lazy as _

from dsr import verification
from dsr.kinds.base import Kind, Question
from dsr.law.verification import BY_POINT
from dsr.models import Business


def questions_to_match(kind: Kind, business: Business) -> tuple[Question, ...]:
    """The points that may be matched here and that the form does not ask anyway. None may be left out that must match.

    No query for a kind that asks for no proof.
    """
    if kind.proof is None:
        return ()
    level, names = verification.points_to_ask(business.pk, kind)
    asked = {question.goes_to.rpartition(".")[2] for question in kind.questions}
    return tuple(_question(name, len(names) <= level.points) for name in names if name not in asked)


@cache
def _question(name: str, is_required: bool) -> Question:
    point = BY_POINT[name]
    return Question(
        name=f"point_{name}",
        label=_(point.words),
        hint=_(point.hint) if point.hint else "",
        goes_to=f"points.{name}",
        is_required=is_required,
        missing=_("Fill this in, so that we can be sure that it is you."),
    )
