"""Paper of a restored copy: the other desk may have mailed it, so it waits until a person settles it."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from dsr import installation
from dsr.errors import Blocked
from dsr.models import CopiedCase, Letter
from dsr.models.letter import LetterState


def free_paper(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    """Of these letters those that may be mailed: of a copy that is held none, of one that was released what is new."""
    return rows.none() if installation.is_held() else rows.exclude(_is_copied())


def count_copied_paper() -> int:
    """How many letters on paper wait until somebody settles the copy."""
    rows = Letter.objects.filter(state=LetterState.TO_MAIL, goes_with=None)
    return rows.count() if installation.is_held() else rows.filter(_is_copied()).count()


def why_not_free(letter: Letter) -> str:
    """Why it may not be mailed: the other desk may have mailed it, and nobody has settled that. Empty where it may."""
    if free_paper(Letter.objects.filter(pk=letter.pk)).exists():
        return ""
    return _(
        "This letter came with a restored copy: it may have been mailed before. An administrator says on the page "
        "Restored copy that its request goes on; then print and record it here."
    )


def must_be_free(letter: Letter) -> None:
    """Raises Blocked where it may not be mailed."""
    if why := why_not_free(letter):
        raise Blocked(why)


def _is_copied() -> Q:
    own = CopiedCase.objects.filter(case=OuterRef("case_id"))
    of_bundle = CopiedCase.objects.filter(case__bundled__bundle=OuterRef("bundle_id"))
    return Q(Exists(own)) | Q(Exists(of_bundle))
