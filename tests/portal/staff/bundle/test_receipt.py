"""How a whole bundle came is corrected on its page: looked at first, agreed to, taken back, for all with one press."""

from datetime import timedelta

import pytest

from dsr import agents, key_marks
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bundle, Case
from tests import given
from tests.given_documents import a_pdf
from tests.given_proof import matches
from tests.portal.staff.bundle.test_bundle import ENTER, letter, page_of
from tests.portal.staff.bundle.test_list_file import a_file

__all__ = ["matches"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


@pytest.fixture
def address(reviewer) -> str:
    """Three people, entered with March 5, of whom the agent's covering letter tells nobody yet."""
    reviewer.post(ENTER, letter())
    given.drain()
    return f"/desk/bundle/{references.spell(Bundle.objects.get().reference)}/receipt/"


def shown(answer) -> dict[str, str]:
    """The form as it stands on the page, to be pressed again."""
    form = answer.context["form"]
    return {name: form[name].value() or "" for name in form.fields if name != "envelope"}


def test_what_changes_is_looked_at_first_and_the_same_press_corrects_all(reviewer, address):
    typed = {**shown(reviewer.get(address)), "received_on": "2026-03-02", "reason": "The stamp says so."}
    looked = reviewer.post(address, typed)
    page = looked.content.decode()
    main = page.split("<main", 1)[1]
    assert "3 requests" in main and "Correct 3 requests" in main, main
    assert "March 2" in main, main
    assert {case.received_at.date().isoformat() for case in Case.objects.all()} == {"2026-03-05"}
    done = reviewer.post(address, shown(looked), follow=True)
    assert "Written down in 3." in done.content.decode()
    given.drain()
    assert {case.received_at.date().isoformat() for case in Case.objects.all()} == {"2026-03-02"}
    assert "received Mar 2" in page_of(reviewer)


def test_what_changed_since_the_look_is_looked_at_again(reviewer, address):
    looked = reviewer.post(address, {**shown(reviewer.get(address)), "received_on": "2026-03-02", "reason": "Stamp."})
    from dsr import review

    case = Case.objects.earliest("pk")
    review.add_note(case.pk, given.staff(), "She called.")
    again = reviewer.post(address, shown(looked))
    assert again.status_code == 200 and "What changes" in again.content.decode()
    assert {case.received_at.date().isoformat() for case in Case.objects.all()} == {"2026-03-05"}


def test_a_later_day_needs_the_envelope_once_and_one_press_of_a_second_person(browse, address):
    first, second = browse(Who.ADMINISTRATOR), browse(Who.ADMINISTRATOR)
    typed = {**shown(first.get(address)), "received_on": "2026-03-06", "reason": "The stamp says so."}
    looked = first.post(address, typed)
    assert "and a second person" in looked.content.decode()
    refused = first.post(address, shown(looked))
    assert "Add the envelope" in refused.content.decode()
    kept = first.post(address, {**shown(refused), "looked_at": "", "envelope": a_file(a_pdf(), "stamp.pdf")})
    assert "stamp.pdf" in kept.content.decode(), "it is kept through the look"
    done = first.post(address, shown(kept), follow=True).content.decode()
    assert "3 wait for a second person" in done and "Robin Vale proposed to correct how 3 requests came" in done
    assert [agents.name_of_document(one) for one in Bundle.objects.get().documents.all()] == ["stamp.pdf"]
    assert "Agree to all 3" not in done and "Take back all" in done
    page = second.get(address.removesuffix("receipt/"))
    assert "Agree to all 3" in page.content.decode() and "The stamp says so." in page.content.decode()
    [waits] = page.context["receipts"]
    agreed = second.post(f"{address}agree/", {"seen": waits.form["seen"].value()}, follow=True)
    assert "Agreed in 3." in agreed.content.decode()
    given.drain()
    assert {case.received_at.date().isoformat() for case in Case.objects.all()} == {"2026-03-06"}


def test_the_envelope_is_kept_also_where_the_form_has_an_error(browse, address):
    first, _second = browse(Who.ADMINISTRATOR), browse(Who.ADMINISTRATOR)
    typed = {**shown(first.get(address)), "received_on": "2026-03-06", "envelope": a_file(a_pdf(), "stamp.pdf")}
    refused = first.post(address, {**typed, "reason": ""})
    assert (refused.status_code, refused.context["kept"]) == (422, ["stamp.pdf"])
    looked = first.post(address, {**shown(refused), "reason": "The stamp says so."})
    assert looked.context["kept"] == ["stamp.pdf"], "it is named at each look"
    first.post(address, shown(looked))
    assert [agents.name_of_document(one) for one in Bundle.objects.get().documents.all()] == ["stamp.pdf"]


def test_a_password_is_proved_also_where_none_was_asked(browse, address):
    alone = browse(Who.ADMINISTRATOR)
    typed = {**shown(alone.get(address)), "received_on": "2026-03-02", "reason": "The stamp says so."}
    again = {**shown(alone.post(address, typed)), "ground": "I checked it.", "password": "guessed"}
    refused = alone.post(address, again)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["password"])


@pytest.mark.parametrize("page", ["receipt", "permissions"])
def test_where_a_key_is_lost_the_form_says_so_and_keeps_nothing(reviewer, address, settings, page):
    form = address.replace("receipt", page)
    typed = shown(reviewer.get(form)) if page == "receipt" else {"submission": "form-9", "note": "Seen."}
    key_marks.leave_key_marks()
    settings.INDEX_KEY = b"8" * 32
    file = {"envelope" if page == "receipt" else "document": a_file(a_pdf(), "stamp.pdf")}
    refused = reviewer.post(form, {**typed, **file})
    assert (refused.status_code, refused.context["kept"]) == (422, [])
    assert "INDEX_KEY is not the key" in refused.content.decode() and Bundle.objects.count() == 1


@pytest.mark.parametrize(("verb", "day"), [("take-back", "2026-03-05"), ("now", "2026-03-02")])
def test_what_waits_is_taken_back_or_takes_effect_with_one_press(reviewer, address, settings, verb, day):
    settings.DECISION_WAIT = timedelta(minutes=10)
    looked = reviewer.post(address, {**shown(reviewer.get(address)), "received_on": "2026-03-02", "reason": "Stamp."})
    page = reviewer.post(address, shown(looked), follow=True)
    assert "How 3 requests came is corrected" in page.content.decode()
    [waits] = page.context["receipts"]
    seen = waits.form["seen"].value()
    other = given.a_case()
    assert (
        "waits for nobody"
        in reviewer.post(f"{address}{verb}/", {"seen": f'{{"{other.pk}": 1}}'}, follow=True).content.decode()
    ), "a request of another bundle is none of these"
    reviewer.post(f"{address}{verb}/", {"seen": seen})
    given.drain()
    assert {case.received_at.date().isoformat() for case in Case.objects.filter(bundled__isnull=False)} == {day}
    assert reviewer.post(f"{address}nonsense/", {"seen": seen}).status_code == 404
