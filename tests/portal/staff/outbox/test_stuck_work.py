"""What the desk gave up and belongs to no single request has a page, on which a person goes on with it."""

import pytest

from dsr.clock import now
from dsr.formats.references import spell
from dsr.lifecycle import Who
from dsr.models import DueWork
from dsr.reasons import Reason
from tests import given
from tests.dsr.agents.test_bundle_letters import a_bundle
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]
PAGE, LINE = "/desk/work/", "Work of no single request is stuck."


def given_up(name: str, target: int = 1, reason: str = Reason.MAIL_MISCONFIGURED, case=None) -> DueWork:
    at = {"not_before": now(), "added_at": now(), "given_up_at": now()}
    return DueWork.objects.create(
        name=name, target=target, key=f"stuck:{name}:{target}", reason=reason, case=case, **at
    )


def test_each_says_what_it_is_why_and_what_it_is_about(reviewer):
    bundle = a_bundle()
    given.drain()
    case, letter = bundle.lines.first().case, bundle.letters.first()
    for name, target in (("digest", 1), ("bundle-end", bundle.pk), ("send", letter.pk), ("gone", 5)):
        given_up(name, target)
    given_up("event", 7)
    given_up("step", 8, case=case)
    told = reviewer.get(PAGE).content.decode()
    assert told.count('type="submit">Try again') == 4, "what stands elsewhere is not here"
    assert "Sending the daily email" in told and "Sending a letter" in told and "Gone" in told
    assert told.count(f'href="/desk/bundle/{spell(bundle.reference)}/"') == 2
    assert LINE in reviewer.get("/desk/letters/").content.decode()


def test_one_press_makes_it_due_again_once(reviewer):
    row, other = given_up("digest"), given_up("digest", 2)
    again = f"{PAGE}{row.pk}/again/"
    assert "This work is due again." in reviewer.post(again, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.given_up_at, row.attempts, row.reason) == (None, 0, "")
    assert "this work is not stuck" in reviewer.post(again, follow=True).content.decode()
    assert [one.pk for one in DueWork.objects.stuck()] == [other.pk]


def test_what_belongs_to_a_request_is_not_touched_here(reviewer, case):
    row = given_up("step", 8, case=case)
    reviewer.post(f"{PAGE}{row.pk}/again/")
    assert DueWork.objects.stuck().filter(pk=row.pk).exists()


def test_who_only_reads_is_not_led_there_and_nobody_where_nothing_is_stuck(browse, reviewer):
    assert "No such work is stuck." in reviewer.get(PAGE).content.decode()
    assert LINE not in reviewer.get("/desk/letters/").content.decode()
    given_up("digest")
    viewer = browse(Who.VIEWER)
    assert viewer.get(PAGE).status_code == 403
    assert LINE not in viewer.get("/desk/letters/").content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_it_asks_the_same_few_questions_however_many_there_are(reviewer, count, django_assert_max_num_queries):
    for number in range(count):
        given_up("bulk", number)
    with django_assert_max_num_queries(14):
        reviewer.get(PAGE)
