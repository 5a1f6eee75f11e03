"""An empty database is made in one step: with the same tables as the steps that this one stands for."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from dsr import documents, request_page
from dsr.journal import Actor
from dsr.lifecycle import STAFF_ROLES, Who
from dsr.models import Account, Case, ClosedDay, Entry, OwedRenewal
from tests.given import a_case, an_account, at
from tests.given_documents import a_pdf
from tests.given_request_page import page_link

LAST_STEP = ("dsr", "0021_decision_wait")


def state(*, at_once: bool) -> ProjectState:
    loader = MigrationLoader(None, replace_migrations=at_once)
    (squashed,) = [key for key in loader.disk_migrations if key[0] == "dsr" and "squashed" in key[1]]
    return loader.project_state([squashed if at_once else LAST_STEP])


def shape(model: ModelState) -> dict[str, Any]:
    """All that makes its table, in no order."""
    named = {
        key: {one.name: one.deconstruct() for one in model.options.get(key, ())} for key in ("indexes", "constraints")
    }
    rest = {key: value for key, value in model.options.items() if key not in named}
    fields = {name: field.deconstruct()[1:] for name, field in model.fields.items()}
    return {"fields": fields, "bases": model.bases, **named, "options": rest}


def differences(one: ProjectState, other: ProjectState) -> list[str]:
    names = {key for key in {*one.models, *other.models} if key[0] == "dsr"}
    return sorted(name for _app, name in names if shape(one.models["dsr", name]) != shape(other.models["dsr", name]))


def test_one_step_makes_what_the_steps_made():
    assert differences(state(at_once=True), state(at_once=False)) == []


@pytest.mark.parametrize("part", ["fields", "indexes", "constraints"])
def test_what_is_left_out_of_the_one_step_is_found(part):
    planted = state(at_once=True)
    model = planted.models["dsr", "case"]
    if part == "fields":
        model.fields["stuck"] = model.fields["kind"]
    else:
        model.options[part] = model.options[part][1:]
    assert differences(planted, state(at_once=False)) == ["case"]


@pytest.mark.django_db
def test_the_days_to_send_by_are_given_with_one_writing_of_each_row(frozen):
    """PostgreSQL changes no index of a table while rows wait that the same transaction wrote twice."""
    early, late, plain = (a_case(received_at=at(f"2026-03-{day}T09:00:00-08:00")) for day in ("02", "05", "04"))
    Case.objects.filter(pk=late.pk).update(due_safe=early.due_safe, received_at=at("2026-04-01T09:00:00-07:00"))
    ClosedDay.objects.create(business=early.business, day=early.due_safe, why="Stocktaking")
    Case.objects.update(send_by=date(1970, 1, 1))
    written = []

    def count(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith('UPDATE "dsr_case"'):
            written.append(context["cursor"].rowcount)
        return done

    with connection.execute_wrapper(count):
        import_module("dsr.migrations.0014_send_by").fill(apps, None)
    assert sum(written) == 3
    found = [Case.objects.get(pk=case.pk) for case in (early, late, plain)]
    assert [one.send_by for one in found] == [date(2026, 3, 30), early.due_safe, date(2026, 4, 3)]


@pytest.mark.django_db(transaction=True)
def test_the_steps_of_this_release_go_back_and_forward_again_with_what_stands():
    roles = {f"{role}@fernwood.example": role for role in STAFF_ROLES}
    for email, role in roles.items():
        an_account(role, email)
    case = a_case()
    documents.add(
        case.pk, Actor(Who.APPROVER, Account.objects.first().pk), [documents.check("evidence", "a.pdf", a_pdf())]
    )
    for is_person in (False, True):
        request_page.begin_visit(page_link(case, is_person=is_person))
    target = MigrationLoader(connection).graph.leaf_nodes("dsr")
    try:
        call_command("migrate", "dsr", "0041", verbosity=0, skip_checks=True)
    finally:
        call_command("migrate", *target[0], verbosity=0, skip_checks=True)
    back = {Who.AUDITOR: Who.VIEWER}
    told = dict(Account.objects.values_list("email", "role"))
    assert told == {email: back.get(role, role) for email, role in roles.items()}
    assert OwedRenewal.objects.get(what="names").up_to == case.pk
    with pytest.raises(DatabaseError):
        Entry.objects.filter(case=case).update(name="forged")
