"""What a letter says of how we verify, in the language of the case."""

from datetime import date, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from dsr import parties
from dsr.formats import public_urls, references
from dsr.formats.days import long_day
from dsr.law.agents import Authority
from dsr.law.verification import Level, Proof
from dsr.models import Case
from dsr.models.case import Delivery
from dsr.verification.one_time_links import DrawnSecret


def words(case: Case, level: Level, needs: tuple[Proof, ...], drawn: DrawnSecret, ends_on: date) -> dict[str, str]:
    """The words `how_verify`, `link`, `code`, `code_page`, `link_ends_on`. On paper the link is the code page's."""
    by_email = case.delivery == Delivery.EMAIL
    with translation.override(case.language):
        return {
            "how_verify": " ".join([*_how(level, needs, by_email), *permission_request(case), *_of_person(case)]),
            "link": public_urls.proof(drawn.token) if by_email else public_urls.code_page(),
            "code": drawn.spelled,
            "code_page": public_urls.code_page(),
            "link_ends_on": long_day(ends_on - timedelta(days=1)),
        }


def permission_request(case: Case) -> list[str]:
    """Asks who acts for another for the permission, where it was neither shown nor stated, and says how to send it.

    Of a bundle, what holds for its first request holds for all.
    """
    paper = parties.permission_wanted(case)
    if not paper:
        return []
    asked = _("Please send us a copy of the signed permission of each person for whom you act.")
    if paper is Authority.ATTORNEY:
        asked = _("Please send us a copy of the power of attorney, or of the court order, under which you act.")
    how = _("Reply to this email with a PDF, or with a photo of the paper.")
    if case.delivery == Delivery.MAIL:
        how = _("Mail a copy to the address below, or email it to %(email)s, and give the reference.")
    stated = _("Or write to us that you hold it and will show it when asked. Please send no identity card.")
    return [asked, how % {"email": case.brand.contact_email or case.business.contact_email}, stated]


def _of_person(case: Case) -> list[str]:
    """Whether or not we know the person, the agent reads the same."""
    if not parties.may_ask_person(case):
        return []
    return [_("Because you act for another person, we may also ask that person about it, if we have an address.")]


def of_first(case: Case, first: Case) -> dict[str, str]:
    """The words for a case that another one's proof serves."""
    with translation.override(case.language):
        how = _(
            "You made this request together with request %(reference)s. One confirmation serves both: "
            "please follow the steps that we sent you about that request."
        ) % {"reference": references.spell(first.reference)}
    return {"how_verify": how, "link": "", "code": "", "code_page": "", "link_ends_on": ""}


def _how(level: Level, needs: tuple[Proof, ...], by_email: bool) -> list[str]:
    if level is Level.ACCOUNT:
        return [_("You were signed in to your account with us, so we need no other proof of who you are."), _press()]
    said = [
        _("The code in this letter shows that this address is yours.")
        if not by_email
        else _("Pressing the button on that page shows that this address is yours.")
    ]
    if Proof.CONFIRM in needs:
        said.append(_press())
    if Proof.POINTS in needs:
        said.append(_("We then compare what you told us with what we have, and use it for nothing else."))
    if Proof.DECLARATION in needs:
        said.append(_("The page also asks you to sign a statement that you are the person this is about."))
    return [*said, _("You need no account, and we ask for no copy of an identity card.")]


def _press() -> str:
    return _("Nothing is done before you confirm your request.")
