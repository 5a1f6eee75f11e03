"""What is asked again and again is planned by PostgreSQL once a connection; what Django writes itself never is."""

import pytest
from django.db import connection

from dsr.models import Case
from dsr.models.compiled_query import CompiledQuery
from dsr.models.prepared_statements import prepared_statements
from dsr.models.raw_sql import update_columns
from tests.given import a_case


def planned(begin: str) -> int:
    """How many statements that begin so this connection keeps the plan of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [f"{begin}%"])
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_statement_of_ours_is_planned_once_and_one_of_django_as_ever():
    cases, is_kept = [a_case(), a_case()], connection.vendor == "postgresql"
    connection.close()  # what a test before had planned is gone
    by_reference: CompiledQuery[Case] = CompiledQuery(lambda value: Case.objects.filter(reference=value), str)
    for turn in range(6):
        case = cases[turn % 2]
        assert by_reference.get(case.reference) == Case.objects.get(reference=case.reference) == case
        case.language = ("en", "es")[turn % 2]
        update_columns(case, "language")
    assert list(Case.objects.order_by("pk").values_list("language", flat=True)) == ["en", "es"]
    if is_kept:
        assert (planned("SELECT"), planned("UPDATE")) == (1, 1)
        assert not [text for text, _types in connection.connection._prepared._counts if b"dsr_sealed" in text]


@pytest.mark.django_db(transaction=True)
def test_after_a_failure_the_connection_asks_as_before():
    usual = connection.cursor().cursor.__class__
    with pytest.raises(ZeroDivisionError), prepared_statements(connection):
        raise ZeroDivisionError
    assert connection.cursor().cursor.__class__ is usual
