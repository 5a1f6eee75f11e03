"""The door from the business's own site: a signed form brings a person who is signed in there."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dsr import intake, sealing, suppression, verification
from dsr.clock import now, today
from dsr.errors import BadInput, KeyLost
from dsr.formats import canonical_json
from dsr.journal import REQUESTER
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.models import Brand
from dsr.models.case import Channel, Delivery
from dsr.verification import SignedInPerson
from portal.public import signed_in_person
from portal.public.form import SeeOther

log = logging.getLogger(__name__)


@csrf_exempt  # the form stands on another site; its signature, taken once, is what counts
@require_POST
@never_cache
def handoff_page(request: HttpRequest) -> HttpResponse:
    """Take the person, honor the signal of the browser, and go on to the form that was asked for."""
    try:
        row, wanted = verification.take_handoff(
            request.POST.get(verification.HANDOFF_KEY, ""), request.POST.get(verification.HANDOFF_PARAMETER, "")
        )
    except BadInput as refusal:
        return render(request, "public/identity/account_handoff_refused.html", {"why": str(refusal)}, status=400)
    brand = row.business.brands.select_related("business").order_by("-is_front", "pk").first()
    found = verification.signed_in_person_of(row.pk)
    if brand is None or found is None:
        return render(request, "public/not_set_up.html", status=503)
    signed_in_person.remember(request, row)
    if signed_in_person.sends_signal(request):
        try:
            honor_signal(found, brand)
        except KeyLost as failure:  # the page that follows does not say “honored”, and links the form
            log.error("A browser's signal could not be saved (%s).", type(failure).__name__)
    return SeeOther(_where(wanted, brand))


def _where(wanted: str, brand: Brand) -> str:
    """The form of the kind that was asked for, where this business offers it; else the first page."""
    slug = {} if brand.is_front else {"slug": brand.slug}
    prefix = "" if brand.is_front else "brand_"
    front = reverse(f"public:{prefix}front", kwargs=slug)
    try:
        is_offered = base.get(wanted).is_offered(brand.business)
    except BadInput:
        return front
    return reverse(f"public:{prefix}ask", kwargs={**slug, "code": wanted}) if is_offered else front


def honor_signal(person: SignedInPerson, brand: Brand) -> int:
    """The signal of a known person is an opt-out request, § 7025(c)(1): once, and again only after a later consent."""
    if suppression.is_sale_stop_asked(person.business_id, person.email):
        return 0
    kinds = [kind for kind in base.every() if kind.intake.takes_signal]
    received = [intake.receive(_request(person, brand, kind), REQUESTER) for kind in kinds]
    return sum(one.is_new for one in received)


def _request(person: SignedInPerson, brand: Brand, kind: Kind) -> intake.Request:
    words = canonical_json.encode(
        [person.business_id, kind.code, sealing.normalize("email", person.email), today().isoformat()]
    )
    party = {"name": person.name, "email": person.email}
    return intake.Request(
        kind=kind.code,
        brand=brand,
        submission=salted_hmac("portal.public.signal", words, algorithm="sha256").hexdigest(),
        channel=Channel.FORM,
        came_to=None,
        is_by_form=True,
        received_at=now(),
        parties={"subject": party, "requester": party},
        answers={},
        delivery=Delivery.EMAIL,
        language=get_language() or "en",
        source="signal",
    )
