"""What answers for the desk: numbers that lead to their requests, and a file that names nobody."""

import csv

import pytest

from dsr.clock import today
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.oversight import MEASURES
from portal.staff.oversight.pages import WORDS, bars
from tests import given

pytestmark = pytest.mark.django_db
OVERSIGHT = "/desk/oversight/"


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def proof_asked():
    """A request for which proof was asked."""
    return given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})


def test_every_measure_has_its_words():
    assert WORDS.keys() == MEASURES.keys()


def test_each_number_leads_to_its_requests(browse, proof_asked):
    client, month = browse(Who.AUDITOR), today().isoformat()[:7]
    address = f"{OVERSIGHT}proof-asked/?month={month}"
    assert f'<a href="{address}">1<' in text(client.get(OVERSIGHT))
    shown = text(client.get(address))
    assert references.spell(proof_asked.reference) in shown and "Nobody of the desk" in shown
    assert "There is none." in text(client.get(f"{address}&who={client.account.pk}"))
    assert "There is none." in text(client.get(f"{OVERSIGHT}late/"))
    assert client.get(f"{OVERSIGHT}nothing/").status_code == 404


@pytest.mark.parametrize("query", ["month=x", "who=-1", "who=99999999999999999999", "before=x", "before=2026-01-01/1"])
def test_what_is_wrong_in_an_address_narrows_nothing(browse, query):
    assert browse(Who.AUDITOR).get(f"{OVERSIGHT}late/?{query}").status_code == 200


def test_the_file_has_months_and_numbers_and_nobody(browse, proof_asked):
    answer = browse(Who.ADMINISTRATOR).get(f"{OVERSIGHT}figures.csv")
    head, *rows = list(csv.reader(text(answer).splitlines()))
    assert head == ["month", "measure", "count"] and len(rows) == 12 * len(MEASURES)
    assert [today().isoformat()[:7], "proof-asked", "1"] in rows
    assert answer["Content-Type"].startswith("text/csv")


def test_who_does_not_answer_for_the_desk_does_not_see_it(browse):
    for role in (Who.VIEWER, Who.REVIEWER, Who.APPROVER):
        client = browse(role)
        assert "Oversight" not in text(client.get("/desk/"))
        for page in ("", "late/", "figures.csv"):
            assert client.get(f"{OVERSIGHT}{page}").status_code == 403


def test_a_page_costs_the_same_however_much_happened(browse, proof_asked, django_assert_num_queries):
    client = browse(Who.AUDITOR)
    client.get(OVERSIGHT)
    with django_assert_num_queries(len(MEASURES) + 3):
        client.get(OVERSIGHT)
    for _more in range(2):
        given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    with django_assert_num_queries(len(MEASURES) + 3):
        client.get(OVERSIGHT)


def test_bars_begin_at_zero():
    assert [bar.width for bar in bars([("a", 4, ""), ("b", 1, ""), ("c", 0, "")])] == [100, 25, 0]
    assert [bar.width for bar in bars([("a", 0, "")])] == [0]
