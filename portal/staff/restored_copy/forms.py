"""What an administrator says of a restored copy: which letters went out, and which requests go on."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr.models import CopiedCase

_LONGEST = 20 * 2**20  # bytes of a log


_DAY = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")


class LogForm(forms.Form):
    log = forms.FileField(
        label=_("Log of the mail server since the backup"),
        help_text=_("Any text that names the Message-IDs of what it sent, 20 MB at most. Only those are kept."),
        error_messages={"required": _("Choose the file first.")},
    )

    on = forms.DateField(
        label=_("Day, where the lines name none"),
        required=False,
        widget=_DAY,
        help_text=_("A letter counts as sent on the day that its line in the log names, or else on this day."),
    )

    def clean_log(self) -> object:
        log = self.cleaned_data["log"]
        if log.size > _LONGEST:
            raise forms.ValidationError(_("This is larger than 20 MB. Cut it into parts, and send each."))
        return log

    def lines(self) -> Iterator[str]:
        for line in self.cleaned_data["log"]:
            yield line.decode(errors="replace")


class CopiedForm(forms.Form):
    GO_ON, GONE = "go-on", "gone"
    what = forms.ChoiceField(choices=[(GO_ON, GO_ON), (GONE, GONE)])
    cases = forms.TypedMultipleChoiceField(coerce=int, choices=())
    are_all = forms.BooleanField(required=False)
    on = forms.DateField(required=False)

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        there = CopiedCase.objects.values_list("case_id", flat=True)
        asked = [int(one) for one in self.data.getlist("cases") if one.isascii() and one.isdigit() and len(one) < 19]  # type: ignore[attr-defined]
        known = there if self.data.get("are_all") else there.filter(case_id__in=asked)
        self.fields["cases"].choices = [(pk, pk) for pk in known]  # type: ignore[attr-defined]
        self.fields["cases"].required = not self.data.get("are_all")

    def picked(self) -> list[int]:
        if self.cleaned_data["are_all"]:
            return [pk for pk, _pk in self.fields["cases"].choices]  # type: ignore[attr-defined]
        return list(self.cleaned_data["cases"])
