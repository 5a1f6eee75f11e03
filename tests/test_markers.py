"""What pytest-django would look for before each test is nowhere, so tests/conftest.py lets it look no more."""

import copy
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Lower

from dsr.models import Case, Letter
from tests import conftest
from tests.house.source import Source

TESTS = Path(__file__).parent
LOOKED_FOR = (
    r"mark\.(urls|django_isolate_apps|ignore_template_errors)\b|\bdjango_isolated_apps\b|django[_-]fail[_-]invalid"
)


def _marked(sources: list[Source]) -> list[str]:
    return [fault for one in sources for fault in one.matches(LOOKED_FOR, "needs what tests/conftest.py leaves out")]


def test_no_test_has_a_marker_that_nobody_looks_for() -> None:
    own = Path(__file__)
    paths = [path for path in TESTS.rglob("*.py") if path != own]
    assert _marked([Source(path.relative_to(TESTS.parent).as_posix(), path.read_text()) for path in paths]) == []
    assert "django.contrib.sites" not in settings.INSTALLED_APPS


@pytest.mark.parametrize("line", ["@pytest.mark.urls('x')", "pytestmark = pytest.mark.ignore_template_errors"])
def test_a_planted_marker_is_found(line: str) -> None:
    assert len(_marked([Source("tests/test_x.py", line)])) == 1


def test_what_nobody_looks_for_is_made_once_a_run(request: pytest.FixtureRequest) -> None:
    names = ("_django_set_urlconf", "_django_isolate_apps", "_template_string_if_invalid_marker")
    for name in (*names, "_django_clear_site_cache"):
        assert request._get_active_fixturedef(name).scope == "session", name


def test_an_expression_is_copied_as_django_copies_it() -> None:
    answered = Letter.objects.filter(case=OuterRef("pk"))
    for one in (Exists(answered), Coalesce(Lower("state"), Value("")), F("state") + Value(1), Q(state="x") & ~Q(pk=1)):
        part = one.resolve_expression(Case.objects.all().query)
        part = part.children[0] if isinstance(one, Q) else part
        ours, djangos = conftest._copied(part), copy.copy(part)
        assert type(ours) is type(djangos)
        assert vars(ours) == vars(djangos)
