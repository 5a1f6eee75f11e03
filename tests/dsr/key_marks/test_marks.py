"""A lost or replaced key is seen at the next start, and nothing is guessed with another."""

from datetime import timedelta

import pytest

from dsr import key_marks, sealing
from dsr.clock import now, today
from dsr.errors import KeyLost
from dsr.models import Case, KeyMark
from tests.given import a_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_key_marks")]


def test_the_first_start_leaves_a_mark_of_every_key_and_says_nothing(settings):
    settings.LINK_KEYS = {"new": b"5" * 32, "old": b"4" * 32}
    key_marks.leave_key_marks()
    key_marks.leave_key_marks()
    assert KeyMark.objects.count() == 7
    assert key_marks.key_problems() == []
    assert not any("4444" in mark.check_value for mark in KeyMark.objects.all())


def test_another_suppression_key_is_a_problem_and_is_refused(settings):
    key_marks.leave_key_marks()
    key_marks.require_suppression_key()
    settings.SUPPRESSION_KEY = b"8" * 32
    key_marks.leave_key_marks()  # a mark that is there stays
    assert [problem.purpose for problem in key_marks.key_problems()] == [key_marks.SUPPRESSION]
    with pytest.raises(KeyLost):
        key_marks.require_suppression_key()


def test_an_added_link_key_is_no_problem_but_a_missing_one_is_until_its_links_are_dead(settings):
    settings.LINK_KEYS = {"old": b"4" * 32}
    key_marks.leave_key_marks()
    settings.LINK_KEYS = {"new": b"5" * 32, "old": b"4" * 32}
    key_marks.leave_key_marks()
    assert key_marks.key_problems() == []
    settings.LINK_KEYS = {"new": b"5" * 32}
    assert [problem.name for problem in key_marks.key_problems()] == ["old"]
    KeyMark.objects.filter(name="old").update(last_used_on=today() - timedelta(days=401))
    assert key_marks.key_problems() == []


def test_another_link_key_of_the_same_name_is_a_problem(settings):
    key_marks.leave_key_marks()
    settings.LINK_KEYS = {"t1": b"7" * 32}
    assert [problem.name for problem in key_marks.key_problems()] == ["t1"]
    with pytest.raises(KeyLost):
        key_marks.note_link_key_use()


def test_the_day_of_the_last_link_is_noted_once_a_day(frozen, django_assert_num_queries):
    key_marks.note_link_key_use()
    frozen(now() + timedelta(days=3))
    key_marks.note_link_key_use()
    assert KeyMark.objects.get(purpose="links").last_used_on == today()
    with django_assert_num_queries(1):
        key_marks.note_link_key_use()


OTHER = b"9" * 32


@pytest.fixture
def upgraded():
    """An installation with data, as it stands before its keys leave marks."""
    cases = [a_case() for _ in range(2)]
    KeyMark.objects.all().delete()
    return cases


def fatal():
    return {(one.purpose, one.name) for one in key_marks.key_problems() if one.is_fatal}


def marked():
    return set(KeyMark.objects.values_list("purpose", "name"))


ALL = {
    ("sealing", "t1"),
    ("index", "only"),
    ("names", "only"),
    ("suppression", "only"),
    ("links", "t1"),
    ("journal", "t1"),
}
WRONG = [
    ("SEALING_KEYS", {"t1": OTHER}, ("sealing", "t1")),
    ("INDEX_KEY", OTHER, ("index", "only")),
    ("NAME_KEY", OTHER, ("names", "only")),
    ("JOURNAL_KEYS", {"t1": OTHER}, ("journal", "t1")),
    ("SUPPRESSION_KEY", OTHER, ("suppression", "only")),
    ("LINK_KEYS", {"t1": OTHER}, ("links", "t1")),
]


@pytest.mark.parametrize(("setting", "wrong", "name"), WRONG)
def test_no_request_is_taken_under_a_key_that_is_not_the_one_of_its_mark(settings, setting, wrong, name):
    a_case()
    assert marked() == ALL and fatal() == set()
    setattr(settings, setting, wrong)
    assert fatal() == {name}
    with pytest.raises(KeyLost):
        a_case()
    assert Case.objects.count() == 1


def test_right_keys_leave_their_marks_where_data_stands(upgraded):
    assert fatal() == set() and marked() == set()
    key_marks.leave_key_marks()
    assert marked() == ALL and fatal() == set()


@pytest.mark.parametrize(("setting", "wrong", "name"), WRONG[:4])
def test_a_wrong_key_leaves_no_first_mark_where_data_stands(settings, upgraded, setting, wrong, name):
    right = getattr(settings, setting)
    setattr(settings, setting, wrong)
    key_marks.leave_key_marks()
    assert name not in marked() and fatal() == {name}
    with pytest.raises(KeyLost):
        a_case()
    setattr(settings, setting, right)
    a_case()
    assert marked() == ALL and fatal() == set()


def test_a_new_name_does_not_hide_that_the_old_key_lacks(settings, upgraded):
    old = settings.SEALING_KEYS
    settings.SEALING_KEYS = {"t2": OTHER}
    key_marks.leave_key_marks()
    assert fatal() == {("sealing", "t1")}
    with pytest.raises(KeyLost):
        a_case()
    settings.SEALING_KEYS = {"t2": OTHER, **old}
    a_case()
    assert marked() == {*ALL, ("sealing", "t2")}
    settings.SEALING_KEYS = old
    assert fatal() == {("sealing", "t2")}  # the newest request needs it


def test_a_key_in_the_place_of_one_that_is_needed_leaves_no_mark_and_is_missed_by_nobody_later(settings):
    a_case()
    old, settings.SEALING_KEYS = settings.SEALING_KEYS, {"t9": OTHER}
    key_marks.leave_key_marks()  # as a start does
    assert (marked(), fatal()) == (ALL, {("sealing", "t1")})
    settings.SEALING_KEYS = old
    assert key_marks.key_problems() == []
    a_case()


def test_after_a_rotation_no_request_is_taken_while_the_old_key_lacks(settings):
    old = settings.SEALING_KEYS
    a_case()
    settings.SEALING_KEYS = {"t2": OTHER, **old}
    a_case()
    assert ("sealing", "t2") in marked()
    settings.SEALING_KEYS = {"t2": OTHER}
    assert fatal() == {("sealing", "t1")}
    with pytest.raises(KeyLost, match="t1"):
        a_case()
    settings.SEALING_KEYS = {"t2": OTHER, **old}
    a_case()


def test_a_sealing_key_that_no_request_needs_is_missed_and_stops_nothing(settings, upgraded):
    settings.SEALING_KEYS = {"t2": OTHER, **settings.SEALING_KEYS}
    key_marks.leave_key_marks()
    settings.SEALING_KEYS = {"t1": settings.SEALING_KEYS["t1"]}
    assert [(one.name, one.is_fatal) for one in key_marks.key_problems() if one.purpose == "sealing"] == [
        ("t2", False)
    ]
    a_case()


def test_the_right_key_is_known_although_a_wrong_one_of_its_name_sealed_later(settings, upgraded):
    right = settings.SEALING_KEYS
    settings.SEALING_KEYS = {"t1": OTHER}
    Case.objects.filter(pk=upgraded[1].pk).update(data_key=sealing.new_data_key())
    key_marks.leave_key_marks()
    assert fatal() == {("sealing", "t1")}
    settings.SEALING_KEYS = right
    key_marks.leave_key_marks()
    assert fatal() == set() and marked() == ALL


def test_what_is_forgotten_proves_nothing_and_stops_nothing(settings, upgraded):
    Case.objects.update(data_key=None)
    settings.SEALING_KEYS, settings.INDEX_KEY = {"t1": OTHER}, b"8" * 32
    key_marks.leave_key_marks()
    assert fatal() == set() and marked() == ALL


def test_a_key_given_up_stops_nothing_and_is_taken_again_when_it_fits(settings, upgraded):
    right = settings.SEALING_KEYS
    settings.SEALING_KEYS = {"t2": OTHER}
    key_marks.leave_key_marks(accepted=[("sealing", "t1")])
    key_marks.confirm_key("links", "t1")
    assert key_marks.key_problems() == []
    a_case()
    settings.SEALING_KEYS = {"t2": OTHER, "t1": b"7" * 32}
    key_marks.leave_key_marks()
    assert fatal() == {("sealing", "t1")}
    settings.SEALING_KEYS = {"t2": OTHER, **right}
    key_marks.leave_key_marks()
    assert key_marks.key_problems() == []


def test_a_key_that_is_accepted_as_it_is_leaves_its_mark(settings):
    a_case()
    settings.SEALING_KEYS, settings.INDEX_KEY = {"t1": OTHER}, b"8" * 32
    key_marks.leave_key_marks(accepted=[("sealing", "t1"), ("index", "only")])
    assert key_marks.key_problems() == []
    a_case()


def test_a_request_asks_for_the_marks_once(django_assert_num_queries):
    a_case()
    with django_assert_num_queries(1):
        key_marks.require_keys()
