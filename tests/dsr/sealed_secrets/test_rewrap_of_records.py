"""What holds, packs and bulk work seal comes under the newest key, too, and is counted where a key lacks."""

import pytest
from django.core.management import CommandError, call_command

from dsr import bulk, evidence, key_marks, retention, sealed_secrets
from dsr.clock import now
from dsr.journal import Actor
from dsr.models import Bulk, EvidencePack
from dsr.models.bulk import BulkAction
from dsr.models.evidence import PackState
from tests import given
from tests.given_evidence import alone, content, made
from tests.given_holds import hold_on

pytestmark = pytest.mark.django_db
OLD, NEW = {"t1": b"1" * 32}, {"t2": b"7" * 32}


@pytest.fixture
def kept(frozen, settings):
    """A pack that was made, a hold on a person and what is typed for bulk work, all under the key of before."""
    pack = made(given.in_review())
    hold = hold_on(alone())
    work = Bulk.objects.create(reference="B2345678901", action=BulkAction.NOTE, asked_by=pack.asked_by, asked_at=now())
    asker = Actor(work.asked_by.who, work.asked_by_id)
    bulk.keep_words(work, asker, bulk.Words("Thank you."))
    old = dict(settings.SEALING_KEYS)
    settings.SEALING_KEYS = {**NEW, **old}
    return pack, hold, work


def test_all_of_it_opens_without_the_key_of_before(kept, settings):
    pack, hold, work = kept
    before = content(pack)
    call_command("rewrap_keys")
    assert (sealed_secrets.owed_secrets(), key_marks.needs("t1")) == (0, 0)
    settings.SEALING_KEYS = NEW
    for row in (pack, hold, work):
        row.refresh_from_db()
    assert content(pack) == before
    assert evidence.details_of(pack).recipient == "Ada Pike"
    assert retention.hold_words(hold).person == ["dana@example.com"]
    assert retention.change_words(hold.changes.get()) == "Lee v. Fernwood"
    assert bulk.kept_words(work).of_all == "Thank you."


def test_each_is_counted_as_a_value_that_needs_its_key(kept):
    pack, hold, work = kept
    everything = key_marks.needs("t1")
    took = []
    for row, column in (
        (pack, "data_key"),
        (pack, "details"),
        (hold, "sealed"),
        (hold.changes.get(), "sealed"),
        (work, "words"),
    ):
        type(row).objects.filter(pk=row.pk).update(**{column: None if column == "data_key" else ""})
        took.append(everything - key_marks.needs("t1"))
    assert took == [1, 2, 3, 4, 5]


def test_a_pack_at_work_keeps_the_key_that_its_worker_knows_until_it_is_made(kept):
    pack, _hold, _work = kept
    EvidencePack.objects.update(state=PackState.WORK)
    call_command("rewrap_keys")
    assert EvidencePack.objects.get().data_key == pack.data_key and key_marks.needs("t1") == 1
    EvidencePack.objects.update(state=PackState.READY)
    call_command("rewrap_keys")
    assert key_marks.needs("t1") == 0


def test_a_pack_whose_key_is_another_is_named_and_left(kept):
    wrapped = EvidencePack.objects.get().data_key
    EvidencePack.objects.update(data_key=bytes(wrapped)[:-1] + b"?")
    with pytest.raises(CommandError, match=r"dsr.EvidencePack \d+, data_key"):
        call_command("rewrap_keys")
