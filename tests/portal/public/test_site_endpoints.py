"""Answers for machines: health, robots, colors."""

import pytest
from django.db import OperationalError, connection
from django.test import override_settings

from tests.given import a_business, a_case

pytestmark = pytest.mark.django_db


def test_all_is_well(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (
        200,
        {"database": "answers", "broker": "answers", "keys": "known"},
    )


@override_settings(REDIS_URL="unix:///nowhere/broker.sock")
def test_a_broker_that_is_away_is_told_and_is_no_failure(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"database": "answers", "broker": "away", "keys": "known"})


def test_a_database_that_is_away_is_a_failure(client):
    def refuse(execute, sql, params, many, context):
        raise OperationalError("password=secret")

    with connection.execute_wrapper(refuse):
        response = client.get("/healthz")
    assert (response.status_code, response.json()["database"]) == (503, "away")
    assert b"secret" not in response.content


@pytest.mark.parametrize(
    ("setting", "wrong", "purpose"),
    [
        ("SEALING_KEYS", {"t1": b"9" * 32}, "sealing"),
        ("INDEX_KEY", b"9" * 32, "index"),
        ("SUPPRESSION_KEY", b"9" * 32, "suppression"),
        ("LINK_KEYS", {"t1": b"9" * 32}, "links"),
    ],
)
def test_a_key_that_is_not_the_one_of_its_mark_is_a_failure(client, settings, setting, wrong, purpose):
    a_case()
    setattr(settings, setting, wrong)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["keys"]) == (503, f"{purpose} key lost")


def test_robots_may_read_the_public_pages_only(client):
    from urllib.robotparser import RobotFileParser

    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").content.decode().splitlines())
    for path in ("/", "/b/fernwood/", "/ask/shine-the-light/"):
        assert rules.can_fetch("*", path), path
    for path in ("/desk/", "/accounts/login/", "/admin/dsr/"):
        assert not rules.can_fetch("*", path), path


def test_the_colors_of_a_brand_are_kept_by_browsers(client):
    a_business()
    response = client.get("/brand/fernwood.css")
    assert response.headers["Content-Type"].startswith("text/css")
    assert "max-age=86400" in response.headers["Cache-Control"]
    assert "--brand:#1f5f5b" in response.content.decode()
    assert client.get("/brand/nobody.css").status_code == 404
