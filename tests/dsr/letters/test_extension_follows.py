"""Whatever finds that more time counts no more, or again: what waits and states the other day follows the entry."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.template.loader import get_template

from dsr import engine, letters, receipt_corrections, review, verification
from dsr.kinds import base
from dsr.models import DueWork, Letter, Verification
from tests import given
from tests.dsr.letters import test_extension_hold as hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

_PROMISE = re.compile(r"\b(promise|promised_on)\b")
OTHER = "9 Example Road\nFresno, CA 93701"


def _to_paper(case):
    case.refresh_from_db()
    letters.correct_address(case.pk, given.staff(), seen=case.entry_count, delivery="mail", address=OTHER)
    given.drain()


def _newest(case, name):
    return Letter.objects.filter(case=case, name=name).latest("pk")


def _written(case, name, **words):
    case.refresh_from_db()
    return letters.write_letter(case, letters.compose(case, name, extra=words), key=f"now:{name}", is_response=False)


def _text(letter):
    return " ".join(letters.body_of(letter)["text"].split())


def test_a_proof_that_took_part_ends_in_time_where_a_press_finds_the_notice_late(frozen):
    """The emailed notice came back after the proof took part; the one on paper is recorded before the day's work."""
    case = hold.extended()
    given.drain()
    assert verification.follow_more_time() == 1
    longer = Verification.objects.get(case=case).ends_on
    Letter.objects.filter(pk=hold.notice_of(case).pk).update(state="bounced")
    _to_paper(case)
    frozen(hold.day(4, 25))
    hold.recorded(case, date(2026, 4, 25))
    assert hold.now_is(case) == (hold.FIRST, ["extension-notice", "extension-lapsed"])
    given.drain()
    assert Verification.objects.get(case=case).ends_on <= date(2026, 4, 25) + timedelta(days=3) < longer


def test_what_was_written_between_is_written_anew_where_the_longer_time_is_restored(frozen):
    case = hold.extended(**hold.PAPER)
    frozen(hold.day(4, 25))
    letters.settle_extension(case.pk)
    stale = _written(case, "deletion/acknowledgement")
    assert "April 24, 2026" in _text(stale) and stale.state == "to-mail"
    hold.recorded(case, date(2026, 4, 23))
    assert hold.now_is(case) == (hold.LONGER, ["extension-lapsed", "extension-restored"])
    given.drain()
    stale.refresh_from_db()
    anew = _newest(case, "deletion/acknowledgement")
    assert (stale.state, anew.state) == ("replaced", "to-mail")
    assert "June 8, 2026" in _text(anew) and "April 24" not in _text(anew)


def _by_the_day(_case, _notice):
    engine.run_daily_jobs()


def _by_a_sending(_case, notice):
    """It was on its way as its day ended, and its own work finds it."""
    Letter.objects.filter(pk=notice.pk).update(state="written")
    DueWork.objects.filter(name="send", target=notice.pk).update(done_at=None)
    engine.do_work(DueWork.objects.get(name="send", target=notice.pk).pk)


def _by_a_press(case, notice):
    Letter.objects.filter(pk=notice.pk).update(state="to-mail", delivery="mail")
    hold.recorded(case, date(2026, 4, 25))


@pytest.mark.parametrize("find", [_by_the_day, _by_a_sending, _by_a_press])
@pytest.mark.parametrize(
    ("name", "words"), [("proof/confirmed", {"companion": ""}), ("deletion/acknowledgement", {})], ids=["c", "a"]
)
def test_each_letter_that_states_a_day_and_did_not_leave_follows_whoever_finds_it(name, words, find, frozen):
    """The notice seemed to be out for a while, and letters told of the longer time; then it came back."""
    case = hold.extended()
    given.drain()
    Verification.objects.filter(case=case).update(given=["email", "confirm"])
    stale, notice, sent = _written(case, name, **words), hold.notice_of(case), len(mail.outbox)
    assert "June 8, 2026" in _text(stale)
    Letter.objects.filter(pk=notice.pk).update(state="bounced")
    frozen(hold.day(4, 25))
    find(case, notice)
    assert hold.now_is(case) == (hold.FIRST, ["extension-lapsed"])
    work = DueWork.objects.get(name="send", target=stale.pk)
    engine.do_work(work.pk)  # before that which looks at what waits
    work.refresh_from_db()
    assert (len(mail.outbox), work.done_at, work.reason) == (sent, None, "try-again")
    given.drain()
    stale.refresh_from_db()
    assert stale.state == "replaced"
    told = "".join(one.body for one in mail.outbox[sent:])
    assert "June 8" not in told
    if find is not _by_the_day:  # which answers in place of the proof, on the same day
        assert "April 24, 2026" in _text(_newest(case, name))


def test_where_the_look_at_what_waits_was_given_up_a_person_is_told_at_once_why(frozen):
    case = hold.extended()
    given.drain()
    stale = _written(case, "deletion/acknowledgement")
    Letter.objects.filter(pk=hold.notice_of(case).pk).update(state="bounced")
    frozen(hold.day(4, 25))
    _by_the_day(case, hold.notice_of(case))
    [look] = DueWork.objects.filter(name="more-time")
    DueWork.objects.filter(pk=look.pk).update(given_up_at=look.added_at, reason="KeyError")
    work = DueWork.objects.get(name="send", target=stale.pk)
    engine.do_work(work.pk)
    work.refresh_from_db()
    case.refresh_from_db()
    assert (work.given_up_at is not None, work.reason, case.stuck) == (True, "KeyError", "KeyError")
    review.retry_case(case.pk, given.staff())
    given.drain()
    stale.refresh_from_db()
    assert (stale.state, hold.now_is(case)) == ("replaced", (hold.FIRST, ["extension-lapsed"]))


def _states_a_day(name):
    """Whether a template, or one that it includes, tells the promise."""
    found, look = set(), [f"letters/{name}/{part}" for part in ("subject.txt", "body.txt", "body.html")]
    while look:
        source = Path(get_template(look.pop()).origin.name).read_text(encoding="utf-8")
        found |= set(_PROMISE.findall(source))
        look += re.findall(r'{% include "([^"]+)"', source)
    return bool(found)


def test_whatever_letter_states_the_day_follows_it():
    """A letter that begins to state it is found by its template; the covering one is written anew by its bundle.
    That of several stands with each as its own acknowledgement."""
    for kind in base.every():
        stating = {words.name for words in kind.letters.declared if _states_a_day(words.name)}
        of_many = {kind.letters.several, kind.agents.covering if kind.agents else ""}
        assert stating - of_many <= receipt_corrections.stating_names(kind), kind.code
