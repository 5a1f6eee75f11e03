"""One request to stop mail: what was chosen, and the case it makes. No page and no mail asks to confirm it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dsr import intake
from dsr.clock import now, today
from dsr.formats import canonical_json
from dsr.formats.addresses import mailbox
from dsr.intake import Received
from dsr.journal import REQUESTER
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.models import Brand, Business, MailList
from dsr.models.case import Channel, Delivery
from portal.web.field_choices import offer
from portal.web.mailbox_field import MailboxField

ALL = "all"
ONLY = "only"


def kind() -> Kind:
    """The kind that a press of the button makes."""
    return next(kind for kind in base.every() if kind.intake.is_one_click)


class StopForm(forms.Form):
    """16 C.F.R. § 316.5: the address and the preferences, nothing else. With a link the address is known."""

    use_required_attribute = False
    email = MailboxField(
        gets_mail=False,
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy("The address that gets our mail."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={
            "required": gettext_lazy("Enter the email address that should get no more mail."),
            "invalid": gettext_lazy("Enter an email address like name@example.com."),
            "max_length": gettext_lazy("This is too long for an email address."),
        },
    )
    what = forms.ChoiceField(
        label=gettext_lazy("What should we stop?"),
        widget=forms.RadioSelect,
        choices=[(ALL, gettext_lazy("All your commercial email")), (ONLY, gettext_lazy("Only what I choose here"))],
        error_messages={"required": gettext_lazy("Choose what we should stop.")},
    )
    lists = forms.MultipleChoiceField(
        label=gettext_lazy("Mail to stop"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, business: Business, *args: Any, knows_email: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = MailList.objects.filter(business=business, is_active=True).order_by("name")
        offer(self, "lists", [(one.slug, one.name) for one in known])
        if not known:  # nothing to choose between
            del self.fields["what"], self.fields["lists"]
        if knows_email:
            del self.fields["email"]
        elif "what" in self.fields:  # nothing is ticked beforehand: without a choice it is all
            self.fields["what"].required = False
            self.fields["what"].help_text = _("Choose nothing, and we stop all of it.")

    def clean(self) -> dict[str, object]:
        if self.cleaned_data.get("what") == ONLY and not self.cleaned_data.get("lists") and "lists" not in self.errors:
            self.add_error("lists", _("Choose the mail to stop, or “All your commercial email”."))
        return self.cleaned_data

    @property
    def chosen(self) -> list[str]:
        """The lists to stop, each once, however often the form names it; empty for all, as where nothing is chosen."""
        return sorted(set(self.cleaned_data.get("lists") or [])) if self.cleaned_data.get("what") != ALL else []


def names_of(business: Business, slugs: Iterable[str]) -> list[str]:
    """The lists by the names that people know; also those that are not in use any more."""
    names = dict(MailList.objects.filter(business=business).values_list("slug", "name"))
    return [names.get(slug, slug) for slug in slugs]


def submission_of_page(business: Business, email: str, lists: Iterable[str]) -> str:
    """The same wish on the same day is one request, however often the button is pressed."""
    message = canonical_json.encode([business.pk, mailbox(email), list(lists), str(today())])
    return salted_hmac("portal.public.stopping", message, algorithm="sha256").hexdigest()


def stop(brand: Brand, email: str, lists: Iterable[str], submission: str, source: str) -> Received:
    """Make the case, which suppresses at once. Raises KeyLost, and a database's own error when it was not saved."""
    chosen = ",".join(lists)
    return intake.receive(
        intake.Request(
            kind=kind().code,
            brand=brand,
            submission=submission,
            channel=Channel.FORM,
            came_to=None,
            received_at=now(),
            parties={"requester": {"email": email}},
            answers={"lists": chosen} if chosen else {},
            delivery=Delivery.EMAIL,
            language=get_language() or "en",
            source=source,
        ),
        REQUESTER,
    )
