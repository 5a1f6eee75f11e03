"""The letters about a whole bundle, on its page and in Outgoing: seen, printed, and recorded as mailed."""

import pytest

from dsr.formats import references
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Bundle, Entry, Letter
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from tests.dsr.agents.test_bundle_letters import PAPER, a_bundle
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


def on_paper() -> tuple[Bundle, Letter, str]:
    bundle = a_bundle(delivery=Delivery.MAIL, agent=PAPER)
    return bundle, bundle.letters.get(), f"/desk/bundle/{references.spell(bundle.reference)}/"


def test_outgoing_prints_it_and_records_it_as_mailed(reviewer):
    bundle, letter, place = on_paper()
    page = reviewer.get("/desk/letters/").content.decode()
    assert f'href="{place}letter/{letter.pk}/letter.pdf"' in page
    assert f'href="{place}"' in page
    assert "Covering letter" in page
    chosen = {"letter": f"{letter.pk}.0"}
    assert reviewer.post("/desk/letters/print/", chosen).content.startswith(b"%PDF")
    reviewer.post("/desk/letters/mailed/", {**chosen, "mailed_on": letter.written_at.date()})
    letter.refresh_from_db()
    assert letter.state == LetterState.MAILED
    assert Entry.objects.filter(case__bundled__bundle=bundle, name="letter-mailed").exists()


def test_what_was_taken_out_meanwhile_is_listed_by_the_reference_of_the_bundle(reviewer):
    bundle, letter, _place = on_paper()
    day = {"letter": f"{letter.pk}.0", "mailed_on": "2001-01-01"}
    answer = reviewer.post("/desk/letters/mailed/", day)
    assert answer.status_code == 409
    assert references.spell(bundle.reference) in answer.content.decode()


def test_the_page_of_the_bundle_shows_each_and_records_it_as_mailed(browse):
    reviewer, viewer = browse(), browse(Who.VIEWER)
    _bundle, letter, place = on_paper()
    day = {"mailed_on": letter.written_at.date().isoformat()}
    assert viewer.post(f"{place}letter/{letter.pk}/mailed/", day).status_code == 403
    for wrong in ({"mailed_on": "2999-01-01"}, {}):
        reviewer.post(f"{place}letter/{letter.pk}/mailed/", wrong)
        letter.refresh_from_db()
        assert letter.state == LetterState.TO_MAIL
    page = reviewer.get(place).content.decode()
    assert f'href="{place}letter/{letter.pk}/"' in page
    assert "Record as mailed" in page
    assert '<a href="#letters">A letter waits to be mailed</a>' in page
    assert reviewer.get(f"{place}letter/{letter.pk}/").status_code == 200
    assert reviewer.get(f"{place}letter/{letter.pk}/letter.pdf").content.startswith(b"%PDF")
    reviewer.post(f"{place}letter/{letter.pk}/mailed/", day)
    letter.refresh_from_db()
    page = reviewer.get(place).content.decode()
    assert letter.state == LetterState.MAILED
    assert not any(words in page for words in ("Record as mailed", "A letter waits to be mailed"))


def test_a_letter_of_another_bundle_is_not_found(reviewer):
    _bundle, letter, _place = on_paper()
    other = a_bundle(token="form-2")
    assert reviewer.get(f"/desk/bundle/{other.reference}/letter/{letter.pk}/").status_code == 404


def test_that_it_came_back_is_recorded_on_the_page_of_the_bundle(browse):
    reviewer, viewer = browse(), browse(Who.VIEWER)
    bundle, letter, place = on_paper()
    at = f"{place}letter/{letter.pk}/returned/"
    assert "It came back" not in reviewer.get(place).content.decode()
    reviewer.post(f"{place}letter/{letter.pk}/mailed/", {"mailed_on": letter.written_at.date().isoformat()})
    assert at in reviewer.get(place).content.decode()
    assert at not in viewer.get(place).content.decode()
    assert viewer.post(at, {}).status_code == 403
    page = reviewer.post(at, {"note": "x" * 4001}, follow=True).content.decode()
    assert "at most 4000" in page
    assert Letter.objects.get(pk=letter.pk).state == LetterState.MAILED
    page = reviewer.post(at, {"note": "No such box."}, follow=True).content.decode()
    assert Letter.objects.get(pk=letter.pk).state == LetterState.BOUNCED
    assert "Recorded of each request that it told of" in page
    assert at not in page
    assert "recorded already" in reviewer.post(at, {}, follow=True).content.decode()
    first = bundle.lines.first().case
    page = reviewer.get(f"/desk/{references.spell(first.reference)}/").content.decode()
    assert "about this bundle came back" in page


def test_the_page_says_that_the_letter_which_says_that_all_have_ended_came_back(reviewer):
    bundle, letter, place = on_paper()
    answered = base.get(bundle.kind).agents.answered
    Bundle.objects.filter(pk=bundle.pk).update(answered_at=letter.written_at)
    Letter.objects.filter(pk=letter.pk).update(name=answered, state=LetterState.MAILED)
    assert "all have ended is of" in reviewer.get(place).content.decode()
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.BOUNCED)
    page = reviewer.get(place).content.decode()
    assert ("all have ended came back" in page, "all have ended is of" in page) == (True, False)
