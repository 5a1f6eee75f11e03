"""Forms of the ledger's rows: the same rules as in an import, beside the field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dsr.disclosures.imports import normalized_name
from dsr.formats.placeholders import is_filler, says_nothing
from dsr.formats.postal_addresses import says_no_address
from dsr.law.categories import CATEGORIES
from dsr.law.exclusions import BY_EXCLUSION, EXCLUSIONS, Exclusion
from dsr.models import Disclosure, Recipient
from dsr.models.disclosure import PassesOn
from portal.web.typed_bases import ModelForm


def _category_choices() -> list[tuple[str, str]]:
    return [
        (one.letter, gettext("(%(letter)s) %(words)s") % {"letter": one.letter, "words": gettext(one.words)})
        for one in CATEGORIES
    ]


def _exclusion_choices() -> list[tuple[str, str]]:
    counts = ("", gettext("None: it was for direct marketing and counts"))
    return [
        counts,
        *(
            (one.code, gettext("%(code)s: %(words)s") % {"code": one.code, "words": gettext(one.words)})
            for one in EXCLUSIONS
        ),
    ]


class RecipientForm(ModelForm[Recipient]):
    class Meta:
        model = Recipient
        fields = (
            *("business", "name", "postal_address", "name_reveals_business", "examples", "examples_unknown"),
            *("is_affiliate", "is_same_brand", "ccpa_role", "source"),
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("is_same_brand") and not said.get("is_affiliate"):
            raise ValidationError({"is_same_brand": _("Mark it as an affiliate too.")})
        for field, is_none in (("name", is_filler), ("postal_address", says_no_address)):
            if said.get(field) and is_none(said[field]):
                self.add_error(field, _("This stands for nothing. Write what is so, or leave it empty."))
        return said


class DisclosureForm(ModelForm[Disclosure]):
    recipient_key = forms.CharField(
        label=_("Recipient"), help_text=_("Its key in the list of recipients, or its exact name.")
    )
    categories = forms.MultipleChoiceField(
        label=_("Categories"),
        choices=_category_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("What was disclosed, § 1798.83(e)(6)(A)."),
    )
    derived_from = forms.MultipleChoiceField(
        label=_("List derived from categories"),
        choices=_category_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("What a list of names and addresses was chosen by, § 1798.83(e)(6)(B)."),
    )
    exclusion = forms.ChoiceField(label=_("Exclusion"), choices=_exclusion_choices, required=False)

    class Meta:
        model = Disclosure
        fields = (
            *("business", "recipient_key", "categories", "derived_from", "period_start", "period_end", "purpose"),
            *("channel", "exclusion", "exclusion_note", "passes_on", "ccpa_sold_or_shared", "source"),
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self._find_recipient(said)
        for name in ("categories", "derived_from"):
            said[name] = [one.letter for one in CATEGORIES if one.letter in said.get(name, ())]
        excluded = BY_EXCLUSION.get(said.get("exclusion", ""))
        if excluded and excluded.needs_note and says_nothing(said.get("exclusion_note", "")):
            self.add_error("exclusion_note", _("This exclusion needs a note that says why it applies."))
        if excluded:
            self._check_passing_on(excluded, said.get("passes_on", ""))
        start, end = said.get("period_start"), said.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The period ends before it begins."))
        if not excluded:
            for name in ("categories", "period_start", "period_end"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("A report cannot go out without this."))
        return said

    def _check_passing_on(self, excluded: Exclusion, passes_on: str) -> None:
        if excluded.ends_when_passed_on and passes_on == PassesOn.YES:
            self.add_error("exclusion", _("The recipient sells it on: this exclusion does not hold, § 1798.83(e)(2)."))
        elif excluded.asks_whether_passed_on and not passes_on:
            self.add_error("passes_on", _("This exclusion holds only where the recipient does not. Say yes or no."))

    def _find_recipient(self, said: dict[str, Any]) -> None:
        wanted = said.get("recipient_key", "").strip()
        business = said.get("business") or getattr(self.instance, "business", None)
        if not wanted or business is None:
            return
        rows = Recipient.objects.filter(business=business, until_version=None)
        keys = list(rows.filter(key=wanted).values_list("key", flat=True))
        if not keys:
            named = rows.filter(name__iexact=wanted).values_list("key", "name")
            keys = [key for key, name in named if normalized_name(name) == normalized_name(wanted)]
        if len(keys) == 1:
            said["recipient_key"] = keys[0]
        elif keys:
            self.add_error(
                "recipient_key", _("Several have this name. Use one of the keys %(keys)s.") % {"keys": ", ".join(keys)}
            )
        else:
            self.add_error("recipient_key", _("There is no such recipient. Add it first."))
