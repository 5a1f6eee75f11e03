"""Approving a mapping: read in words, by a second person, or alone with password and reason."""

import pytest

from dsr.clock import now
from dsr.lifecycle import State, Who
from dsr.models import Account, Step, System
from dsr.models.system import StepState
from tests import given
from tests.given_systems import MAPPING, a_database, a_deletion, a_system, granted, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def system(tmp_path):
    return a_system(url=a_database(tmp_path / "shop"), is_approved=False)


def changed_by(system, account):
    System.objects.filter(pk=system.pk).update(mapping_by=account, mapping_changed_at=now())


def address(system):
    return f"/desk/systems/{system.pk}/approve/"


def approval(system, **changes):
    return {"digest": system.mapping_digest, "reason": "I compared the tables.", **changes}


def is_approved(system):
    return System.objects.get(pk=system.pk).is_approved


def test_the_mapping_is_read_in_words(reviewer, system):
    told = reviewer.get(address(system)).content.decode()
    for words in ("How a person is found", "Email address", "delete the rows", "Deletion"):
        assert words in told, words


def test_a_second_person_approves(browse, reviewer, system):
    changed_by(system, browse(Who.ADMINISTRATOR).account)
    assert "second approval" in reviewer.get(address(system)).content.decode()
    assert reviewer.post(address(system), approval(system, reason="")).status_code == 422
    assert reviewer.post(address(system), approval(system)).status_code == 302
    system = System.objects.get(pk=system.pk)
    assert (system.is_approved, system.approved_by, system.one_pair_of_eyes) == (True, reviewer.account, False)


def test_who_changed_it_does_not_approve_while_somebody_else_can(browse, reviewer, system):
    browse(Who.ADMINISTRATOR)
    changed_by(system, reviewer.account)
    answer = reviewer.get(address(system))
    assert answer.context["form"] is None
    assert "somebody else approves it" in answer.content.decode()
    assert reviewer.post(address(system), approval(system)).status_code == 409
    assert not is_approved(system)


def test_alone_the_password_is_asked_again(reviewer, system):
    Account.objects.exclude(pk=reviewer.account.pk).update(is_active=False)
    changed_by(system, reviewer.account)
    assert "password" in reviewer.get(address(system)).context["form"].fields
    assert reviewer.post(address(system), approval(system)).status_code == 422
    assert reviewer.post(address(system), approval(system, password="wrong")).status_code == 422
    assert not is_approved(system)
    answer = reviewer.post(address(system), approval(system, password=given.PASSWORD))
    assert answer.status_code == 302
    assert System.objects.get(pk=system.pk).one_pair_of_eyes


def test_another_mapping_than_the_one_shown_is_not_approved(browse, reviewer, system):
    browse(Who.ADMINISTRATOR)
    values = approval(system)
    System.objects.filter(pk=system.pk).update(mapping={**system.mapping, "schema": "other"})
    answer = reviewer.post(address(system), values)
    assert answer.status_code == 409
    assert "changed since you opened the page" in answer.content.decode()
    assert not is_approved(system)


def test_a_viewer_and_a_person_s_system_have_no_such_page(browse, reviewer, system):
    assert browse(Who.VIEWER).get(address(system)).status_code == 403
    System.objects.filter(pk=system.pk).update(way="person")
    assert reviewer.get(address(system)).status_code == 404


def test_a_mapping_that_cannot_be_read_says_where(reviewer, system):
    System.objects.filter(pk=system.pk).update(mapping={"deeds": {}})
    told = reviewer.get(address(system)).content.decode()
    assert "The fields cannot be read" in told


def test_what_waited_for_it_goes_on(browse, reviewer, tmp_path):
    url = a_database(tmp_path)
    system = a_system(url=url, is_approved=False)
    case = granted(a_deletion())
    assert Step.objects.get(case=case).state == StepState.DRY
    browse(Who.ADMINISTRATOR)
    answer = reviewer.get(address(system))
    assert answer.context["dry"].steps == 1
    assert dict(answer.context["dry"].rows)["customers"] == 1
    assert reviewer.post(address(system), approval(system)).status_code == 302
    given.drain()
    case.refresh_from_db()
    assert (case.stuck, case.state) == ("", State.RESPONDED)
    assert case.entries.filter(name="mapping-approved").count() == 1


def test_the_database_is_asked_before_anybody_approves(browse, reviewer, tmp_path):
    url = a_database(tmp_path)
    run(
        url, "CREATE TABLE parcels (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id) ON DELETE CASCADE)"
    )
    run(url, "CREATE TRIGGER shouts AFTER DELETE ON orders BEGIN SELECT 1; END")
    run(url, "CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES customers (id))")
    system = a_system(url=url, is_approved=False)
    changed_by(system, browse(Who.ADMINISTRATOR).account)
    told = reviewer.get(address(system)).content.decode()
    assert "Mend this first:" in told and "parcels: when rows of orders are deleted" in told
    assert "by triggers or rules: “shouts”" in told
    assert "Weigh this:" in told and "rows of notes may refer to its rows by user_id" in told
    answer = reviewer.post(address(system), approval(system))
    assert (answer.status_code, is_approved(system)) == (422, False)
    assert "something must be mended first" in answer.content.decode()
    System.objects.filter(pk=system.pk).update(
        mapping={**system.mapping, "cascades": ["parcels"], "triggers": {"orders": ["shouts"]}}
    )
    system.refresh_from_db()
    told = reviewer.get(address(system)).content.decode()
    assert "Mend this first:" not in told and "<strong>parcels</strong>" in told
    assert "<strong>orders: shouts</strong>" in told
    assert reviewer.post(address(system), approval(system)).status_code == 302
    told = reviewer.get(address(system)).content.decode()
    assert "Weigh this" not in told and "Ask the system again" in told
    assert "Weigh this" in reviewer.get(f"{address(system)}?ask").content.decode()


def test_a_database_that_is_away_is_not_approved(browse, reviewer, system, tmp_path):
    changed_by(system, browse(Who.ADMINISTRATOR).account)
    assert "All that is named is there" in reviewer.get(address(system)).content.decode()
    (tmp_path / "shop" / "shop.sqlite3").rename(tmp_path / "away")
    assert "did not answer, so nothing can be approved yet" in reviewer.get(address(system)).content.decode()
    assert reviewer.post(address(system), approval(system)).status_code == 422
    assert not is_approved(system)


def test_conditions_and_keys_are_read_in_words(reviewer, tmp_path):
    comments = {
        "table": "comments",
        "key": ["post", "number"],
        "by": {"customer_id": "customers.id", "parent": "comments.number"},
        "where": {"kind": ["User", None]},
        "do": "delete",
        "first": {"parent": None},
    }
    customers = {"table": "customers", "do": "delete"}
    identity = {"table": "customers", "key": "id", "columns": {"email": "email"}, "where": {"shop": "a"}}
    mapping = {"identity": identity, "deeds": {"delete": [comments, customers], "close-account": [customers]}}
    system = a_system(url=a_database(tmp_path), is_approved=False, mapping=mapping)
    told = reviewer.get(address(system)).content.decode()
    for words in (
        "told apart by post, number",
        "and only those whose kind is “User” or empty",
        "is the number of such a row, and so on to the end",
        "first, before all else: empty",
        "only rows whose shop is “a”",
        "The table comments is not there",
    ):
        assert words in told, words


def test_a_part_that_nobody_can_choose_is_told_by_the_check_and_not_approved(browse, reviewer, tmp_path):
    tables = [{**MAPPING["deeds"]["delete"][0], "portion": "order"}, *MAPPING["deeds"]["delete"][1:]]
    mapping = {**MAPPING, "deeds": {**MAPPING["deeds"], "delete": tables}}
    system = a_system(url=a_database(tmp_path), is_approved=False, mapping=mapping)
    changed_by(system, browse(Who.ADMINISTRATOR).account)
    told = reviewer.get(address(system)).content.decode()
    assert "order_lines: nobody can choose the part “order”" in told and "account, marketing, orders, support" in told
    answer = reviewer.post(address(system), approval(system))
    assert (answer.status_code, is_approved(system)) == (422, False)
    assert "so a request for a part would miss this table" in answer.context["refusal"]["words"]
