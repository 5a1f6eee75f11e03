"""“Send me my references”: asked with an email address, known or not, and answered by mail to that address alone.

The page writes the same for every address and looks nothing up; a worker looks, and may have nobody to write to.
"""

import json
from dataclasses import dataclass
from secrets import token_hex

from django.db import transaction
from django.utils import translation

from dsr import letters, parties, sealing, work_queue
from dsr.clock import PACIFIC
from dsr.errors import CannotOpen, Forgotten
from dsr.formats import references
from dsr.formats.days import long_day
from dsr.kinds import base
from dsr.letters import Fate
from dsr.lifecycle import State
from dsr.models import BlindIndex, Brand, Case, PageLink, ReferencesWish
from dsr.models.case import Delivery
from dsr.models.due_work import WorkName
from dsr.reasons import Reason
from dsr.request_page.visitor import Coverage, coverage_of

_SEAL = "references-wish"
# So many stand in one mail, the newest first.
MOST_LISTED = 30
_NAME = "page/references"


@dataclass(frozen=True)
class Listed:
    """One request of the list: what it asks, for whom where another asked, who asked for whom, and the link."""

    title: str
    about: str
    asked_by: str
    received_on: str
    reference: str
    link: str


def want_references(brand: Brand, email: str, language: str) -> None:
    """Somebody asked for what was asked with this address. The address is sealed until a worker has looked."""
    sealed = sealing.seal_secret(_SEAL, json.dumps(email))
    with transaction.atomic():
        wish = ReferencesWish.objects.create(brand=brand, sealed=sealed, language=language)
        work_queue.add(WorkName.REFERENCES, wish.pk, f"references:{wish.pk}:{token_hex(8)}", is_urgent=True)


def send_references(wish_id: int, *, is_last: bool) -> Reason | None:
    """Mail the list, or nothing to an address with which nobody asked. A reason: try again later."""
    wish = ReferencesWish.objects.select_related("brand__business").filter(pk=wish_id).first()
    if wish is None:
        return None
    try:
        email = str(json.loads(sealing.open_secret(_SEAL, wish.sealed)))
    except CannotOpen:  # its key is gone: who waits asks again
        wish.delete()
        return None
    cases, more = cases_asked_with(wish.brand, email)
    about = cases_about(wish.brand, email)
    if cases or about:
        listed = [*_listed(cases, wish.language), *_listed(about, wish.language, is_person=True)]
        words = {"requests": listed, "more": more}
        composed = letters.compose_list(wish.brand, email, _NAME, wish.language, words)
        result = letters.submit_message(letters.unkept_message(wish.brand, composed))
        if result.fate in {Fate.LATER, Fate.MISCONFIGURED} and not is_last:
            return result.reason
    wish.delete()
    return None


def cases_asked_with(brand: Brand, email: str) -> tuple[list[Case], int]:
    """The requests to this business of which the one who wrote reads in this very mailbox, and may open the page.

    As many as are listed, the newest first, and how many more there are. The index says which may be, and what is
    opened says which are; of an agent's thousands no more is opened than is listed.
    """
    digests = sealing.blind_indexes("email", email)
    found = BlindIndex.objects.filter(party="requester", field="email", digest__in=digests)
    kept = Case.objects.filter(pk__in=found.values("case_id"), business_id=brand.business_id)
    # Of what goes on paper the mailbox may be one that the person left.
    rows = kept.exclude(data_key=None).exclude(state=State.FORGOTTEN).filter(delivery=Delivery.EMAIL)
    read = rows.select_related("brand", "business", "opened_by", "joined_to").order_by("-received_at", "-pk")
    listed: list[Case] = []
    looked_at = 0
    for case in read.iterator(chunk_size=MOST_LISTED):
        if len(listed) == MOST_LISTED:
            break
        looked_at += 1
        if _is_of(case, email) and coverage_of(case) is not Coverage.NOTHING:
            listed.append(case)
    return listed, max(0, rows.count() - looked_at) if listed else 0


def cases_about(brand: Brand, email: str) -> list[Case]:
    """The requests that another made for whom reads in this mailbox, and of which our letters went there."""
    digests = sealing.blind_indexes("email", email)
    found = BlindIndex.objects.filter(party="subject", field="email", digest__in=digests)
    told = PageLink.objects.filter(is_person=True, ended_at=None).values("case_id")
    kept = Case.objects.filter(pk__in=found.values("case_id"), business_id=brand.business_id).filter(pk__in=told)
    rows = kept.exclude(data_key=None).exclude(state=State.FORGOTTEN).select_related("brand", "business")
    listed = rows.order_by("-received_at", "-pk")[:MOST_LISTED]
    open_to = [case for case in listed if coverage_of(case, is_person=True) is not Coverage.NOTHING]
    return [case for case in open_to if _is_of(case, email, is_person=True)]


def _is_of(case: Case, email: str, *, is_person: bool = False) -> bool:
    try:
        party = parties.person_reader(case).party if is_person else parties.reply_to(case)
    except (Forgotten, CannotOpen):
        return False
    own = party.get("email", "")
    return bool(own) and sealing.normalize("email", own) == sealing.normalize("email", email)


def _listed(cases: list[Case], language: str, *, is_person: bool = False) -> list[Listed]:
    listed = []
    for case in cases:
        is_another = case.is_for_another and not is_person
        sealed = parties.sealed_values(case)
        with transaction.atomic():
            letters.register_link(case, is_person=is_person)
        with translation.override(language):
            listed.append(
                Listed(
                    title=str(base.get(case.kind).title),
                    about=letters.subject_called(case, sealed) if is_another else "",
                    asked_by=letters.acting_name(sealed) if is_person else "",
                    received_on=long_day(case.received_at.astimezone(PACIFIC).date()),
                    reference=references.spell(case.reference),
                    link=letters.page_address(case, is_person=is_person),
                )
            )
    return listed
