"""What a company is told: the page behind the link of a mail, without an account. Only a press answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import third_party_notices
from dsr.formats import references
from dsr.models import Case
from portal import access
from portal.public.links.outside_answer import OutsideAnswer, SaidWords, behind_link, respond


class ToldForm(forms.Form):
    """What the company did; why, where it cannot."""

    state = forms.ChoiceField(
        label=gettext_lazy("What did you do?"),
        widget=forms.RadioSelect,
        choices=(
            ("done", gettext_lazy("Done, and passed on to those who got it from us")),
            ("not-held", gettext_lazy("We have nothing about this person")),
            ("cannot", gettext_lazy("We cannot do it")),
        ),
        error_messages={"required": gettext_lazy("Choose what you did.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Anything the privacy desk should know"),
        help_text=gettext_lazy("If you cannot do it: why. Please name no other people."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("state") == "cannot" and not said.get("note", "").strip():
            self.add_error("note", _("Write why it cannot be done."))
        return said


_SAID = SaidWords(
    over=gettext_lazy("This was answered already, or is not needed any more."),
    old=gettext_lazy("We still wait for your answer. We can mail a new link to the address that we have."),
    sent=gettext_lazy("It goes to the address that we have, once a day at most. An email can take some minutes."),
)


@dataclass(frozen=True)
class _CompanyAnswer(OutsideAnswer):
    token: str
    page: third_party_notices.NoticePage
    template = "public/links/company_notice.html"

    @property
    def case(self) -> Case:
        return self.page.notice.case

    @property
    def is_open(self) -> bool:
        return self.page.is_open

    @property
    def may_answer(self) -> bool:
        return self.page.may_answer

    def form(self, data: QueryDict | None) -> ToldForm:
        return ToldForm(data)

    def shown(self) -> dict[str, object]:
        return {
            "notice": self.page.notice,
            **third_party_notices.words_of_facts(self.page.notice),
            "content": self.page.content,
            "is_called_off": self.page.is_called_off,
            "law": third_party_notices.notice_law(self.page.notice.case, self.page.notice.what),
            "business": self.page.notice.case.business,
            "reference": references.spell(self.page.notice.case.reference),
            "systems": list(self.page.notice.provider.systems.all()) if self.page.notice.provider else [],
        }

    def take(self, said: Mapping[str, Any]) -> None:
        third_party_notices.answer_notice(self.token, said["state"], said["note"])

    def send_fresh(self) -> bool:
        return third_party_notices.send_fresh_notice_link(self.token)


@behind_link
def company_notice_page(request: HttpRequest, token: str) -> HttpResponse:
    """What a company is told, by the link of the mail that tells it."""
    page = access.notice_by_link(token)
    return respond(request, _CompanyAnswer(token, page) if page else None, _SAID)
