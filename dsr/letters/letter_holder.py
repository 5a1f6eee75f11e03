"""Of whom a letter is: of one case, or of a bundle. Under whose key its words are, and where its fate is written."""

from typing import Any

from django.utils.translation import gettext as _

from dsr import sealing
from dsr.errors import Forgotten
from dsr.lifecycle import State
from dsr.models import Brand, Bundle, Bundled, BundleSealed, Case, Letter, Sealed
from dsr.models.raw_sql import insert_new

Holder = Case | Bundle


def _of(letter: Letter) -> Holder:
    found = letter.case or letter.bundle
    if found is None:  # the database lets no such row in
        raise ValueError("A letter is of a case or of a bundle.")
    return found


def seal_value(letter: Letter, name: str, value: Any) -> None:
    """Keep a value of the letter under its holder's key."""
    held = _of(letter)
    if isinstance(held, Bundle):
        insert_new([BundleSealed(bundle=held, name=name, value=sealing.seal(held.holder, name, value))])
    else:
        insert_new([Sealed(case=held, name=name, value=sealing.seal(held, name, value))])


def open_value(letter: Letter, name: str) -> Any:
    """What seal_value() kept. Raises Forgotten where the holder is, CannotOpen when it was changed."""
    held = _of(letter)
    if isinstance(held, Bundle):
        kept = BundleSealed.objects.filter(bundle=held, name=name).first()
        if kept is None:
            raise Forgotten(_("The words of this letter are forgotten."))
        return sealing.open_sealed(held.holder, name, kept.value)
    row = Sealed.objects.filter(case=held, name=name).first()
    if row is None:
        raise Forgotten(_("The words of this letter are forgotten."))
    return sealing.open_sealed(held, name, row.value)


def is_kept(letter: Letter, name: str) -> bool:
    """Whether what seal_value() kept is there still."""
    held = _of(letter)
    if isinstance(held, Bundle):
        return held.key is not None and BundleSealed.objects.filter(bundle=held, name=name).exists()
    return held.data_key is not None and Sealed.objects.filter(case=held, name=name).exists()


def reference_of(letter: Letter) -> str:
    """By which people know its holder."""
    return _of(letter).reference


def brand_of(letter: Letter) -> Brand:
    """In whose name it is written; a bundle is of one."""
    held = _of(letter)
    return held.first_case.brand if isinstance(held, Bundle) else held.brand


def recording_case(letter: Letter) -> int:
    """The id of the case whose journal says what became of it: of a bundle's letter the first that is kept still."""
    if letter.case_id is not None:
        return letter.case_id
    lines = Bundled.objects.filter(bundle=letter.bundle_id).values_list("case_id", flat=True)
    return lines.exclude(case__state=State.FORGOTTEN).first() or lines[0]
