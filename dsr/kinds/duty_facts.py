"""The facts on which a duty itself hangs: how the request came, choice mode, the size and sort of business."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from dsr.formats.law_numbers import law_text
from dsr.kinds.base import Fact, Words
from dsr.law import shine_the_light as law
from dsr.law.spans import local_date
from dsr.models.case import Channel


def _no_choice(case: Any) -> Words:
    if case.choice_mode_id is None:
        return _("The policy let nobody say no when the request came.")
    return ""


def _no_safe_harbor(case: Any) -> Words:
    since = case.business.safe_harbor_link_since
    if case.is_designated:
        return _("The request came to a designated address.")
    if since is None or local_date(case.received_at) < since:
        return _("The link “Your California Privacy Rights” was not live when the request came.")
    return ""


def _not_small(case: Any) -> Words:
    if case.business.employees >= law.EXEMPT_BELOW_EMPLOYEES:
        return law_text(gettext_noop("The business has %(below_employees)s or more employees."))
    return ""


def _not_calfipa(case: Any) -> Words:
    if not case.business.is_calfipa_institution:
        return _("The business is not recorded as such an institution.")
    return ""


def _can_be_answered(case: Any) -> Words:
    if case.is_designated or case.channel not in {"phone", "in-person"}:
        return _("The request came in writing or to a designated address: it must be answered.")
    return ""


def _is_covered(case: Any) -> Words:
    if case.business.is_ccpa_business:
        return _("The set-up says that we are a business under the CCPA.")
    return ""


def _came_by_a_way_of_ours(case: Any) -> Words:
    """The letter lists the ways to send such a request: none of them is another than is meant for it."""
    if case.channel == Channel.FORM:
        return _("The request came by our own form.")
    if case.channel in {Channel.EMAIL, Channel.MAIL} or (
        case.channel == Channel.PHONE and case.business.phone_offered
    ):
        told = {"channel": Channel(case.channel).label}
        return (
            _("It came by %(channel)s, a way that the letter would name. Treat it as proper, or say what lacks.")
            % told
        )
    return ""


CHOICE_OFFERED = Fact(
    name="choice-offered",
    words=_("The published policy gave the choice to say no when the request came"),
    record="Case.choice_mode, frozen at receipt",
    lacks=_no_choice,
)
NOT_DESIGNATED = Fact(
    name="not-designated",
    words=_("The request came elsewhere than to a published address, while the link was live"),
    record="Case.is_designated, and Business.safe_harbor_link_since",
    lacks=_no_safe_harbor,
)
NOT_WRITTEN = Fact(
    name="not-written",
    words=_("The request came by phone or in person, and not to a published address"),
    record="Case.channel and Case.is_designated",
    lacks=_can_be_answered,
)
SMALL_BUSINESS = Fact(
    name="small-business",
    words=_("The business has fewer employees than the law asks for"),
    record="Business.employees",
    lacks=_not_small,
)
FINANCIAL_INSTITUTION = Fact(
    name="financial-institution",
    words=_("The business follows the California Financial Information Privacy Act"),
    record="Business.is_calfipa_institution",
    lacks=_not_calfipa,
)
NOT_COVERED = Fact(
    name="not-covered",
    words=_("We are no business under the CCPA"),
    record="Business.is_ccpa_business",
    lacks=_is_covered,
)
CAME_ELSEWHERE = Fact(
    name="came-elsewhere",
    words=_("The request came by a way that is not meant for such requests"),
    record="Case.channel, and Business.phone_offered",
    lacks=_came_by_a_way_of_ours,
)
# Of a letter that declines a request under the CCPA, by the last part of its name.
OF_CCPA_LETTER: dict[str, tuple[Fact, ...]] = {"not-a-business": (NOT_COVERED,), "wrong-door": (CAME_ELSEWHERE,)}
