"""Answers for machines: the brand's colors, what robots may read, and whether the desk is well."""

import logging

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from psycopg.errors import QueryCanceled
from redis import Redis, RedisError

from dsr import installation, key_marks
from dsr.formats import accent_color
from dsr.models import Brand, OwedRenewal
from dsr.models.raw_sql import short_statements
from portal.web.database_probe import has_probe_answered

log = logging.getLogger(__name__)

_STATEMENT = 300  # milliseconds, of each question of the health page to PostgreSQL

# Search engines may keep the page of rights and the form: people look for them there.
_ROBOTS = """User-agent: *
Disallow: /desk/
Disallow: /accounts/
Disallow: /admin/
Disallow: /api/
Disallow: /u/
Allow: /
"""


@require_safe
@cache_control(public=True, max_age=86400)
def brand(request: HttpRequest, slug: str) -> HttpResponse:
    """The brand's accent color. Its address changes with the color, so it may be kept for a day."""
    found = get_object_or_404(Brand, slug=slug)
    return HttpResponse(accent_color.stylesheet(found.color), content_type="text/css; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and every key is the one that it was.

    A broker that is away slows nothing down: the sweep finds the work in rows. An older link key that lacks is told,
    and so is what waits for `manage.py renew_digests` or `index_names`, and a restored copy that waits.
    """
    states = {"broker": _broker()} if has_probe_answered() else {"database": "away", "broker": "not asked"}
    are_fit = True
    if "database" not in states:
        states, are_fit = _states(states)
    is_well = states["database"] == "answers" and are_fit
    answer = JsonResponse(states, status=200 if is_well else 503)
    answer["Cache-Control"] = "no-store"
    return answer


def _states(states: dict[str, str]) -> tuple[dict[str, str], bool]:
    """What the database says of itself, in less than a second; and whether requests may be taken."""
    try:
        with short_statements(_STATEMENT):
            keys, are_fit = _keys()
            said = {"database": _database(), **states, "keys": keys, **_digests(), **_copy(), **_clock()}
    except DatabaseError as error:
        log.warning("The database does not answer (%s).", type(error).__name__)
        return {"database": "away", **states}, False
    return said, are_fit


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return "answers"


def _raise_where_late(error: DatabaseError) -> None:
    """A statement that was ended since it took too long is no missing table."""
    if isinstance(error.__cause__, QueryCanceled):
        raise error


def _keys() -> tuple[str, bool]:
    """What is to be said of the keys, and whether requests may be taken with them."""
    try:
        with transaction.atomic():
            found = key_marks.key_problems()
        problems = sorted(found, key=lambda problem: (not problem.is_fatal, problem.purpose))
    except DatabaseError as error:  # the tables are not made yet
        _raise_where_late(error)
        return "unknown", True
    lost = " and ".join(dict.fromkeys(problem.purpose for problem in problems if not problem.is_unproved))
    unproved = " and ".join(dict.fromkeys(problem.purpose for problem in problems if problem.is_unproved))
    said = f"{lost} key lost" if lost else f"{unproved} key not proved" if unproved else "known"
    return said, not any(problem.is_fatal for problem in problems)


def _digests() -> dict[str, str]:
    try:
        with transaction.atomic():
            owed = {*OwedRenewal.objects.values_list("what", flat=True)}
    except DatabaseError as error:  # the tables are not made yet
        _raise_where_late(error)
        return {}
    names, digests = OwedRenewal.What.NAMES in owed, owed - {OwedRenewal.What.NAMES}
    return {
        **({"digests": "wait for renew_digests"} if digests else {}),
        **({"names": "wait for index_names"} if names else {}),
    }


def _copy() -> dict[str, str]:
    try:
        with transaction.atomic():
            is_held = installation.is_held()
    except DatabaseError as error:  # the tables are not made yet
        _raise_where_late(error)
        return {}
    return {"copy": "waits to be released"} if is_held else {}


def _clock() -> dict[str, str]:
    seconds = round(installation.clock_difference().total_seconds())
    is_off = abs(seconds) > installation.LIMIT.total_seconds()
    return {"clock": f"{-seconds} s off the database's: no work is taken here"} if is_off else {}


def _broker() -> str:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as broker:
            broker.ping()
    except (RedisError, OSError) as error:
        log.warning("The broker does not answer (%s).", type(error).__name__)
        return "away"
    return "answers"
