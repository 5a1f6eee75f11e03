"""Privacy letters reach a suppressed address: the outbox never asks the suppression list."""

import pytest

from dsr.models import Letter
from tests.given import a_business, declined, drain, in_review
from tests.given_suppression import DANA, MAIL, SHARING, suppressed
from tests.house.source import imports, python

pytestmark = pytest.mark.django_db


def test_letters_go_to_a_person_who_gets_no_other_mail(server):
    a_business()
    suppressed(MAIL, *SHARING)
    case = declined(in_review())
    drain()
    case.refresh_from_db()
    assert case.state == "responded"
    assert [letter.state for letter in Letter.objects.filter(case=case)] == ["accepted", "accepted"]
    assert {str(message["To"]) for message in server.kept} == {DANA}


def test_what_writes_and_sends_letters_knows_no_suppression():
    known = {
        name for source in python("dsr") if source.path == "dsr/letters/outbox.py" for _node, name in imports(source)
    }
    assert not any("suppression" in name for name in known)
