"""A list that comes as a file: read, mended in the field, looked at where something was guessed, and kept sealed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dsr import agents, corrections, parties
from dsr.clock import now
from dsr.errors import BadInput
from dsr.formats.tables import XLSX
from dsr.models import Bundle, Case
from tests import given
from tests.dsr.formats.test_tables import a_book
from tests.given_documents import a_pdf
from tests.portal.staff.bundle.test_bundle import ENTER, letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

HEADER = ["Email", "Client", "State", "What is wrong", "Says now", "Should say"]
INES = ["ines@example.com", "Ines Okafor", "California", "Phone", 5550101, "555-0199"]
LEE = ["lee@example.com", "Lee Tran", "NV", None, None, None]


def a_file(content: bytes, name: str = "wave.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def sent(reviewer, table, **changes):
    return reviewer.post(ENTER, letter(**{"kind": "correction", "people": "", "table": table, **changes}))


def test_a_spreadsheet_is_entered_and_kept_under_the_bundles_own_key(reviewer):
    content = a_book(HEADER, INES, LEE)
    assert sent(reviewer, a_file(content)).status_code == 302
    given.drain()
    ines, _lee = Case.objects.order_by("pk")
    assert corrections.item_as_stated(ines, 1) == {"says": "5550101", "should": "555-0199", "why": ""}
    (kept,) = Bundle.objects.get().documents.all()
    assert (kept.purpose, kept.media_type, agents.name_of_document(kept)) == ("list", XLSX, "wave.xlsx")
    assert b"ines" not in bytes(kept.sealed) and content[:4] not in bytes(kept.sealed)
    page = reviewer.get(f"/desk/bundle/{Bundle.objects.get().reference}/").content.decode()
    assert "wave.xlsx" in page and "the list of the people" in page and "spreadsheet (XLSX)" in page
    saved = reviewer.post(f"/desk/bundle/{Bundle.objects.get().reference}/document/{kept.pk}/")
    assert (saved.content, saved["Content-Type"]) == (content, XLSX)


def test_what_is_wrong_in_a_file_is_told_by_its_row_and_put_into_the_field_to_be_mended(reviewer):
    table = a_book(["Clients"], HEADER, INES, [*LEE[:1], "=A1", *LEE[2:]])
    answer = sent(reviewer, a_file(table))
    assert answer.status_code == 422 and not Case.objects.exists()
    form = answer.context["form"]
    assert form.errors["people"] == ["Line 4: B4 holds a formula. Copy the column and paste it as values."]
    assert answer.context["kept"] == ["wave.xlsx"] and "table" not in form.errors
    typed = form["people"].value()
    assert typed.split("\n")[2] == "ines@example.com\tInes Okafor\tCalifornia\tPhone\t5550101\t555-0199"
    again = {"people": typed, "read_from": form["read_from"].value(), "table": a_file(table)}
    assert "Line 4: A cell holds a formula" in str(sent(reviewer, **again).context["form"].errors["people"])
    mended = {**again, "people": typed.replace("=A1", "Lee Tran"), "table": a_file(table)}
    looked = sent(reviewer, **mended)
    assert "above the names of the columns" in looked.content.decode() and not Case.objects.exists()
    seen = looked.context["form"]["seen"].value()
    assert sent(reviewer, **{**mended, "table": a_file(table), "seen": seen}).status_code == 302
    assert Case.objects.count() == 2 and Bundle.objects.get().documents.count() == 1


def test_what_was_left_out_is_looked_at_once_and_the_same_press_enters(reviewer):
    content = "Matter;Client;E-mail\n44-1;Inés Okafor;ines@example.com".encode("cp1252")
    first = sent(reviewer, a_file(content, "wave.csv"), kind="deletion")
    page = first.content.decode()
    assert first.status_code == 422 and not Case.objects.exists()
    assert "These columns are not read: “Matter”" in page and "its letters were guessed" in page
    assert "Inés Okafor" in page and "Enter 1 person" in page
    form = first.context["form"]
    press = {name: form[name].value() for name in ("people", "read_from", "seen")}
    assert sent(reviewer, "", kind="deletion", **press).status_code == 302
    assert Case.objects.count() == 1
    assert [agents.name_of_document(one) for one in Bundle.objects.get().documents.all()] == ["wave.csv"]


def test_what_came_with_a_list_that_is_looked_at_need_not_be_chosen_again(reviewer):
    table, scan = a_file(b"Matter,Name,Email\n1,Ines,i@example.com", "w.csv"), a_file(a_pdf(), "wave.pdf")
    first = sent(reviewer, table, kind="deletion", letter=scan)
    page = first.content.decode()
    assert "Kept with it, and not to be chosen again:" in page and "wave.pdf" in page and "w.csv" in page
    assert "Choose your files again" not in page and not Case.objects.exists()
    form = first.context["form"]
    press = {name: form[name].value() for name in ("people", "read_from", "seen")}
    assert sent(reviewer, "", kind="deletion", **press).status_code == 302
    bundle = Bundle.objects.get()
    assert {one.purpose for one in bundle.documents.all()} == {"letter", "list"}
    assert sent(reviewer, "", kind="deletion", letter=a_file(a_pdf(), "other.pdf"), **press).status_code == 302
    assert "other.pdf" not in {agents.name_of_document(one) for one in bundle.documents.all()}, "it is entered already"


def test_another_scan_or_another_answer_at_the_second_press_takes_the_place_of_the_first(reviewer):
    table, scan = a_file(b"Matter,Name,Email\n1,Ines,i@example.com", "w.csv"), a_file(a_pdf(), "wrong.pdf")
    form = sent(reviewer, table, kind="deletion", letter=scan).context["form"]
    press = {name: form[name].value() for name in ("people", "read_from", "seen")}
    right = {"letter": a_file(a_pdf(), "right.pdf"), "is_test": "on", "name": "Pat Pike"}
    assert sent(reviewer, "", kind="deletion", **right, **press).status_code == 302
    bundle = Bundle.objects.get()
    assert {agents.name_of_document(one) for one in bundle.documents.all()} == {"right.pdf", "w.csv"}
    assert (bundle.tells_end, agents.agent_of_bundle(bundle)["name"]) == (False, "Pat Pike")


def test_what_came_with_a_form_that_has_an_error_need_not_be_chosen_again(reviewer):
    table, scan = a_file(b"Ines,i@example.com\nLee,l@example", "w.csv"), a_file(a_pdf(), "wave.pdf")
    first = sent(reviewer, table, kind="deletion", letter=scan, name="", brand="")
    assert first.context["kept"] == ["wave.pdf", "w.csv"] and not first.context["form"].asks_to_look
    people = first.context["form"]["people"].value().replace("l@example", "l@example.com")
    assert sent(reviewer, "", kind="deletion", people=people).status_code == 302
    bundle = Bundle.objects.get()
    assert {agents.name_of_document(one) for one in bundle.documents.all()} == {"wave.pdf", "w.csv"}
    assert (bundle.kind, Case.objects.count()) == ("deletion", 2)
    late = sent(reviewer, table, kind="deletion", letter=a_file(a_pdf(), "late.pdf"), name="")
    assert late.context["kept"] == [], "it is entered: nothing is kept with it by another press of its form"


def test_a_file_of_people_to_add_is_kept_through_an_error_and_moves_to_the_bundle(reviewer):
    assert sent(reviewer, "", kind="deletion", people="Ines,i@example.com").status_code == 302
    bundle = Bundle.objects.get()
    add = f"/desk/bundle/{bundle.reference}/add/"
    token = reviewer.get(add).context["form"]["submission"].value()
    wrong = reviewer.post(add, {"submission": token, "table": a_file(b"Lee,l@example\nKim,k@example.com", "more.csv")})
    assert wrong.status_code == 422 and wrong.context["kept"] == ["more.csv"]
    assert "more.csv" in wrong.content.decode() and not bundle.documents.exists()
    mended = wrong.context["form"]["people"].value().replace("l@example", "l@example.com")
    assert reviewer.post(add, {"submission": token, "people": mended}).status_code == 302
    [kept] = bundle.documents.all()
    assert (agents.name_of_document(kept), bundle.lines.count()) == ("more.csv", 3)
    assert Bundle.objects.count() == 1, "nothing is left of what was kept for the form"


def test_files_of_people_to_add_are_not_lost_where_the_entry_stops_once_all_are_entered(reviewer, monkeypatch):
    sent(reviewer, "", kind="deletion", people="Ines,i@example.com")
    bundle = Bundle.objects.get()
    add = f"/desk/bundle/{bundle.reference}/add/"
    reviewer.post(add, {"submission": "t", "table": a_file(b"Lee,l@example\nKim,k@example.com", "more.csv")})
    with monkeypatch.context() as patch, pytest.raises(OSError, match="The machine stops"):
        patch.setattr("dsr.agents.bundle_additions.acknowledge_added", _stop)
        agents.add_people(bundle.pk, agents.read_people("Lee,l@example.com")[0], given.staff(), token="t")
    with pytest.raises(BadInput, match="in the bundle already"):
        agents.add_people(bundle.pk, agents.read_people("Lee,l@example.com")[0], given.staff(), token="t")
    assert [agents.name_of_document(kept) for kept in bundle.documents.all()] == ["more.csv"]


def _stop(_bundle):
    raise OSError("The machine stops.")


def test_what_is_looked_at_and_never_entered_is_gone_after_a_day(reviewer, frozen):
    sent(reviewer, a_file(b"Matter,Name,Email\n1,Ines,i@example.com", "w.csv"), kind="deletion")
    assert Bundle.objects.get().documents.count() == 1
    agents.forget_bundles()
    assert Bundle.objects.exists(), "somebody looks at it still"
    frozen(now() + timedelta(days=1, minutes=1))
    agents.forget_bundles()
    assert not Bundle.objects.exists()


def test_a_cell_that_stands_alone_is_read_from_the_field_as_from_the_file(reviewer):
    table = a_book(["Clients, matter 44; two"], ["Client"], ["Okafor, Ines"], ["Lee Tran"])
    form = sent(reviewer, a_file(table), kind="deletion").context["form"]
    press = {name: form[name].value() for name in ("people", "read_from", "seen")}
    assert sent(reviewer, "", kind="deletion", **press).status_code == 302
    assert sorted(parties.sealed_value(one, "subject")["name"] for one in Case.objects.all()) == [
        "Lee Tran",
        "Okafor, Ines",
    ]


def test_other_people_than_were_looked_at_are_looked_at_again(reviewer):
    first = sent(reviewer, a_file(b"Matter,Name,Email\n1,Ines,i@example.com", "w.csv"), kind="deletion")
    form = first.context["form"]
    press = {"people": form["people"].value().replace("Ines", "Lee"), "seen": form["seen"].value()}
    assert sent(reviewer, "", kind="deletion", **press).status_code == 422
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("content", "people", "field", "words"),
    [
        (b"%PDF-1.7\0", "", "table", "neither a CSV nor an XLSX"),
        (b"Ines,i@example.com", "Lee, l@example.com", "table", "one of the two"),
        (None, "", "people", "or choose a file"),
        (b"x" * (5 * 2**20 + 1), "", "table", "larger than 5 MB"),
        (b'Ines,i@example.com\n"Lee,l@example.com', "", "people", "Nothing after it is read"),
    ],
    ids=["pdf", "both", "neither", "large", "open-quotation"],
)
def test_a_file_that_cannot_be_read_enters_nobody_and_loses_nothing(reviewer, content, people, field, words):
    table = a_file(content, "a.csv") if content else ""
    answer = sent(reviewer, table, kind="deletion", people=people)
    assert answer.status_code == 422 and not Case.objects.exists()
    form = answer.context["form"]
    assert words in " ".join(form.errors[field])
    assert form["people"].value() == people, "what is cut short is not put into the field"
    assert "kim@agents.example" in answer.content.decode()


def test_the_page_names_what_is_entered_one_by_one_and_why(reviewer):
    page = reviewer.get(ENTER).content.decode()
    assert "each is answered in its own words" in page and "is recorded for each child" in page
