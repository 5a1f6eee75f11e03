"""The letter that lists how all of a bundle ended can be seen before it leaves, as it would leave now."""

import pytest

from dsr import agents, review
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import AccessEntry, Bundle, Case, Entry, Letter
from tests import given
from tests.dsr.agents.test_bundle_answers import a_wave, answer, closing
from tests.dsr.agents.test_bundle_letters import PAPER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def at(bundle: Bundle) -> str:
    return f"/desk/bundle/{references.spell(bundle.reference)}/"


def test_it_says_of_each_what_came_of_it_so_far_and_nothing_is_written(browse):
    first, second = a_wave()
    answer(first)
    bundle, viewer = Bundle.objects.get(), browse(Who.VIEWER)
    before = (Letter.objects.count(), Entry.objects.count())
    assert f'href="{at(bundle)}last-letter/"' in viewer.get(at(bundle)).content.decode()
    page = viewer.get(f"{at(bundle)}last-letter/").content.decode()
    assert "1 of 2 people is not answered yet" in page
    assert f"1. I. O., {references.spell(first.reference)}: answered on March 10, 2026." in page
    assert f"2. L. T., {references.spell(second.reference)}: not answered yet." in page
    assert "Okafor" not in page and "Tran" not in page
    assert "not answered yet" in viewer.get(f"{at(bundle)}last-letter/email/").content.decode()
    assert viewer.get(f"{at(bundle)}last-letter/letter.pdf").status_code == 404, "it goes by email"
    assert (Letter.objects.count(), Entry.objects.count()) == before
    seen = set(AccessEntry.objects.filter(reference=bundle.reference).values_list("page", flat=True))
    assert seen == {"bundle", "bundle-last-letter", "bundle-last-letter-email"}


def test_what_was_seen_last_is_what_leaves(browse):
    first, second = a_wave()
    answer(first)
    looked = agents.look_at_answered(Bundle.objects.get()).text
    answer(second, "NOT_CA_RESIDENT")
    (sent,) = closing()
    lines = [(one, other) for one, other in zip(looked.splitlines(), sent.splitlines(), strict=True) if one != other]
    ((was, now_is),) = lines
    assert was.endswith("not answered yet.") and "answered on March 10, 2026." in now_is
    page, viewer = at(Bundle.objects.get()), browse(Who.VIEWER)
    assert "last-letter" not in viewer.get(page).content.decode(), "the letter itself is in the list"
    assert viewer.get(f"{page}last-letter/")["Location"] == page
    assert viewer.get(f"{page}last-letter/email/").status_code == 404


def test_a_letter_on_paper_is_seen_as_it_is_printed_for_the_bundle(browse):
    a_wave(delivery="mail", agent=PAPER)
    page, viewer = at(Bundle.objects.get()), browse(Who.VIEWER)
    assert "last-letter/letter.pdf" in viewer.get(f"{page}last-letter/").content.decode()
    printed = viewer.get(f"{page}last-letter/letter.pdf")
    assert printed.content.startswith(b"%PDF-") and printed["Content-Type"] == "application/pdf"
    assert viewer.get(f"{page}last-letter/email/").status_code == 404
    assert not Letter.objects.filter(name__endswith="/answered").exists()


def test_it_is_looked_at_anew_where_one_was_opened_again(browse):
    first, second = a_wave()
    answer(first)
    answer(second, "NOT_CA_RESIDENT")
    closing()
    review.reopen(second.pk, given.staff(), seen=Case.objects.get(pk=second.pk).entry_count, note="Wrong.")
    page = browse(Who.VIEWER).get(f"{at(Bundle.objects.get())}last-letter/").content.decode()
    assert f"2. L. T., {references.spell(second.reference)}: not answered yet." in page
