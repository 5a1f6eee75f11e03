"""Which earlier response a request repeats: of the same person, delivered, not known wrong, and recent by the law."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dsr import disclosures, parties, sealing
from dsr.clock import PACIFIC
from dsr.formats.law_numbers import law_text_now
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.law.spans import add_months, local_date
from dsr.lifecycle import State
from dsr.models import BlindIndex, Case, EarlierResponse, Item, Letter, Sealed
from dsr.models.case import Delivery
from dsr.models.case_surroundings import may_have
from dsr.models.item import Decision
from dsr.models.letter import LetterState

_OUT = frozenset({LetterState.ACCEPTED, LetterState.MAILED})


@dataclass(frozen=True)
class EarlierOne:
    """An earlier case that a case may repeat. `same_address`: its response went where this one's is to go."""

    case: Case
    answered_on: date
    same_address: bool


@dataclass(frozen=True)
class OldLetter:
    """The response as it went out: where to, its words, and the day."""

    row: Letter
    to: str
    text: str
    html: str

    @property
    def sent_on(self) -> date | None:
        """The day on which it was accepted by the mail server, or mailed."""
        accepted = self.row.accepted_at
        return self.row.mailed_on or (accepted.astimezone(PACIFIC).date() if accepted else None)


def find_earlier_responses(case: Case) -> list[EarlierOne]:
    """What the case may repeat, the newest first. Matched on the subject; a person chooses which, if any.

    Looked up once for a case as it was read: a page shows it in several places.
    """
    known = vars(case)
    if "found_earlier" not in known:
        known["found_earlier"] = _find(case)
    return list(known["found_earlier"])


def _find(case: Case) -> list[EarlierOne]:
    if not may_repeat(case) or not case.data_key:
        return []
    names = BlindIndex.objects.filter(case=case, party="subject").values("digest")
    ids = BlindIndex.objects.filter(party="subject", digest__in=names).values("case_id")
    others = Case.objects.filter(pk__in=ids, kind=case.kind, business_id=case.business_id, state=State.RESPONDED)
    found = []
    for other in others.exclude(pk=case.pk).select_related("compilation__business").order_by("-received_at", "-pk"):
        letter = letter_of(other)
        if letter is not None and letter.sent_on is not None and not _why_not(case, other, letter):
            found.append(EarlierOne(other, letter.sent_on, _is_same_address(case, letter)))
    return found


def may_repeat(case: Case) -> bool:
    """Whether the law of its kind lets a request be declined because of an earlier one."""
    return base.get(case.kind).limits_repeats


def read_ahead(case: Case) -> None:
    """Read what staff chose once, for a page that shows all of a case."""
    prefetch_related_objects([case], Prefetch("earlier_response", _choices()))


def _choices() -> QuerySet[EarlierResponse]:
    return EarlierResponse.objects.select_related("earlier__business", "earlier__compilation")


def _chosen(case: Case) -> EarlierResponse | None:
    if EarlierResponse.case.field.remote_field.is_cached(case):
        return getattr(case, "earlier_response", None)
    return _choices().filter(case=case).first() if may_have(case, "earlier_response") else None


def earlier_of(case: Case) -> EarlierResponse | None:
    """What staff chose; of a case that was joined, with the one that it was joined to."""
    one: Case | None = case
    while one is not None:
        chosen = _chosen(one)
        if chosen is not None:
            return chosen
        one = one.joined_to
    return None


def why_not_repeated(case: Case) -> str:
    """Why no letter may say that this was answered before; empty when the response that was chosen bears it out."""
    chosen = earlier_of(case)
    if chosen is None:
        return _("No earlier response of the same person is chosen in this request.")
    return _why_not(case, chosen.earlier, letter_of(chosen.earlier))


def _why_not(case: Case, other: Case, letter: "OldLetter | None") -> str:
    kind = base.get(case.kind)
    if other.state != State.RESPONDED or not other.outcome or letter is None:
        return _("The earlier response did not go out, came back, or is decided again.")
    if (other.received_at, other.pk) >= (case.received_at, case.pk):
        return _("The other request did not come earlier.")
    return (
        _why_not_denied(case, other, kind, letter) if kind.items is not None else _why_not_answered(case, other, kind)
    )


def _why_not_answered(case: Case, other: Case, kind: Kind) -> str:
    outcome = kind.outcome(other.outcome)
    if outcome.is_decline or outcome.sends_again or outcome.owes_rest:
        return _("The earlier request got no full response of its own, so it used nothing up.")
    if not same_calendar_year(case, other):
        return _("The earlier request came in another calendar year.")
    if other.compilation is not None and other.compilation.statement_id is None:
        return _("Nobody had said that its year is complete when it was answered. Respond anew.")
    if other.compilation is not None and disclosures.is_known_wrong(other.compilation):
        return _("What the earlier response said of the year turned out to be wrong. Respond anew.")
    return ""


def _why_not_denied(case: Case, other: Case, kind: Kind, letter: "OldLetter") -> str:
    months = kind.item_rules.repeat_months
    if not Item.objects.filter(case=other, decision=Decision.DENY).exists():
        return _("The earlier request was not denied.")
    day = letter.sent_on
    if day is None or add_months(day, months) < local_date(case.received_at):
        return law_text_now(gettext_noop("The earlier denial is more than %(repeat_months)s months ago."))
    return ""


def same_calendar_year(case: Case, other: Case) -> bool:
    """By the days of receipt in California, Cal. Civ. Code § 1798.83(c)(1)."""
    return local_date(case.received_at).year == local_date(other.received_at).year


def letter_of(case: Case) -> OldLetter | None:
    """The newest response of a case, where it reached the mail server or the mail; None where it did not."""
    row = Letter.objects.filter(case=case, is_response=True).order_by("-pk").first()
    sealed = Sealed.objects.filter(case=case, name=f"letter:{row.pk}").first() if row else None
    if row is None or sealed is None or row.state not in _OUT or not case.data_key:
        return None
    body = sealing.open_sealed(case, sealed.name, sealed.value)
    return OldLetter(row, str(body["to"]), str(body["text"]), str(body["html"]))


def _is_same_address(case: Case, letter: OldLetter) -> bool:
    """Compared as the desk compares addresses: two spellings of one mailbox, or of one mailing address."""
    reader = parties.reader_of(case)
    if letter.row.delivery != reader.delivery:
        return False
    field, own = "email" if reader.delivery == Delivery.EMAIL else "postal", reader.place
    return bool(own) and sealing.normalize(field, own) == sealing.normalize(field, letter.to)


def may_be_told(case: Case) -> bool:
    """Whether the day and the words of the earlier response may be told: where it went, or to a permitted agent."""
    chosen = earlier_of(case)
    letter = letter_of(chosen.earlier) if chosen else None
    if chosen is None or letter is None:
        return False
    is_seen = chosen.is_permission_seen and not parties.deals_with_person(case)
    is_permitted = case.is_for_another and (is_seen or parties.is_permission_shown(case))
    return is_permitted or _is_same_address(case, letter)


def why_not_sent_again(case: Case) -> str:
    """Why the earlier response cannot be sent once more as it was; empty when it can."""
    if why := why_not_repeated(case):
        return why
    chosen = earlier_of(case)
    letter = letter_of(chosen.earlier) if chosen else None
    if letter is None or not may_be_told(case):
        return _("It went to another address, and no permission of an agent was seen. Respond anew.")
    if letter.row.delivery != parties.reader_of(case).delivery:
        return _("It went out another way than this one is to go. Respond anew.")
    return ""
