"""A lost or replaced key is seen at the next start, and nothing is guessed with another."""

from datetime import timedelta

import pytest

from dsr.clock import now, today
from dsr.errors import KeyLost
from dsr.models import KeyMark
from dsr.suppression import key_marks

pytestmark = pytest.mark.django_db


def test_the_first_start_leaves_a_mark_of_every_key_and_says_nothing(settings):
    settings.LINK_KEYS = {"new": b"5" * 32, "old": b"4" * 32}
    key_marks.leave()
    key_marks.leave()
    assert KeyMark.objects.count() == 3
    assert key_marks.problems() == []
    assert not any("4444" in mark.check_value for mark in KeyMark.objects.all())


def test_another_suppression_key_is_a_problem_and_is_refused(settings):
    key_marks.leave()
    key_marks.require_suppression_key()
    settings.SUPPRESSION_KEY = b"8" * 32
    key_marks.leave()  # a mark that is there stays
    assert [problem.purpose for problem in key_marks.problems()] == [key_marks.SUPPRESSION]
    with pytest.raises(KeyLost):
        key_marks.require_suppression_key()


def test_an_added_link_key_is_no_problem_but_a_missing_one_is_until_its_links_are_dead(settings):
    settings.LINK_KEYS = {"old": b"4" * 32}
    key_marks.leave()
    settings.LINK_KEYS = {"new": b"5" * 32, "old": b"4" * 32}
    key_marks.leave()
    assert key_marks.problems() == []
    settings.LINK_KEYS = {"new": b"5" * 32}
    assert [problem.name for problem in key_marks.problems()] == ["old"]
    KeyMark.objects.filter(name="old").update(last_used_on=today() - timedelta(days=401))
    assert key_marks.problems() == []


def test_another_link_key_of_the_same_name_is_a_problem(settings):
    key_marks.leave()
    settings.LINK_KEYS = {"t1": b"7" * 32}
    assert [problem.name for problem in key_marks.problems()] == ["t1"]
    with pytest.raises(KeyLost):
        key_marks.link_was_made()


def test_the_day_of_the_last_link_is_noted_once_a_day(frozen, django_assert_num_queries):
    key_marks.link_was_made()
    frozen(now() + timedelta(days=3))
    key_marks.link_was_made()
    assert KeyMark.objects.get().last_used_on == today()
    with django_assert_num_queries(1):
        key_marks.link_was_made()
