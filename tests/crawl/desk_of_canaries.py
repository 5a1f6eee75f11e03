"""A desk with requests of every kind of life, whose people's names and addresses are canaries; and its visitors."""

from dataclasses import dataclass, field
from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from dsr import bulk, corrections, fulfilment, review, suppression, verification
from dsr.formats import references
from dsr.lifecycle import STAFF_ROLES, Who
from dsr.models import Bundle, Business, Case, Letter, MailList, SavedView, Step, System, ThirdPartyNotice
from dsr.models.suppression import Scope
from tests import given, given_corrections, given_desk, given_systems

# What stands in the requests of this desk. Nothing of it may be read but where it is worked on.
OF_PEOPLE = (
    *("Whitlow", "dana@example.com", "Hal Moran", "Invented Lane", "kim@agents.example", "Ines Okafor"),
    *("ines@example.com", "lee@example.com", "Bill.pdf", "The mailbox is full", "I married", "Zinnia"),
)
# What is in no answer at all: the connection of a database, the secret of an app for sign-in.
OF_NOBODY = "connection-secret-of-the-shop"
_LIVES = (
    *("a deletion, in the works", "a deletion with steps of every end", "by an agent", "with documents", "responded"),
    *("deletion in a bundle", "to mail", "mailed", "undelivered", "joined", "approved, in the wait", "declined"),
)


@dataclass
class Visitor:
    """Who asks: `role` of a member of staff, or none; `headers` and `cookies` are theirs."""

    name: str
    role: Who | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Desk:
    """`values` fill the places of addresses, `tokens` those of links, by the first part of the address."""

    values: dict[str, list[str]]
    tokens: dict[str, str]
    visitors: list[Visitor]


def a_desk() -> Desk:
    """Its requests, letters and links, and one visitor of each role."""
    cache.clear()
    business = given_desk.a_full_business()
    MailList.objects.create(business=business, slug="news", name="Newsletter")
    connection = f"postgresql://desk:{OF_NOBODY}@127.0.0.1:1/shop"
    System.objects.create(
        business=business,
        name="Shop",
        way="sql",
        owner_name="Ira Lund",
        mapping=given_systems.MAPPING,
        sealed_connection=given_systems.sql.seal_connection(connection),
        is_active=False,
    )
    lives: dict[str, Case] = {name: given_desk.CASES[name](business) for name in _LIVES}
    lives["correction"] = _correction(business)
    lives["done"] = _settled(given_desk.CASES["a deletion, in the works"](business))
    lives["note"] = _noted(given.in_review(business=business))
    many = [given.in_review(business=business) for _ in range(2)]
    made = bulk.begin_look(given.staff(), "approve", [case.pk for case in many], choice={})
    given.drain()
    tokens = _tokens(business, lives)
    visitors = [_stranger("stranger"), *map(_member, STAFF_ROLES), _member(Who.ADMINISTRATOR, has_factor=False)]
    visitors += [_program(business), _asker(lives["responded"])]
    return Desk(_values(lives, made.reference, visitors), tokens, visitors)


def _correction(business: Business) -> Case:
    case = given_corrections.a_correction(
        given_corrections.WRONG_NAME,
        {"field": "health", "says": "", "should": "Zinnia", "why": ""},
        business=business,
    )
    denied = corrections.ItemDecision(
        "deny", "The records.", code="C_DOCS_INADEQUATE", reason="The note has no date.", is_health=True
    )
    return _settled(given_corrections.decided(case, item1=given_corrections.CORRECT, item2=denied))


def _settled(case: Case) -> Case:
    """What is asked of owners is done everywhere, so that the person is answered and companies are told."""
    for step in Step.objects.filter(case=case).unsettled():
        fulfilment.settle_step_by_hand(case.pk, step.pk, given.staff(), state="done", note="Seen.")
    given.drain()
    return case


def _noted(case: Case) -> Case:
    review.add_note(case.pk, given.staff(), "Zinnia called twice.")
    return Case.objects.get(pk=case.pk)


def _secret(purpose: str, target: int) -> str:
    drawn = verification.draw_secret()
    verification.keep_secret(purpose, target, drawn, timedelta(days=30))
    return str(drawn.token)


def _tokens(business: Business, lives: dict[str, Case]) -> dict[str, str]:
    by_agent, corrected = lives["by an agent"], lives["correction"]
    step = Step.objects.filter(case=lives["a deletion, in the works"]).first()
    notice = ThirdPartyNotice.objects.first()
    assert step and notice, "there is somebody to ask"
    found = {
        "task": _secret(verification.FOR_STEP, step.pk),
        "told": _secret(verification.FOR_NOTICE, notice.pk),
        "permission": _secret(verification.FOR_PERMISSION, by_agent.pk),
        "prove": _secret(verification.FOR_PROOF, by_agent.pk),
        "withdraw": _secret(verification.FOR_WITHDRAWAL, lives["note"].pk),
        "u": suppression.unsubscribe_token(business, given_systems.DANA),
    }
    return {**found, **dict.fromkeys(("statement", "check"), corrections.response_link_token(corrected))}


def _values(lives: dict[str, Case], of_bulk: str, visitors: list[Visitor]) -> dict[str, list[str]]:
    """What stands at each place of an address, and things that are not there."""
    case_ids = [case.pk for case in lives.values()]
    cases = [references.spell(case.reference) for case in lives.values()]
    letters = Letter.objects.filter(case__in=case_ids).values_list("pk", flat=True)
    business = Business.objects.get()
    numbers = [str(number) for number in (1, 2, 3, 10**17)]
    return {
        "<str:reference>": [*cases, references.spell(Bundle.objects.get().reference), of_bulk],
        "<str:first>": cases,
        "<str:person>": cases,
        "<str:code>": ["NO_EBR", "STL_DISCLOSED", "DELETE_COMPLETED"],
        "<str:name>": ["disclosures.pdf", "response.pdf"],
        "<slug:kind>": ["shine-the-light", "deletion", "correction"],
        "<slug:code>": ["shine-the-light", "deletion", "correction", "opt-out", "child"],
        "<slug:slug>": [business.brands.get().slug, "x"],
        "<int:letter_id>": [str(pk) for pk in letters] or numbers,
        "<int:system_id>": [str(pk) for pk in System.objects.values_list("pk", flat=True)],
        "<int:account_id>": [str(pk) for pk in given.Account.objects.values_list("pk", flat=True)],
        "<int:business_id>": [str(business.pk)],
        "<int:year>": ["2025", "2024"],
        "<provider_id>": ["sso"],
        "<app_label>": ["dsr"],
        "<uidb36>": ["1"],
        "<key>": ["set-password", "abc-def"],
        "": numbers,
    }


def _stranger(name: str) -> Visitor:
    return Visitor(name)


def _cookies(client: Client) -> dict[str, str]:
    return {name: morsel.value for name, morsel in client.cookies.items()}


def _member(role: Who, *, has_factor: bool = True) -> Visitor:
    """Signed in just now; with a second factor, or with none though the role needs one."""
    account = given.an_account(role)
    SavedView.objects.create(account=account, name="Mine", query="view=all&no_filter_of_today=x")
    client = Client()
    client.force_login(account)
    session = client.session
    if has_factor:
        TOTP.activate(account, generate_totp_secret())
        session["factor_shown_by"] = account.pk
    session.save()
    name = role.value if has_factor else f"{role.value} without a second factor"
    return Visitor(name, role if has_factor else None, _cookies(client))


def _program(business: Business) -> Visitor:
    _row, key = suppression.make_api_key(business, "mailer", Scope.values)
    return Visitor("program", headers={"HTTP_AUTHORIZATION": f"Bearer {key}"})


def _asker(case: Case) -> Visitor:
    """Whose browser has just asked: it sees the last page of its own request."""
    client = Client()
    session = client.session
    session["just_made"] = case.pk
    session.save()
    return Visitor("asker", cookies=_cookies(client))
