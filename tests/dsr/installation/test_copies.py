"""A database that does not stand where it was marked waits; one that does works."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from dsr import engine, installation, suppression, work_queue
from dsr.errors import KeyLost
from dsr.installation.place import _file
from dsr.lifecycle import Who
from dsr.models import DueWork, Entry, Installation
from dsr.models.installation import Misfit
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def marked(frozen):
    """A desk with a case, marked at its first start."""
    case = given.a_case()
    installation.look_at_place()
    return case


def misfit():
    installation.look_at_place()
    row = Installation.objects.get()
    return row.misfit if row.held_since else ""


def test_a_database_without_a_mark_is_marked_and_works(marked, settings):
    row = Installation.objects.get()
    assert (row.name, row.place) == (settings.INSTALLATION_ID, installation.place()) and row.place
    assert not installation.is_held() and misfit() == ""
    assert given.drain() and not DueWork.objects.due_of_copies(row.marked_at).exists()


def test_another_name_holds_every_way_in_which_work_begins(marked, settings):
    settings.INSTALLATION_ID = "somebody-else"
    (work_id,) = DueWork.objects.values_list("pk", flat=True)
    # Before any start or sweep has looked: a bell that still lay in the queue.
    assert engine.do_work(work_id) is False and DueWork.objects.get().attempts == 0
    assert engine.sweep() == 0 and work_queue.due() == []
    before = Entry.objects.count()
    engine.run_daily_jobs()
    assert (DueWork.objects.count(), Entry.objects.count()) == (1, before)
    assert misfit() == Misfit.OTHER_NAME
    assert "restored copy" in installation.words_of_hold()


def test_a_slip_in_the_settings_that_is_mended_lets_go(marked, settings):
    right, settings.INSTALLATION_ID = settings.INSTALLATION_ID, "somebody-else"
    assert misfit() == Misfit.OTHER_NAME
    settings.INSTALLATION_ID = right
    assert misfit() == ""
    assert given.drain()


def test_another_place_holds(marked):
    if connection.vendor == "sqlite":
        _file().unlink()
    else:
        Installation.objects.update(place="7/7")
    assert misfit() == Misfit.OTHER_PLACE


def test_an_older_file_put_back_in_its_place_holds(marked):
    if connection.vendor == "sqlite":  # elsewhere its place alone tells
        said = json.loads(_file().read_text())
        assert said["entries"] == Entry.objects.order_by("pk").last().pk
        _file().write_text(json.dumps({**said, "entries": said["entries"] + 1}))
        assert misfit() == Misfit.OLDER


def test_an_older_file_that_is_released_stays_released(marked):
    installation.hold(Misfit.RESTORED)
    engine.release(given.staff(Who.ADMINISTRATOR))
    released_at = Installation.objects.get().released_at
    if connection.vendor == "sqlite":
        said = json.loads(_file().read_text())
        _file().write_text(json.dumps({**said, "entries": said["entries"] + 1}))
        assert misfit() == Misfit.OLDER and Installation.objects.get().released_at == released_at
        engine.release(given.staff(Who.ADMINISTRATOR))
        assert json.loads(_file().read_text()) == said
    assert misfit() == "" and not installation.is_held()
    assert Installation.objects.get().released_at == released_at  # the clock stands still


def test_a_copy_takes_requests_and_answers_no_check_of_the_list(marked, client):
    installation.hold(Misfit.RESTORED)
    assert not installation.hold(Misfit.RESTORED)
    assert given.a_case().pk  # its clock starts; the acknowledgement waits
    with pytest.raises(KeyLost, match="restored copy"):
        suppression.is_mail_suppressed(marked.business_id, "ann@example.com")
    assert client.get("/healthz").json()["copy"] == "waits to be released"


def test_check_says_so(marked, capsys):
    installation.hold(Misfit.RESTORED)
    call_command("check")
    assert "daylight.restored-copy" in capsys.readouterr().err


def test_the_names_of_queues_and_cache_are_those_of_the_installation(settings):
    from portal import celery

    made = celery._configuration()
    named = [made["task_default_queue"], *(queue.name for queue in made["task_queues"])]
    named += [value for value in made["broker_transport_options"].values() if isinstance(value, str)]
    named += [settings.CACHES["default"]["KEY_PREFIX"], *(route["queue"] for route in made["task_routes"].values())]
    assert len(named) == 10 and all(settings.INSTALLATION_ID in name for name in named)
