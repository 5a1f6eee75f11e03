"""A letter about a whole bundle is the bundle's: no request of it can lose it, keep it back or show it."""

import os
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction

from dsr import agents, closures, key_marks, letters, review, sealing, work_queue
from dsr.clock import now
from dsr.errors import Forgotten
from dsr.formats import references
from dsr.lifecycle import State, Who
from dsr.models import Bundle, BundleSealed, Case, DueWork, Entry, Letter, Sealed
from dsr.models.case import Delivery
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from tests.dsr.agents.test_bundles import a_roll
from tests.given import a_case, an_account, drain, staff
from tests.given_agents import a_ccpa_business
from tests.given_proof import matches
from tests.smtp import Mood

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]

PAPER = {"name": "Kim Agent", "firm": "Agents, LLC", "postal": "9 Oak Street\nOakland, CA 94610"}


def a_bundle(**changes) -> Bundle:
    return agents.enter_bundle(a_roll(**changes), staff()).bundle


def first_of(bundle: Bundle) -> Case:
    return bundle.lines.first().case


def test_the_database_lets_no_letter_be_of_both_or_of_neither():
    bundle = a_bundle()
    letter = bundle.letters.get()
    assert letter.case is None
    for both in ({"case": first_of(bundle)}, {"bundle": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(**both)


@pytest.mark.parametrize("delivery", [Delivery.EMAIL, Delivery.MAIL])
def test_it_leaves_though_its_first_request_was_closed_before(server, delivery):
    bundle = a_bundle(**({"delivery": delivery, "agent": PAPER} if delivery == Delivery.MAIL else {}))
    case = first_of(bundle)
    closures.close(case.pk, staff(), "mistake", seen=case.entry_count, note="Somebody else.")
    drain()
    state = bundle.letters.get(key__startswith="covering:").state
    assert state == (LetterState.TO_MAIL if delivery == Delivery.MAIL else LetterState.ACCEPTED)


def test_whoever_heard_of_a_request_by_the_covering_letter_hears_that_it_was_a_mistake(server):
    bundle = a_bundle()
    drain()
    last = bundle.lines.last().case
    closures.close(last.pk, staff(), "mistake", seen=last.entry_count, note="Entered twice.")
    assert [one.name for one in Letter.objects.filter(case=last)] == ["closure/mistake"]


def test_on_paper_it_bears_the_reference_of_the_bundle(monkeypatch):
    drawn = []
    render = letters.composition.paper.render_letter
    monkeypatch.setattr(
        letters.composition.paper, "render_letter", lambda sheet: (drawn.append(sheet), render(sheet))[1]
    )
    bundle = a_bundle(delivery=Delivery.MAIL, agent=PAPER)
    assert [sheet.reference for sheet in drawn] == [references.spell(bundle.reference)]


def test_a_refused_one_is_shown_to_a_person_in_a_request_of_the_bundle(server):
    server.mood = Mood.NO_SUCH_PERSON
    bundle = a_bundle()
    drain()
    case = first_of(bundle)
    assert (case.stuck, bundle.letters.get().state) == ("bundle-letter-refused", LetterState.REFUSED)
    told = Entry.objects.get(case=case, name="letter-refused")
    assert (bundle.reference in told.facts, "@" in told.facts) == (True, False)


def test_what_the_server_does_not_take_is_given_to_a_person_and_sent_when_tried_again(server, settings):
    settings.MAIL_ATTEMPTS = 1
    server.mood = Mood.LATER
    bundle = a_bundle()
    drain()
    case = first_of(bundle)
    assert case.stuck == "mail-later"
    server.mood = Mood.ACCEPTS
    review.retry_case(case.pk, staff())
    drain()
    case.refresh_from_db()
    assert (case.stuck, bundle.letters.get().state) == ("", LetterState.ACCEPTED)
    assert not DueWork.objects.stuck().exists()


def test_the_daily_email_says_by_when_one_that_acknowledges_is_to_be_mailed(frozen):
    bundle = a_bundle(delivery=Delivery.MAIL, agent=PAPER, is_stated=False)
    agents.ask_agent(bundle.pk, staff())  # waits on paper, too, and acknowledges nobody
    frozen(now() + timedelta(days=6))
    listed = letters.daily_summary(an_account())
    assert ([case.pk for case, _by in listed.acknowledge], listed.to_mail) == ([first_of(bundle).pk], 2)
    covering = bundle.letters.get(key__startswith="covering:")
    letters.record_bundle_letter_mailed(covering.pk, staff(), now().date())
    assert letters.daily_summary(an_account()).acknowledge == []


@pytest.mark.parametrize("delivery", [Delivery.EMAIL, Delivery.MAIL])
def test_of_a_bundle_that_is_forgotten_no_letter_waits_for_anybody(server, delivery):
    server.mood = Mood.LATER
    bundle = a_bundle(**({"delivery": delivery, "agent": PAPER} if delivery == Delivery.MAIL else {}))
    drain()
    [letter] = bundle.letters.all()
    if delivery == Delivery.EMAIL:
        DueWork.objects.filter(name="send", target=letter.pk).update(given_up_at=now())
    Case.objects.update(state=State.FORGOTTEN)
    agents.forget_bundles()
    letter.refresh_from_db()
    found = letters.daily_summary(an_account(Who.ADMINISTRATOR))
    assert (letter.state, found.reports_stuck, found.to_mail) == (LetterState.TAKEN_BACK, 0, 0)
    assert not DueWork.objects.unfinished().filter(name="send").exists()


def test_with_the_last_request_of_the_bundle_its_words_are_forgotten():
    bundle = a_bundle()
    drain()
    letter = bundle.letters.get()
    assert "I. O." in letters.body_of(letter)["text"]
    Case.objects.update(state=State.FORGOTTEN)
    assert agents.forget_bundles() == 1
    assert not BundleSealed.objects.exists()
    with pytest.raises(Forgotten):
        letters.body_of(Letter.objects.get(pk=letter.pk))


# -- what was written before ---------------------------------------------------------------------------------------


def as_before(letter: Letter, case: Case) -> None:
    """The rows as an earlier release left them: the letter in the record of the first request, under its key."""
    opened = {row.name: sealing.open_sealed(letter.bundle.holder, row.name, row.value) for row in kept(letter)}
    kept(letter).delete()
    for name, value in opened.items():
        Sealed.objects.create(case=case, name=name, value=sealing.seal(case, name, value))
    Letter.objects.filter(pk=letter.pk).update(case=case, bundle=None)
    DueWork.objects.filter(name="send", target=letter.pk).update(case=case)


def kept(letter: Letter):
    return BundleSealed.objects.filter(
        bundle=letter.bundle, name__in=[f"letter:{letter.pk}", f"letter-pdf:{letter.pk}"]
    )


def move() -> None:
    import_module("dsr.migrations.0041_move_letters_of_bundles").move(apps, SimpleNamespace())


@pytest.mark.parametrize("delivery", [Delivery.EMAIL, Delivery.MAIL])
def test_letters_of_an_earlier_release_move_to_their_bundle(delivery):
    on_paper = {"delivery": delivery, "agent": PAPER} if delivery == Delivery.MAIL else {}
    bundle = a_bundle(is_stated=False, **on_paper)
    agents.ask_agent(bundle.pk, staff())
    own = a_case(delivery=Delivery.EMAIL)
    drain()
    case = first_of(bundle)
    said = {letter.pk: letters.body_of(letter) for letter in bundle.letters.all()}
    assert len(said) == 2
    for letter in bundle.letters.all():
        as_before(letter, case)
    assert first_of(bundle).mail_waits == ("letter" if on_paper else "")
    move()
    move()  # a step that stopped in the middle is taken anew
    assert {letter.pk: letters.body_of(letter) for letter in bundle.letters.all()} == said
    assert not case.letters.exists()
    assert not Sealed.objects.filter(case=case, name__startswith="letter").exists()
    assert first_of(bundle).mail_waits == ""
    assert not DueWork.objects.filter(name="send", target__in=said).exclude(case=None).exists()
    assert own.letters.exists(), "a letter of one request stays with it"
    if on_paper:
        assert all(letters.paper_pdf(letter).startswith(b"%PDF") for letter in bundle.letters.all())


def test_a_letter_of_an_earlier_release_that_nobody_can_open_is_shown_in_no_request_either():
    bundle = a_bundle()
    case, letter = first_of(bundle), bundle.letters.get()
    as_before(letter, case)
    Sealed.objects.filter(case=case, name=f"letter:{letter.pk}").update(value=b"x" * 60)
    move()
    assert (case.letters.count(), bundle.letters.count()) == (0, 1)


@pytest.mark.parametrize("lacks", ["missing", "another"])
@pytest.mark.parametrize("is_given_up", [False, True])
def test_without_the_key_of_a_letter_nothing_moves_and_what_to_do_is_said(settings, lacks, is_given_up):
    bundle = a_bundle()
    case, letter = first_of(bundle), bundle.letters.get()
    as_before(letter, case)
    key_marks.leave_key_marks()
    [name] = settings.SEALING_KEYS
    fresh = os.urandom(32)
    settings.SEALING_KEYS = {"newest": fresh} if lacks == "missing" else {name: fresh}
    if is_given_up:
        key_marks.leave_key_marks(accepted=[("sealing", name)])
        move()
    else:
        with pytest.raises(ImproperlyConfigured, match=f"(?s)“{name}”.*Put it back.*--accept-lost sealing:{name}"):
            move()
    assert (case.letters.count(), bundle.letters.count()) == ((0, 1) if is_given_up else (1, 0))
    assert Sealed.objects.filter(case=case, name=f"letter:{letter.pk}").exists(), "no word is lost"


def test_the_letter_of_those_that_were_added_is_the_bundles_too():
    bundle = a_bundle(business=a_ccpa_business())
    agents.add_people(bundle.pk, agents.read_people("New Person,new@example.com")[0], staff())
    assert (bundle.letters.count(), Letter.objects.exclude(case=None).count()) == (2, 0)


@pytest.mark.parametrize("lists", [False, True])
def test_a_letter_waits_for_the_day_of_those_alone_that_it_lists(lists):
    bundle = a_bundle(business=a_ccpa_business())
    drain()
    agents.add_people(bundle.pk, agents.read_people("New Person,new@example.com")[0], staff())
    case = Case.objects.latest("pk") if lists else first_of(bundle)
    work_queue.add(WorkName.MORE_TIME, case.pk, "more-time:test", case_id=case.pk)
    DueWork.objects.filter(key="more-time:test").update(given_up_at=now(), reason="ValueError")
    drain()
    letter = bundle.letters.latest("pk")
    work = DueWork.objects.get(name="send", target=letter.pk)
    assert agents.cases_listed_in(letter) == {Case.objects.latest("pk").pk}
    assert (letter.state == "accepted", work.reason) == ((False, "ValueError") if lists else (True, ""))
    assert (work.given_up_at is not None, work.attempts) == (lists, 1), "a person is told at once"
