"""A lost or replaced key is seen at the next start, and nothing is guessed with another."""

from datetime import timedelta

import pytest

from dsr import suppression
from dsr.clock import now, today
from dsr.errors import KeyLost
from dsr.models import KeyMark

pytestmark = pytest.mark.django_db


def test_the_first_start_leaves_a_mark_of_every_key_and_says_nothing(settings):
    settings.LINK_KEYS = {"new": b"5" * 32, "old": b"4" * 32}
    suppression.leave_key_marks()
    suppression.leave_key_marks()
    assert KeyMark.objects.count() == 3
    assert suppression.key_problems() == []
    assert not any("4444" in mark.check_value for mark in KeyMark.objects.all())


def test_another_suppression_key_is_a_problem_and_is_refused(settings):
    suppression.leave_key_marks()
    suppression.require_suppression_key()
    settings.SUPPRESSION_KEY = b"8" * 32
    suppression.leave_key_marks()  # a mark that is there stays
    assert [problem.purpose for problem in suppression.key_problems()] == [suppression.SUPPRESSION_KEY_NAME]
    with pytest.raises(KeyLost):
        suppression.require_suppression_key()


def test_an_added_link_key_is_no_problem_but_a_missing_one_is_until_its_links_are_dead(settings):
    settings.LINK_KEYS = {"old": b"4" * 32}
    suppression.leave_key_marks()
    settings.LINK_KEYS = {"new": b"5" * 32, "old": b"4" * 32}
    suppression.leave_key_marks()
    assert suppression.key_problems() == []
    settings.LINK_KEYS = {"new": b"5" * 32}
    assert [problem.name for problem in suppression.key_problems()] == ["old"]
    KeyMark.objects.filter(name="old").update(last_used_on=today() - timedelta(days=401))
    assert suppression.key_problems() == []


def test_another_link_key_of_the_same_name_is_a_problem(settings):
    suppression.leave_key_marks()
    settings.LINK_KEYS = {"t1": b"7" * 32}
    assert [problem.name for problem in suppression.key_problems()] == ["t1"]
    with pytest.raises(KeyLost):
        suppression.note_link_key_use()


def test_the_day_of_the_last_link_is_noted_once_a_day(frozen, django_assert_num_queries):
    suppression.note_link_key_use()
    frozen(now() + timedelta(days=3))
    suppression.note_link_key_use()
    assert KeyMark.objects.get().last_used_on == today()
    with django_assert_num_queries(1):
        suppression.note_link_key_use()
