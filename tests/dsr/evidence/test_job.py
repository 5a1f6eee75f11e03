"""Making a pack: begun anew where its worker was lost, ended where it was stopped, the same cost for each request."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dsr import anchors, evidence, review, sealing
from dsr.clock import today
from dsr.evidence import job, sealed_parts
from dsr.evidence.pack_file import PackFile
from dsr.models import Case, Entry, EvidencePack, EvidencePart
from tests import given
from tests.given_evidence import alone, content, files, lines, verified, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def asked(case: Case) -> EvidencePack:
    """Asked for and approved; no worker had it yet."""
    days = evidence.Days(case.business, today(), today())
    return evidence.ask_pack(wanted(days), alone())


class Lost(BaseException):
    """What no handler catches: as a worker that is killed."""


@pytest.fixture
def dies(monkeypatch) -> Callable[[int], None]:
    """dies(number): the worker is lost when it writes the facts of this case, counted from one."""

    def at(number: int) -> None:
        written, add = [], PackFile.add_json

        def add_json(self: PackFile, path: str, value: object) -> None:
            written.append(path)
            if sum(name.endswith("facts.json") and name.startswith("cases/") for name in written) == number:
                raise Lost
            add(self, path, value)

        monkeypatch.setattr(PackFile, "add_json", add_json)

    return at


def test_a_worker_that_was_lost_leaves_nothing_that_counts_and_writes_nothing_down_twice(dies, monkeypatch, tmp_path):
    monkeypatch.setattr(sealed_parts, "PART", 2_000)
    cases = [given.in_review() for _ in range(3)]
    pack = asked(cases[0])
    dies(3)
    with pytest.raises(Lost):
        evidence.make_pack(pack.pk)
    monkeypatch.undo()
    pack.refresh_from_db()
    assert (pack.state, pack.done) == ("work", 2) and EvidencePart.objects.exists()
    given.drain()
    pack.refresh_from_db()
    assert (pack.state, pack.done, pack.total) == ("ready", 3, 3)
    assert Entry.objects.filter(name="evidence-pack").count() == 3
    assert verified(tmp_path, content(pack))[0] == 2


@pytest.mark.parametrize("again", [False, True], ids=["first", "retried"])
def test_a_request_that_changes_while_it_is_read_is_of_one_moment(again, dies, monkeypatch, tmp_path):
    """Its journal goes on between a case and its entries, and while the case before it is written."""
    cases = [given.in_review() for _ in range(2)]
    pack = asked(cases[0])
    if again:
        dies(2)
        with pytest.raises(Lost):
            evidence.make_pack(pack.pk)
        monkeypatch.undo()
    read, left = job.entries_of, [case.pk for case in reversed(cases)]

    def entries_of(case: Case) -> list[Entry]:
        if left:
            one = Case.objects.get(pk=left.pop())
            review.add_note(one.pk, given.staff(), "The letter was read again.")
        return read(case)

    monkeypatch.setattr(job, "entries_of", entries_of)
    evidence.make_pack(pack.pk)
    pack.refresh_from_db()
    status, said = verified(tmp_path, content(pack))
    assert (status, pack.state) == (2, "ready") and not left, said


def test_who_stops_it_ends_it_between_two_requests(monkeypatch):
    monkeypatch.setattr(sealed_parts, "PART", 2_000)
    cases = [given.in_review() for _ in range(3)]
    pack, add = asked(cases[0]), job.add_case

    def stopped(*arguments: object, **options: object) -> object:
        evidence.stop_pack(pack.pk, alone())
        return add(*arguments, **options)

    monkeypatch.setattr(job, "add_case", stopped)
    given.drain()
    pack.refresh_from_db()
    assert (pack.state, pack.done) == ("stopped", 0) and not EvidencePart.objects.exists()
    assert Entry.objects.filter(name="evidence-pack").count() == 1


def test_a_worker_that_lost_its_pack_to_another_marks_nothing(monkeypatch):
    case = given.in_review()
    pack, add = asked(case), job.add_case

    def overtaken(*arguments: object, **options: object) -> object:
        EvidencePack.objects.filter(pk=pack.pk).update(data_key=sealing.new_data_key())
        return add(*arguments, **options)

    monkeypatch.setattr(job, "add_case", overtaken)
    evidence.make_pack(pack.pk)
    pack.refresh_from_db()
    assert (pack.state, pack.size) == ("work", 0)


def test_its_bytes_are_sealed_in_parts_under_its_own_key(monkeypatch):
    monkeypatch.setattr(sealed_parts, "PART", 2_000)
    case = given.in_review()
    pack = asked(case)
    given.drain()
    pack.refresh_from_db()
    kept = [bytes(value) for value in pack.parts.order_by("number").values_list("value", flat=True)]
    assert len(kept) == -(-pack.size // 2_000) > 3
    assert not [part for part in kept if b"PK" in part[:40] or b"manifest" in part]
    assert len(content(pack)) == pack.size


def test_each_request_costs_as_many_questions_as_the_one_before():
    cases = [given.in_review() for _ in range(4)]
    asked_of = {}
    for count in (2, 4):
        Case.objects.filter(pk__in=[case.pk for case in cases[count:]]).update(
            received_at=given.at("2020-01-01T09:00:00-08:00")
        )
        pack = asked(cases[0])
        with CaptureQueriesContext(connection) as queries:
            evidence.make_pack(pack.pk)
        asked_of[count] = len(queries)
        Case.objects.update(received_at=cases[0].received_at)
    assert asked_of[4] - asked_of[2] <= 2 * MOST_OF_EACH, asked_of


MOST_OF_EACH = 40


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13])
def test_each_leaf_of_a_tree_leads_to_its_root(count):
    from dsr.evidence import verify_pack

    leaves = [(3 * number, b"leaf %d" % number) for number in range(count)]
    tree = anchors.merkle.KeptTree(leaves)
    root = anchors.merkle.root(leaf for _number, leaf in leaves)
    for place, (number, leaf) in enumerate(leaves):
        assert tree.index_of(number) == place and tree.index_of(number + 1) is None
        path = tree.path_of(place)
        assert verify_pack.root_of(leaf, place, count, path) == root
        assert verify_pack.root_of(leaf + b".", place, count, path) != root
    assert len(tree) == count
    tree.close()


def test_what_came_after_the_anchor_says_so(tmp_path):
    first = given.in_review()
    anchors.make_anchor()
    given.in_review()
    pack = asked(first)
    given.drain()
    pack.refresh_from_db()
    held = files(content(pack))
    proofs = [json.loads(held[f"cases/{one['reference']}/proof.json"]) for one in lines(held["cases.jsonl"])]
    assert [bool(proof) for proof in proofs] == [True, False]
    status, said = verified(tmp_path, content(pack))
    assert status == 2 and "Requests that stand in no anchor yet, for which only the chain holds: 1." in said
