"""A query that is compiled once finds what Django's own finds, for every value, and refuses what that refuses."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from dsr.clock import now
from dsr.models import Case
from dsr.models.case_surroundings import rows_beside, with_all_beside
from dsr.models.compiled_query import CompiledQuery
from tests.given import a_case, in_review


def whole() -> QuerySet[Case]:
    return with_all_beside(Case.objects.select_related("business", "brand", "joined_to", "bundled__bundle"))


def seen(row: Case) -> dict[str, object]:
    """All that the row holds, and the rows that came with it."""
    own = {name: value for name, value in vars(row).items() if name != "_state"}
    return own | {name: one and vars(one) | {"_state": None} for name, one in row._state.fields_cache.items()}


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["pk", "reference"])
def test_it_finds_the_same_row_with_all_that_came_with_it(field):
    query: CompiledQuery[Case] = CompiledQuery(
        lambda value: whole().filter(**{field: value}), int if field == "pk" else str
    )
    cases = [in_review(), a_case()]
    cases.append(a_case(opened_by=cases[0]))
    Case.objects.filter(pk=cases[1].pk).update(joined_to=cases[0])
    for case in cases:
        value = getattr(case, field)
        found = query.get(value)
        assert seen(found) == seen(whole().get(**{field: value}))
        assert found == case and found._state.db == "default" and not found._state.adding
    with pytest.raises(Case.DoesNotExist):
        query.get(-1 if field == "pk" else "NOBODY")


@pytest.mark.django_db
def test_it_is_compiled_once_and_each_time_one_statement():
    asked = []
    query: CompiledQuery[Case] = CompiledQuery(lambda pk: asked.append("compiled") or whole().filter(pk=pk), int)
    with CaptureQueriesContext(connection) as sent:
        for case in (in_review(), a_case()):
            before = len(sent)
            query.get(case.pk)
            assert len(sent) == before + 1
    assert asked == ["compiled"]


@pytest.mark.django_db(transaction=True)
def test_what_is_held_is_held_in_a_transaction_only():
    from django.db import transaction

    query, case = CompiledQuery(lambda pk: Case.objects.select_for_update().filter(pk=pk), int), a_case()
    with transaction.atomic():
        assert query.get(case.pk) == case
    with pytest.raises(TransactionManagementError):
        query.get(case.pk)


@pytest.mark.django_db
def test_several_values_of_each_sort_stand_where_they_belong():
    first, later = a_case(received_at=now() - timedelta(days=3)), a_case()

    def among(state: str, day: date, at: datetime, business: int, pk: int) -> QuerySet[Case]:
        rows = Case.objects.filter(state=state, due_safe__gte=day, received_at__lte=at)
        return rows.filter(business=business, pk__gte=pk)

    query: CompiledQuery[Case] = CompiledQuery(
        lambda *values: among(*values).order_by("-pk").values_list("pk", "reference", "received_at"),
        *(str, date, datetime, int, int),
    )
    day, business = first.due_safe, first.business_id
    for values in (
        ("received", day, later.received_at, business, first.pk),
        ("received", day, first.received_at, business, first.pk),
        ("received", day, later.received_at, business, later.pk),
        ("review", day, later.received_at, business, first.pk),
        ("received", day + timedelta(days=1), later.received_at, business, first.pk),
    ):
        wanted = among(*values).order_by("-pk").values_list("pk", "reference", "received_at")
        assert query.tuples(*values) == list(wanted)
    assert query.tuples("received", day, later.received_at, business, first.pk)[-1][0] == first.pk


@pytest.mark.django_db
def test_a_value_that_the_query_does_not_ask_is_refused():
    with pytest.raises(ValueError, match="does not ask"):
        CompiledQuery(lambda pk, _reference: Case.objects.filter(pk=pk), int, str).get(1, "X")


@pytest.mark.django_db
def test_the_rows_beside_a_case_are_its_own_and_know_it(django_assert_num_queries):
    case, _other = in_review(), in_review()
    for name, joined in (("letters", ()), ("entries", ("account",)), ("sealed", ())):
        wanted = list(getattr(case, name).select_related(*joined) if joined else getattr(case, name).all())
        with django_assert_num_queries(1):
            rows = rows_beside(case, name, *joined)
            assert wanted and [vars(row) | {"_state": None} for row in rows] == [
                vars(row) | {"_state": None} for row in wanted
            ]
            assert all(row.case is case for row in rows)
