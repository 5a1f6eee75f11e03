"""Letters with the names that people give, the words that are missing, and the dates that may be promised."""

import pytest
from django.db import transaction

from dsr.formats import references
from dsr.models import Case, Letter
from dsr.models.case import Channel
from tests.dsr.letters.composed_letter import composed
from tests.given import a_case, declined, drain, in_review, staff, told

pytestmark = pytest.mark.django_db
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ reference }}{% now 'Y' %}{% include 'letters/daily.txt' %}",
    "%(name)s %s {0}",
    "Dana\r\nBcc: everyone@example.org\r\n\r\nHello",
    "Zoë 张伟 \u202edlo \x00",
]


def test_a_missing_word_is_noticed_before_anything_is_written(frozen, settings):
    case = declined(in_review(), "NO_EBR")
    type(case.business).objects.update(contact_email="")
    drain()
    case.refresh_from_db()
    assert case.state == "working"
    assert not Letter.objects.filter(case=case, is_response=True).exists()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_a_name(frozen, name):
    parties = {"subject": {"name": name}, "requester": {"name": name, "email": "dana@example.com"}}
    made = told(a_case(staff(), parties=parties, channel=Channel.EMAIL, came_to=None))  # else no letter has the name
    # What the second says of the person, composed() takes off the record before an acknowledgement.
    for letter_name in ("shine-the-light/declined-no-relationship", "shine-the-light/acknowledgement"):
        with transaction.atomic():  # what a letter states is put on record for it alone
            case = Case.objects.get(pk=made.pk)
            case.outcome = "NO_EBR"
            letter = composed(case, letter_name)
            transaction.set_rollback(True)
        assert letter.to == "dana@example.com"
        assert "\n" not in letter.subject
        assert "\r" not in letter.subject
        assert "<script" not in letter.html
        assert "<img" not in letter.html
        assert str(frozen) not in letter.text
        if "{{" in name:
            assert name in letter.text
            assert letter.text.count(references.spell(case.reference)) == 1
    drain()
    assert Letter.objects.get(case=made).state == "accepted"


def test_where_no_date_may_be_promised_none_is(frozen):
    promised = composed(a_case(), "shine-the-light/acknowledgement")
    assert "We will respond by April 9, 2026." in promised.text
    elsewhere = a_case(staff(), channel=Channel.EMAIL, came_to=None)
    text = composed(elsewhere, "shine-the-light/acknowledgement").text
    assert "within a reasonable time" in text
    assert "April" not in text
    assert "2026" not in text.replace("March 10, 2026", "")
