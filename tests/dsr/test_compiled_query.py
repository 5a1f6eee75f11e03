"""A query that is compiled once finds what Django's own finds, for every value, and refuses what that refuses."""

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from dsr.models import Case
from dsr.models.case_surroundings import with_all_beside
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
    query, cases = CompiledQuery(whole, field), [in_review(), a_case()]
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
    query: CompiledQuery[Case] = CompiledQuery(lambda: asked.append("compiled") or whole())
    with CaptureQueriesContext(connection) as sent:
        for case in (in_review(), a_case()):
            before = len(sent)
            query.get(case.pk)
            assert len(sent) == before + 1
    assert asked == ["compiled"]


@pytest.mark.django_db(transaction=True)
def test_what_is_held_is_held_in_a_transaction_only():
    from django.db import transaction

    query, case = CompiledQuery(Case.objects.select_for_update), a_case()
    with transaction.atomic():
        assert query.get(case.pk) == case
    with pytest.raises(TransactionManagementError):
        query.get(case.pk)


@pytest.mark.django_db
def test_a_query_that_asks_its_value_twice_is_refused():
    with pytest.raises(ValueError, match="too many"):
        CompiledQuery(lambda: Case.objects.filter(pk__gt=-7_340_033)).get(1)
