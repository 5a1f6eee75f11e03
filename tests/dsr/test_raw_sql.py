"""Rows written by statements that are built once stand there as Django would have written them."""

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from dsr.models import BlindIndex, Case, Entry, Sealed
from dsr.models.raw_sql import insert_new, update_columns
from tests import given

pytestmark = pytest.mark.django_db

_OF_ONE = {"id", "pk", "reference", "submission"}


def _twin(case, number):
    """A row like this case, under a reference of its own; not written yet."""
    values = {
        field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields if not field.generated
    }
    del values["id"]
    return Case(**values | {"reference": f"TWIN{number:07}", "submission": f"twin {number}"})


def _read(case):
    return {name: value for name, value in Case.objects.values().get(pk=case.pk).items() if name not in _OF_ONE}


def test_a_row_stands_as_django_writes_it_and_knows_what_the_database_made_of_it():
    case = given.in_review()
    ours, others = _twin(case, 1), _twin(case, 2)
    insert_new([ours])
    others.save(force_insert=True)
    assert _read(ours) == _read(others)
    assert ours.pk and ours.to_do == Case.objects.get(pk=ours.pk).to_do == others.to_do
    assert model_to_dict(ours, exclude=_OF_ONE) == model_to_dict(others, exclude=_OF_ONE)
    ours.language = "es"
    ours.save()  # a row that is there: an UPDATE
    assert Case.objects.filter(pk=ours.pk, language="es").count() == 1


@pytest.mark.parametrize("count", [0, 1, 3, 40])
def test_any_number_of_rows_each_with_its_key_and_bytes(count):
    case = given.in_review()
    rows = [Sealed(case=case, name=f"value {number}", value=bytes([number, 0, 255])) for number in range(count)]
    insert_new(rows)
    found = {row.name: (row.pk, bytes(row.value)) for row in Sealed.objects.filter(name__startswith="value ")}
    assert found == {row.name: (row.pk, row.value) for row in rows}
    assert len(found) == count


def test_what_may_not_stand_twice_is_refused_or_left_out():
    case = given.in_review()
    known, new = (
        BlindIndex(case=case, party="agent", field="email", digest=digest) for digest in ("a" * 64, "b" * 64)
    )
    insert_new([known], ignores_known=True)
    insert_new([known, new], ignores_known=True)
    assert BlindIndex.objects.filter(party="agent").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_new([BlindIndex(case=case, party="agent", field="email", digest="a" * 64)])
    broken = Entry(case=case, number=1, at=case.received_at, who="staff", name="x", to_state="review", facts="{}")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_new([broken], ignores_known=False)


def test_only_the_columns_that_are_named_are_written():
    case, other = given.in_review(), given.in_review()
    before = _read(other)
    case.language, case.entry_count = "es", 99
    update_columns(case, "entry_count")
    assert Case.objects.values_list("language", "entry_count").get(pk=case.pk) == ("en", 99)
    assert _read(other) == before
    case.pk = 10**9
    with pytest.raises(Case.DoesNotExist):
        update_columns(case, "entry_count")
