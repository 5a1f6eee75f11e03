"""What staff may do about companies that are told: choose, tell again, record what came of it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr import recipients, third_party_notices
from dsr.journal import Actor
from dsr.law import third_party_notices as law
from dsr.models import Case
from portal.staff.case.action import Action
from portal.staff.case.forms import SeenForm
from portal.web.field_choices import offer


class ChooseForm(SeenForm):
    """Of the recipients that only categories tell of: whom to tell, and why not the others."""

    tell = forms.MultipleChoiceField(
        label=_("Tell these"),
        help_text=_("They are told when the decision is carried out; after it, at once."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    code = forms.ChoiceField(label=_("The others are not told, because"), required=False)
    facts = forms.CharField(
        label=_("The facts, as the person will read them"),
        help_text=_(
            "Such as: it closed in 2023; or what it would take, beside what it means for the person. Who has no fit "
            "procedures cannot plead effort (§ 7001(i))."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        offer(self, "tell", choosable(case).items())
        grounds = [(ground.code, f"{ground.words} ({ground.citation})") for ground in law.NOT_TOLD]
        offer(self, "code", [("", _("Choose one")), *grounds])


class NoticeForm(SeenForm):
    """Something to do with one telling."""

    notice = forms.IntegerField(widget=forms.HiddenInput)


class SettleNoticeForm(NoticeForm):
    """An answer that came another way, or that nothing more can be done."""

    answer = forms.ChoiceField(
        label=_("What came of it"),
        choices=[
            ("done", _("The company says that it is done")),
            ("not-held", _("The company has nothing about the person")),
            ("give-up", _("Nothing more can be done")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    note = forms.CharField(
        label=_("How you know"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write how you know.")},
    )


def choosable(case: Case) -> dict[str, str]:
    """Who may be chosen: whom the ledger names for this request, and nobody told yet."""
    return third_party_notices.selectable_recipients(
        case, [(one.key, one.name) for one in recipients.opt_out_recipients(case)]
    )


def _choose(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    selection = third_party_notices.Selection(values["tell"], choosable(case), values["code"], values["facts"])
    return third_party_notices.select_recipients(case.pk, actor, selection, seen=values["seen"])


def _chase(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return third_party_notices.send_notice_again(case.pk, values["notice"], actor)


def _settle(case: Case, actor: Actor, values: Mapping[str, Any]) -> None:
    third_party_notices.settle_notice(case.pk, values["notice"], actor, answer=values["answer"], note=values["note"])


TELLING = (
    Action("choose-told", ChooseForm, _choose, _("Recorded whom to tell, and why not others.")),
    Action("telling-chase", NoticeForm, _chase, _("The company is told again."), item="notice"),
    Action("telling-settle", SettleNoticeForm, _settle, _("Recorded what came of it."), item="notice"),
)
