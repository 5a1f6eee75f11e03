"""A stop covers every spelling of an address, a consent lifts only the person's own, and earlier lists go on."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from django.conf import settings

from dsr import sealing, suppression
from dsr.clock import now
from dsr.errors import BadInput
from dsr.formats import spellings
from dsr.formats.hidden_characters import HiddenCharacter
from dsr.models import Suppression
from dsr.models.suppression import Purpose
from dsr.suppression import consent, feed, stop_list
from tests import given
from tests.given_suppression import DANA, MAIL, SHARING, an_api_key, suppressed

pytestmark = pytest.mark.django_db
EVIDENCE = {"how": "box ticked", "where": "shop"}


def listed_before(business_id, email, at=None, field="email", **values):
    """A row as release 0.1.0 wrote it."""
    message = f"{field}\x00{spellings.before(field, email)}".encode()
    return Suppression.objects.create(
        business_id=business_id,
        purpose=Purpose.MAIL,
        field=field,
        digest=hmac.new(settings.SUPPRESSION_KEY, message, hashlib.sha256).hexdigest(),
        since=at or now() - timedelta(days=100),
        source="page",
        **values,
    )


@pytest.mark.parametrize(
    "stopped, mailed",
    [
        ("anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("anna@xn--bcher-kva.example", "Anna@BÜCHER.example"),
        ("anna@faß.example", "anna@xn--fa-hia.example"),
        ("anna@faß.example", "anna@fass.example"),
        ("anna@fass.example", "anna@faß.example"),
        ("ÉMILE@example.com", "émile@example.com"),
        ("émile@example.com", "Émile@example.com"),
        (DANA, "\u200bdana@example.com"),
        ("da\u00adna@example.com", DANA),
        (DANA, '"dana"@example.com'),
    ],
)
@pytest.mark.parametrize("by", [suppressed, None])
def test_every_spelling_that_may_reach_the_person_is_stopped(stopped, mailed, by):
    case = given.a_case()
    if by is None:
        suppression.import_addresses(case.business, [stopped], "", None, lambda done: None)
    else:
        suppressed(case=case, email=stopped)
    assert suppression.is_mail_suppressed(case.business_id, mailed)
    assert list(suppression.check_addresses(case.business_id, [mailed, "robin@example.com"])) == [
        (suppression.read_field("email", mailed), True),
        ("robin@example.com", False),
    ]


@pytest.mark.parametrize("mailed", ["anna@bücher.example", "anna@xn--bcher-kva.example"])
def test_a_list_of_an_earlier_release_goes_on_and_a_consent_lifts_it(mailed):
    business = given.a_business()
    listed_before(business.pk, "Anna@Bücher.example")
    assert suppression.is_mail_suppressed(business.pk, mailed)
    assert suppression.record_consent(business, mailed, ["mail"], [], EVIDENCE, now()) == 1
    assert not suppression.is_mail_suppressed(business.pk, mailed)


def test_what_an_earlier_release_folded_stays_stopped():
    business = given.a_business()
    listed_before(business.pk, "anna@faß.example")
    assert suppression.is_mail_suppressed(business.pk, "anna@faß.example")
    assert suppression.record_consent(business, "anna@faß.example", ["mail"], [], EVIDENCE, now()) == 0
    assert suppression.is_mail_suppressed(business.pk, "anna@fass.example")


def test_a_lookalike_consents_for_itself_alone():
    case = suppressed(email="anna@faß.example")
    for _again in range(2):
        consent.lift_by_consent(case.business_id, "anna@fass.example", (MAIL,), EVIDENCE, now())
        assert not suppression.is_mail_suppressed(case.business_id, "anna@fass.example")
        assert suppression.is_mail_suppressed(case.business_id, "anna@faß.example")


def test_a_consent_leaves_the_stop_of_a_lookalike():
    case = suppressed(email="straße@example.com")
    suppressed(case=given.a_case(), email="strasse@example.com")
    assert consent.lift_by_consent(case.business_id, "straße@example.com", (MAIL,), EVIDENCE, now()) == 1
    assert suppression.is_mail_suppressed(case.business_id, "strasse@example.com")


def test_who_agrees_again_is_mailed_again_in_every_spelling():
    case = suppressed(email="anna@faß.example")
    assert consent.lift_by_consent(case.business_id, "anna@xn--fa-hia.example", (MAIL,), EVIDENCE, now()) == 1
    for email in ("anna@faß.example", "anna@fass.example"):
        assert not suppression.is_mail_suppressed(case.business_id, email)


def test_a_lock_and_what_opens_it_know_every_spelling():
    case = given.a_case(received_at=now() - timedelta(days=2))
    assert suppression.lock_kept_data(case, {"email": "anna@faß.example"}, "E8_LEGAL_OBLIGATION") == 1
    assert suppression.is_mail_suppressed(case.business_id, "anna@fass.example")
    assert suppression.record_consent(case.business, "anna@faß.example", ["mail"], [], EVIDENCE, now()) == 1
    assert not suppression.is_mail_suppressed(case.business_id, "anna@xn--fa-hia.example")


def test_programs_are_told_of_a_person_once_and_are_waited_for_no_longer():
    business = given.a_business()
    key = an_api_key(business)
    case = suppressed(*SHARING, email="anna@faß.example")
    rows = suppression.feed_after(business.pk, 0, 10)
    assert [suppression.feed_address(row) for row in rows] == ["anna@faß.example"] * 2
    assert suppression.is_feed_awaited(case)
    suppression.confirm_feed(key, rows[-1].change)
    assert not suppression.is_feed_awaited(case)
    assert feed.feed_after(business.pk, rows[-1].change, 10) == []


def test_the_effect_and_a_second_press_count_the_person_once():
    case = suppressed(email="anna@faß.example")
    assert suppression.is_suppressed(case.business_id, (MAIL,), {"email": "anna@faß.example"})
    assert not suppression.is_suppressed(case.business_id, (MAIL,), {"email": "anna@fass.example"})
    assert suppression.suppress(case, (MAIL,), {"email": "anna@faß.example"}, source="page", at=now()) == 0


def test_a_phone_is_known_in_every_script_and_none_is_no_phone():
    case = suppressed(*SHARING, phone="(559) 555-0199")
    for known in ("+1 559 555 0199", "٥٥٩ ٥٥٥ ٠١٩٩", "559-555-0199 x7"):
        assert not suppression.may_share(case.business_id, {"phone": known}).may_share
    suppressed(*SHARING, case=given.a_case(), phone="none", email="robin@example.com")
    assert set(Suppression.objects.filter(field="phone").values_list("digest", flat=True)) == {
        sealing.person_digest("phone", "5595550199")
    }


NO_ADDRESSES = [
    "",
    " ",
    "Dana",
    "dana@example",
    "dana@example.com ruth@example.com",
    "dana@example.com|1",
    "\ud83d@e.com",
]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_nothing_is_answered_about_what_is_no_address(text):
    business = given.a_business()
    with pytest.raises(BadInput):
        suppression.is_mail_suppressed(business.pk, text)
    with pytest.raises(BadInput):
        suppression.may_share(business.pk, text)
    with pytest.raises(BadInput):
        suppression.record_consent(business, text, ["mail"], [], EVIDENCE, now())
    if text.strip():
        with pytest.raises(BadInput, match="Line 2"):
            list(suppression.check_addresses(business.pk, [DANA, text]))


NOTHING = [
    "",
    " ",
    "\t",
    "\xa0",
    "\ufeff",
    "\u200b",
    "n/a",
    "none",
    "-",
    "0",
    "same as above",
    "xxx",
    "see file",
    "tbd",
]
NO_PHONES = [
    *NOTHING,
    "abc",
    "²²²²²²²²²²",
    "000-000-0000",
    "111-111-1111",
    "555-555-5555",
    "123-456-7890",
    "+44 0000000000",
]
NO_PLACES = [*NOTHING, "—", "abc", "93701", "Fresno", "N/A, Fresno", "n/a, 1 Elm Way, Fresno, CA 93701", "1 Elm Way"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("email", text) for text in NOTHING),
        *(("phone", text) for text in NO_PHONES),
        *(("postal", text) for text in NO_PLACES),
    ],
)
def test_nothing_is_answered_about_what_stands_for_nothing(field, text):
    business = given.a_business()
    with pytest.raises(BadInput):
        suppression.may_share(business.pk, {field: text})
    with pytest.raises(BadInput):
        suppression.record_consent(business, {field: text}, ["mail"], [], EVIDENCE, now())
    with pytest.raises(BadInput, match="Line 1"):
        list(suppression.check_sharing(business.pk, field, [text]))


@pytest.mark.parametrize(("field", "text"), [("phone", "000-000-0000"), ("postal", "N/A, Fresno"), ("postal", "none")])
def test_what_many_write_stops_nobody(field, text):
    case = suppressed(*SHARING, email=DANA, **{field: text})
    assert set(Suppression.objects.values_list("field", flat=True)) == {"email"}
    listed_before(case.business_id, text, field=field)
    stranger = {"email": "robin@example.com", field: text}
    assert suppression.rows_of_person(case.business_id, stranger) == []


HIDDEN = ["dana\u200b@example.com", "dana@exam\u00adple.com", "da\u202ena@example.com", "dana\u3164@example.com"]


@pytest.mark.parametrize("spelled", HIDDEN)
def test_a_hidden_character_hides_nobody_and_consents_for_nobody(spelled):
    case = suppressed(MAIL, *SHARING)
    assert suppression.is_mail_suppressed(case.business_id, spelled)
    assert not suppression.may_share(case.business_id, spelled).may_share
    assert list(suppression.check_addresses(case.business_id, [spelled, "a@example.com"])) == [
        (spelled, True),
        ("a@example.com", False),
    ]
    with pytest.raises(HiddenCharacter):
        suppression.record_consent(case.business, spelled, ["mail"], [], EVIDENCE, now())
    with pytest.raises(HiddenCharacter):
        suppression.unsubscribe_headers(case.business, spelled)


@pytest.mark.parametrize("spelled", HIDDEN)
def test_who_is_imported_or_was_listed_with_a_hidden_character_is_stopped(spelled):
    business = given.a_business()
    listed_before(business.pk, spelled)
    assert suppression.is_mail_suppressed(business.pk, spelled)
    count = suppression.import_addresses(business, [spelled], "", None, lambda done: None)
    assert (count.lines, count.new) == (1, 1)
    assert suppression.is_mail_suppressed(business.pk, DANA) and stop_list.own_rows(business.pk, DANA)
    assert suppression.record_consent(business, DANA, ["mail"], [], EVIDENCE, now()) == 1


@pytest.mark.parametrize(
    ("field", "written", "asked"),
    [
        ("phone", "(559) 555-0199", "\u202a+1 559\u200b555 0199\u202c"),
        ("postal", "Dana Whitlow\n1 Elm Way\nFresno, CA", "Dana Whit\u00adlow, 1 Elm\u200b Way, Fresno CA"),
        ("postal", "Dana Whit\u00adlow\n1 Elm Way\nFresno, CA", "Dana Whitlow, 1 Elm Way, Fresno CA"),
    ],
)
def test_a_hidden_character_in_a_number_or_a_mailing_address_hides_nobody(field, written, asked):
    case = suppressed(*SHARING, **{field: written})
    assert not suppression.may_share(case.business_id, {field: asked}).may_share


def test_the_shapes_that_people_have_are_checked():
    case = suppressed()
    for text in (f"Dana <{DANA}>", f'"{DANA}"', f"mailto:{DANA}", f"{DANA},", f"{DANA},Dana"):
        assert suppression.is_mail_suppressed(case.business_id, text)


def test_rows_of_lookalikes_go_over_to_a_successor():
    case, lines = suppressed(email="anna@faß.example"), []
    heir = given.a_business("Juniper Freight, Inc.")
    out = type("Out", (), {"write": lambda self, text: lines.append(text)})()
    suppression.export_list(case.business, out)
    suppression.import_hashes(heir, lines, lambda done: None)
    assert suppression.is_mail_suppressed(heir.pk, "anna@fass.example")
    assert stop_list.own_rows(heir.pk, "anna@fass.example") == []
