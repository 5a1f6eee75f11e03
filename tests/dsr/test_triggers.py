"""The database itself refuses to change the journal and the ledger."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction
from django.test import TransactionTestCase

from dsr import triggers
from dsr.models import KeyMark, Recipient
from tests.given import a_business, a_case

pytestmark = pytest.mark.django_db


def _refused(change) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_an_entry_cannot_be_changed_or_removed():
    entry = a_case().entries.get(number=1)
    _refused(lambda: type(entry).objects.filter(pk=entry.pk).update(name="forged"))
    _refused(lambda: type(entry).objects.filter(pk=entry.pk).delete())


def test_a_ledger_row_keeps_what_it_says_and_may_end():
    row = Recipient.objects.create(business=a_business(), key="a", name="Alder Mail", from_version=1)
    _refused(lambda: Recipient.objects.filter(pk=row.pk).update(name="Another"))
    assert Recipient.objects.filter(pk=row.pk).update(until_version=2) == 1


def test_lifting_puts_them_back_even_after_a_failure():
    entry = a_case().entries.get(number=1)
    with pytest.raises(RuntimeError), triggers.lifted(connection):
        raise RuntimeError
    _refused(lambda: type(entry).objects.filter(pk=entry.pk).delete())


@pytest.mark.django_db(transaction=True)
def test_after_a_flush_they_are_back():
    a_case()
    TransactionTestCase._fixture_teardown(None)  # what ends every test that commits
    assert [model for model in apps.get_models() if model.objects.exists()] == [Permission, ContentType, KeyMark]
    entry = a_case().entries.get(number=1)
    _refused(lambda: type(entry).objects.filter(pk=entry.pk).update(name="forged"))
