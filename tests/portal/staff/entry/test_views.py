"""Entering what came another way: when it came, to which address, by whom."""

from datetime import date, datetime

import pytest

from dsr import journal, parties, suppression
from dsr.clock import PACIFIC, now
from dsr.formats import references
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Business, Case, DesignatedAddress
from dsr.models.designated_address import Medium
from tests import given
from tests.bare_days import without_times

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

ENTER = "/desk/enter/shine-the-light/"


@pytest.fixture
def business():
    return given.a_business()


def letter(business, **changes):
    """What staff type in for a letter that came on Thursday 5 March 2026."""
    values = {
        "submission": "token-1",
        "brand": business.brands.get().pk,
        "channel": "mail",
        "received_on": "2026-03-05",
        "received_time": "",
        "came_to": business.designated_addresses.get(medium=Medium.MAIL).pk,
        "for_whom": "self",
        "subject_name": "Ines Okafor",
        "delivery": "mail",
        "postal": "12 Sample Street\nOakland, CA 94607",
    }
    return {**values, **changes}


def errors(answer):
    assert answer.status_code == 422
    return answer.context["form"].errors


def test_a_letter_is_entered_with_the_day_it_came(reviewer, business):
    answer = reviewer.post(ENTER, letter(business))
    case = Case.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/desk/{references.spell(case.reference)}/"
    assert (case.channel, case.is_designated, case.due_safe) == ("mail", True, date(2026, 4, 4))
    assert case.received_at == datetime(2026, 3, 5, 12, 0, tzinfo=PACIFIC)
    assert case.entered_at == now()
    assert case.entries.get(number=1).account == reviewer.account
    assert parties.reply_to(case)["postal"] == "12 Sample Street\nOakland, CA 94607"
    page = without_times(reviewer.get(answer["Location"]).content.decode())
    assert "Entered 5 days after receipt" in page
    assert "March 5, 2026" in page and "March 5, 2026, " not in page, "nobody gave the hour"


def test_what_the_letter_does_not_say_may_stay_open(reviewer, business):
    reviewer.post(ENTER, letter(business))
    case = Case.objects.get()
    assert "ca_resident" not in case.answers
    reviewer.post(ENTER, letter(business, submission="token-2", ca_resident="no"))
    assert Case.objects.latest("pk").answers == {"ca_resident": "no"}


def test_pressing_twice_makes_one_case(reviewer, business):
    first = reviewer.post(ENTER, letter(business))
    second = reviewer.post(ENTER, letter(business), follow=True)
    assert Case.objects.count() == 1
    assert second.redirect_chain[0][0] == first["Location"]
    assert "entered already" in second.content.decode()


def test_nothing_that_moves_the_clock_is_filled_in_beforehand(reviewer, business):
    form = reviewer.get(ENTER).context["form"]
    for name in ("received_on", "received_time", "came_to", "channel"):
        assert not form[name].value(), name
    assert len(form["submission"].value()) == 32
    assert form["submission"].value() != reviewer.get(ENTER).context["form"]["submission"].value()


@pytest.mark.parametrize(
    ("day", "at"), [("2026-03-11", ""), ("2026-03-10", "09:01"), ("2027-01-01", "00:00"), ("9999-12-31", "23:59")]
)
def test_nothing_comes_from_the_future(reviewer, business, day, at):
    found = errors(reviewer.post(ENTER, letter(business, received_on=day, received_time=at)))
    assert "future" in found["received_on"][0]
    assert not Case.objects.exists()


def test_today_without_a_time_is_today_and_no_hour_is_said(reviewer, business):
    answer = reviewer.post(ENTER, letter(business, received_on="2026-03-10"))
    assert Case.objects.get().received_at == datetime(2026, 3, 10, tzinfo=PACIFIC) < now()
    assert "March 10, 2026, 12:00 a.m." not in without_times(reviewer.get(answer["Location"]).content.decode())


def test_an_hour_that_was_given_is_said(reviewer, business):
    answer = reviewer.post(ENTER, letter(business, received_time="09:30"))
    assert "March 5, 2026, 9:30 a.m." in without_times(reviewer.get(answer["Location"]).content.decode())


def test_the_time_is_pacific(reviewer, business):
    address = business.designated_addresses.get(medium=Medium.EMAIL).pk
    values = letter(business, channel="email", came_to=address, received_on="2026-01-31", received_time="23:59")
    reviewer.post(ENTER, values)
    case = Case.objects.get()
    assert case.received_at == given.at("2026-02-01T07:59:00+00:00")
    assert case.due_safe == date(2026, 3, 2)


def test_a_withdrawn_address_still_counts_as_designated(reviewer, business):
    old = DesignatedAddress.objects.create(
        business=business,
        medium=Medium.EMAIL,
        value="old@fernwood.example",
        published_on=date(2019, 1, 1),
        withdrawn_on=date(2024, 5, 1),
    )
    page = without_times(reviewer.get(ENTER).content.decode())
    assert "old@fernwood.example" in page
    assert "withdrawn on May 1, 2024" in page
    reviewer.post(ENTER, letter(business, channel="email", came_to=old.pk))
    assert Case.objects.get().is_designated


def test_another_address_has_a_reasonable_period_and_promises_nothing(reviewer, business):
    reviewer.post(ENTER, letter(business, came_to="elsewhere"))
    case = Case.objects.get()
    assert not case.is_designated
    clock = journal.facts_of(case.entries.get(number=1))["clock"]
    assert clock["is_promised"] is False
    assert (case.due_latest - date(2026, 3, 5)).days >= 150


def test_an_address_of_another_business_is_refused(reviewer, business):
    other = Business.objects.create(name="Other, Inc.", postal_address="x", contact_email="o@other.example")
    address = DesignatedAddress.objects.create(
        business=other, medium=Medium.EMAIL, value="p@other.example", published_on=date(2020, 1, 1)
    )
    found = errors(reviewer.post(ENTER, letter(business, came_to=address.pk)))
    assert "another business" in found["came_to"][0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject_name": " "}, "subject_name"),
        ({"postal": ""}, "postal"),
        ({"delivery": ""}, "delivery"),
        ({"channel": "form"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"came_to": ""}, "came_to"),
        ({"came_to": "999999"}, "came_to"),
        ({"received_on": ""}, "received_on"),
        ({"received_on": "yesterday"}, "received_on"),
        ({"brand": "999999"}, "brand"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(reviewer, business, changes, field):
    answer = reviewer.post(ENTER, letter(business, hint="Account name: okafor77", **changes))
    assert field in errors(answer)
    page = without_times(answer.content.decode())
    assert "There is a problem" in page
    assert "okafor77" in page
    assert not Case.objects.exists()


@pytest.mark.parametrize("channel", ["phone", "in-person"])
def test_a_request_by_mouth_is_recorded_and_never_dropped(reviewer, business, channel):
    assert "Never drop it" in reviewer.get(ENTER).content.decode()
    reviewer.post(ENTER, letter(business, channel=channel, came_to="elsewhere"))
    assert Case.objects.get().channel == channel


def test_a_firm_that_writes_for_another(reviewer, business):
    values = letter(business, for_whom="another", requester_name="Lee Moss", organization="Moss Law")
    assert reviewer.post(ENTER, values).status_code == 302
    case = Case.objects.get()
    assert case.is_for_another
    opened = parties.sealed_values(case)
    assert (opened["subject"]["name"], opened["requester"]["name"]) == ("Ines Okafor", "Lee Moss")
    page = without_times(reviewer.get(f"/desk/{references.spell(case.reference)}/").content.decode())
    assert "Moss Law" in page
    assert "Lee Moss" in page


def test_every_kind_may_be_entered(reviewer, browse, business):
    told = without_times(reviewer.get("/desk/enter/").content.decode())
    for kind in base.every():
        assert f"/desk/enter/{kind.code}/" in told
        page = reviewer.get(f"/desk/enter/{kind.code}/")
        assert page.status_code == 200
        # Where no clock and no duty hangs on it, nobody is asked which address it came to.
        assert ("came_to" in page.context["form"].fields) is kind.clocks.depends_on_address
        assert ("Never drop it" in page.content.decode()) is kind.intake.must_be_written
    assert reviewer.get("/desk/enter/no-such-kind/").status_code == 404
    assert browse(Who.VIEWER).get(ENTER).status_code == 403


def by_phone(business, **changes):
    values = {
        "submission": "token-2",
        "brand": business.brands.get().pk,
        "channel": "phone",
        "received_on": "2026-03-10",
        "received_time": "08:30",
        "delivery": "email",
        "email": "ines@example.com",
    }
    return {**values, **changes}


def test_stopping_mail_by_phone_takes_the_address_alone(reviewer, business):
    answer = reviewer.post("/desk/enter/unsubscribe/", by_phone(business))
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.kind, case.channel) == ("unsubscribe", "phone")
    assert suppression.is_mail_suppressed(business.pk, "ines@example.com")


def test_a_deletion_by_phone_asks_points_without_need(reviewer, business):
    Business.objects.update(is_ccpa_business=True)
    form = reviewer.get("/desk/enter/deletion/").context["form"]
    told = by_phone(business, for_whom="self", subject_name="Ines Okafor", extent="all", ca_resident="yes")
    answer = reviewer.post("/desk/enter/deletion/", told)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Case.objects.get().kind == "deletion"
    assert not [q for q in form.questions if q.goes_to.startswith("points.") and q.name not in form.may_be_open]


def test_a_test_is_said_at_entry_and_closed_at_once(reviewer, business):
    answer = reviewer.post(ENTER, letter(business, is_test="on"), follow=True)
    case = Case.objects.get()
    assert (case.state, case.closure) == ("closed", "test")
    page = without_times(answer.content.decode())
    assert "Closed without an answer" in page and "A test" in page
    assert given.drain() == 0 or not case.letters.exists()
