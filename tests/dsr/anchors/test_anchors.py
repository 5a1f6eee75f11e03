"""What is changed, cut off or removed after an anchor is found by it, also where all was made anew to fit."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from dsr import anchors, clock, engine, review, triggers, work_queue
from dsr.models import Anchor, AnchorLeaf, Case, DueWork
from tests.given import a_case, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    """Where the files of the anchors are kept."""
    settings.ANCHOR_DIR = tmp_path / "anchors"
    return settings.ANCHOR_DIR


def day_ends(frozen) -> Anchor:
    """The day's work is planned and done; the next day has come."""
    anchors.plan_anchor()
    for work_id in work_queue.due():
        if DueWork.objects.get(pk=work_id).name == "anchor":
            engine.do_work(work_id)
    frozen(clock.now() + timedelta(days=1))
    return Anchor.objects.last()


@pytest.fixture
def kept(frozen, folder) -> list[Case]:
    """Three cases and two anchors; the second case went on between them."""
    cases = [a_case() for _ in range(3)]
    day_ends(frozen)
    review.add_note(cases[1].pk, staff(), "She called.")
    day_ends(frozen)
    return list(Case.objects.order_by("pk"))


def verify(**options: object) -> str:
    said = StringIO()
    call_command("verify_journal", stdout=said, **options)
    return said.getvalue()


def faults(**options: object) -> str:
    with pytest.raises(CommandError) as told:
        verify(**options)
    return str(told.value)


def change(*statements: str) -> None:
    """As somebody with the password of the database would: the triggers are lifted and put back."""
    connection.check_constraints()  # PostgreSQL changes no table that has unchecked rows
    with triggers.lifted(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.check_constraints()


def remove(case: Case) -> None:
    own = ("dsr_entry", "dsr_sealed", "dsr_blindindex", "dsr_duework")
    change(
        *(f"DELETE FROM {table} WHERE case_id = {case.pk}" for table in own),
        f"DELETE FROM dsr_case WHERE id = {case.pk}",
    )


def test_an_anchor_a_day_holds_and_only_what_changed_has_a_new_leaf(kept, folder):
    first, second = Anchor.objects.all()
    assert (first.cases, second.cases, second.number) == (3, 3, 2) and first.root != second.root
    assert AnchorLeaf.objects.filter(number=1).count() == 3
    assert list(AnchorLeaf.objects.filter(number=2).values_list("reference", flat=True)) == [kept[1].reference]
    assert sorted(path.name for path in folder.iterdir()) == ["anchor-000001.json", "anchor-000002.json"]
    assert "2 anchors hold; the newest, 2, of" in verify() and "Compared with 2 files" in verify()


def test_a_day_has_one_anchor(frozen, folder):
    anchors.plan_anchor()
    assert not DueWork.objects.filter(name="anchor").exists(), "nothing to anchor yet"
    a_case()
    assert anchors.make_anchor() == anchors.make_anchor()
    anchors.plan_anchor()
    assert not DueWork.objects.filter(name="anchor").exists()


def test_who_died_between_leaves_and_root_goes_on(frozen, folder):
    a_case()
    anchors.daily_anchor._note_all(1)
    review.add_note(Case.objects.get().pk, staff(), "Meanwhile.")
    day_ends(frozen)
    assert AnchorLeaf.objects.count() == 1
    assert "1 anchors hold" in verify()


@pytest.mark.parametrize("when", ["before the anchor is saved", "after it"])
def test_a_worker_that_lost_its_lease_changes_no_anchor(frozen, folder, monkeypatch, when):
    a_case()
    noted: list[int] = []
    root = anchors.daily_anchor.leaves_root

    def note_again() -> None:
        review.add_note(Case.objects.get().pk, staff(), "Meanwhile.")
        anchors.daily_anchor._note_all(1)
        noted.append(AnchorLeaf.objects.filter(head=Case.objects.get().head).count())

    def slow(number: int) -> tuple[int, str]:
        found = root(number)
        if not noted:
            note_again()
        return found

    if when == "after it":
        anchors.make_anchor()
        note_again()
    else:
        monkeypatch.setattr(anchors.daily_anchor, "leaves_root", slow)
        anchors.make_anchor()
        monkeypatch.undo()
    assert noted == [0 if when == "after it" else 1] and "1 anchors hold" in verify()


def test_the_newest_case_is_missed_though_none_after_it_names_it(kept):
    remove(kept[2])
    assert f"Case {kept[2].reference}, entry 1: it is not what it was at anchor 2, or was removed" in faults()


def test_a_journal_that_was_cut_short_is_missed(kept):
    change(
        f"DELETE FROM dsr_entry WHERE case_id = {kept[1].pk} AND number = 2",
        f"UPDATE dsr_case SET entry_count = 1, head = (SELECT digest FROM dsr_entry WHERE case_id = {kept[1].pk}) "
        f"WHERE id = {kept[1].pk}",
    )
    assert f"Case {kept[1].reference}, entry 2: it is not what it was at anchor 2" in faults()


@pytest.mark.parametrize(
    ("made_anew", "said"),
    [
        ("DELETE FROM dsr_anchorleaf WHERE case_number = {third}", "is not what was signed then"),
        ("DELETE FROM dsr_anchor WHERE number = 2", "anchor-000002.json stands for anchor 2, which was removed"),
        ("DELETE FROM dsr_anchor WHERE number = 1", "Anchor 1 was removed from the database"),
        ("UPDATE dsr_anchor SET cases = 2 WHERE number = 2", "Anchor 2 was not signed here, or was changed"),
        ("UPDATE dsr_anchor SET previous = '' WHERE number = 2", "Anchor 2 does not follow from the one before it"),
    ],
)
def test_what_was_made_to_fit_is_found(kept, made_anew, said):
    remove(kept[2])
    change(made_anew.format(third=kept[2].pk))
    assert said in faults()


def test_who_has_the_keys_too_is_found_by_a_file_that_was_kept_elsewhere(kept, folder, frozen, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    folder.rename(elsewhere)
    remove(kept[2])
    change("DELETE FROM dsr_anchorleaf", "DELETE FROM dsr_anchor")
    frozen(clock.now() - timedelta(days=2))
    for _ in range(2):
        anchors.make_anchor()
        frozen(clock.now() + timedelta(days=1))
    assert "2 anchors hold" in verify()
    said = faults(anchors=elsewhere)
    assert "anchor-000001.json is not what the database has as anchor 1" in said
    assert "anchor-000002.json is not what the database has as anchor 2" in said


def test_a_file_that_cannot_be_read_is_named(kept, folder):
    (folder / "anchor-000001.json").write_text("[]")
    assert "anchor-000001.json cannot be read" in faults()
    with pytest.raises(CommandError, match="There is no folder"):
        verify(anchors=folder / "nowhere")


def test_it_is_mailed_where_an_address_is_set_and_names_nobody(frozen, folder, settings):
    case = a_case()
    settings.ANCHOR_MAIL = "counsel@example.com"
    anchor = day_ends(frozen)
    (message,) = [one for one in mail.outbox if one.to == ["counsel@example.com"]]
    assert anchor.root in message.body and message.attachments[0][0] == "anchor-000001.json"
    sent = message.message().as_string()
    assert case.reference not in sent and "Whitlow" not in sent


def test_what_many_cases_were_is_noted_and_checked_a_batch_at_a_time(frozen, folder, monkeypatch):
    monkeypatch.setattr(anchors.daily_anchor, "_BATCH", 2)
    monkeypatch.setattr(anchors.daily_anchor, "_WALKED", 3)
    cases = [a_case() for _number in range(7)]
    seen: list[int] = []
    assert day_ends(frozen).cases == 7
    assert anchors.check_anchors(folder, seen.append).faults == ()
    assert seen == [cases[1].pk, cases[3].pk, cases[5].pk, cases[6].pk]
    review.add_note(cases[4].pk, staff(), "She called.")
    assert day_ends(frozen).cases == 7
    assert AnchorLeaf.objects.filter(number=2).get().reference == cases[4].reference
    change(f"UPDATE dsr_anchorleaf SET head = 'x' WHERE case_number = {cases[6].pk}")
    assert f"Case {cases[6].reference}" in faults()
