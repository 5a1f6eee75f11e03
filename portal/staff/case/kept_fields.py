"""The fields by which a decision says of each system: act there, or keep the data, why, and when to look again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from dsr import retention
from dsr.errors import BadInput
from dsr.kinds.base import KeepCode, Kind
from dsr.law.endings import Keeping
from dsr.models import Case, Step
from dsr.review import KeptChoice
from dsr.steps import declared_exception, declared_reason, first_look, why_asked
from portal.staff.case import steps
from portal.staff.wording import steps as wording

_MOST = 1000  # characters of a reason


def of_step(step: Step, case: Case, kind: Kind) -> dict[str, forms.Field]:
    """The fields of one step by name; a kind in which nothing is kept for a purpose has the choice alone."""
    is_asked = bool(why_asked(step))
    keeps = [keep for keep in kind.keep_codes if not (is_asked and keep.is_not_asked)]
    chosen = forms.ChoiceField(
        label=step.system.name,
        required=False,
        choices=[("", wording.action(kind)), *((keep.code, steps.exception(keep)) for keep in keeps)],
        initial=declared_exception(step, case, kind),
    )
    made: dict[str, forms.Field] = {f"keep-{step.pk}": chosen}
    if not any(keep.has_purpose for keep in kind.keep_codes):
        return made
    made[f"why-{step.pk}"] = forms.CharField(
        label=_("%(system)s: what is kept and why, as the person will read it") % {"system": step.system.name},
        required=False,
        max_length=_MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    made[f"look-{step.pk}"] = forms.DateField(
        label=_("%(system)s: somebody looks again on") % {"system": step.system.name},
        help_text=_("The request comes back to a person on this day, and the letter names it."),
        required=False,
        initial=first_look(step.system),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    return made


def begin_as_before(form: Any, step: Step) -> None:
    """Where a decision was taken back, what it chose for the system, and why in its own words."""
    code = form.before.keeps.get(step.system.name)
    field = form.fields[f"keep-{step.pk}"]
    if code is None or code not in {one for one, _words in field.choices}:
        return
    field.initial = code
    why = form.before.whys.get(step.system.name, "")
    if f"why-{step.pk}" in form.fields and why != declared_reason(step.system, code):
        form.fields[f"why-{step.pk}"].initial = why


def read_choice(form: Any, values: Mapping[str, Any] | None) -> KeptChoice:
    """What stands in the form: as sent, or as it begins."""
    begins = {name: one.initial or "" for name, one in form.fields.items()}
    said = begins if values is None else values
    keeps: dict[int, str] = {}
    whys: dict[int, str] = {}
    looks: dict[int, date | None] = {}
    for step in form.steps:
        keeps[step.pk] = said.get(f"keep-{step.pk}") or ""
        keep = _keep(form.kind, keeps[step.pk])
        if keep is None or keep.is_not_asked:
            continue
        if why := str(said.get(f"why-{step.pk}") or "").strip():
            whys[step.pk] = why
        look = said.get(f"look-{step.pk}")
        if keep.has_purpose and isinstance(look, date) and look != begins.get(f"look-{step.pk}"):
            looks[step.pk] = look
    return KeptChoice(keeps, whys, looks, bool(whys or looks))


def missing(kind: Kind, planned: Sequence[Step], kept: KeptChoice) -> Iterator[tuple[str, ValidationError]]:
    """Field by field, what the law wants beside an exception and is not there."""
    for step in planned:
        keep = _keep(kind, kept.keeps.get(step.pk, ""))
        if keep is None or not keep.has_purpose:
            continue
        if step.pk not in kept.whys and not declared_reason(step.system, keep.code):
            yield f"why-{step.pk}", ValidationError(_("Write what is kept and why. The person reads these words."))
        try:
            retention.check_look(kept.looks.get(step.pk) or first_look(step.system))
        except BadInput as error:
            yield f"look-{step.pk}", ValidationError(str(error))


def bound(form: Any, step: Step) -> list[BoundField]:
    """Every field of one step."""
    return [form[name] for part in ("keep", "why", "look") if (name := f"{part}-{step.pk}") in form.fields]


def group(form: Any, kind: Kind, step: Step) -> tuple[BoundField, list[BoundField]]:
    """The choice of one step, and what the chosen exception asks: why, and where it has a purpose, until when."""
    keep = _keep(kind, form.kept().keeps.get(step.pk, ""))
    chosen, *more = bound(form, step)
    if keep is None or keep.keeping not in {Keeping.PURPOSE, Keeping.OUTSIDE} or not more:
        return chosen, []
    why, look = more
    if own := declared_reason(step.system, keep.code):
        why.help_text = _("Left empty, the letter says: %(reason)s") % {"reason": own}
    elif keep.keeping is Keeping.OUTSIDE:
        why.help_text = _("May be left empty: the letter gives the law.")
    return chosen, [why, look] if keep.has_purpose else [why]


def _keep(kind: Kind, code: str) -> KeepCode | None:
    return next((keep for keep in kind.keep_codes if keep.code == code), None)
