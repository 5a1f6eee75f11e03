"""The demo's business database is made whole, fits the mappings of its systems, and is shown as it is."""

import pytest
from django.template.loader import render_to_string
from django.test import override_settings

from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import System
from dsr.systems import sql
from dsr.systems.sql import Person
from portal.demo import business_database, cases, systems
from tests.given import a_business, an_account


@pytest.fixture
def loaded(db, tmp_path):
    with override_settings(VAR_DIR=tmp_path):
        systems.load(a_business(), an_account(Who.ADMINISTRATOR), an_account())
        yield


def test_every_customer_of_the_demo_is_in_it(loaded):
    tables = {table.name: table for table in business_database.shown()}
    assert list(tables) and {"customers", "orders", "order_lines", "tickets", "newsletter"} <= set(tables)
    names = {row[3] for row in tables["customers"].rows}
    assert {person.name for person in cases.PEOPLE if not person.firm} <= names
    assert 35 <= tables["customers"].count <= 50
    page = render_to_string("demo/business.html", {"tables": tables.values()})
    assert "dana.whitlow@example.com" in page


def test_each_mapping_reads_is_approved_and_finds_a_customer_in_every_action(loaded):
    for system in System.objects.filter(way="sql"):
        assert system.is_approved
        assert set(sql.parse_mapping(system.mapping).actions) == set(system.actions)
        assert sql.check_mapping(system) == [], system.name
        for action in system.actions:
            reach = sql.reach_person(system, action, Person({"email": "dana.whitlow@example.com"}))
            assert any(sql.preview_rows(reach).rows.values()), (system.name, action)


def test_every_system_acts_or_says_why_not(loaded):
    actions = {kind.work.action for kind in base.every() if kind.work}
    for system in System.objects.all():
        assert set(system.actions) | set(system.reasons) >= actions, system.name


def test_a_demo_from_before_shows_a_notice(tmp_path):
    with override_settings(VAR_DIR=tmp_path):
        assert business_database.shown() == []
        page = render_to_string("demo/business.html", {"tables": []})
    assert "before it had a business database" in page
