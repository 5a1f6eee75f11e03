"""A password that stands in a list of stolen ones is refused, where a list is named."""

import hashlib
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured, ValidationError

from portal import environment
from portal.staff.account.stolen_passwords import is_stolen

STOLEN = [f"otter piano gravel {number}" for number in range(200)]


def a_list(place: Path, words: list[str], end: str = "\n", behind: str = ":7") -> Path:
    digests = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in words)
    place.write_bytes("".join(f"{digest}{behind}{end}" for digest in digests).encode())
    return place


@pytest.mark.parametrize("count", [0, 1, 2, 3, 200])
@pytest.mark.parametrize(("end", "behind"), [("\n", ":7"), ("\r\n", ":12345678"), ("\n", "")])
def test_each_of_the_list_is_found_and_no_other(tmp_path, count, end, behind):
    place = a_list(tmp_path / "stolen.txt", STOLEN[:count], end, behind)
    assert all(is_stolen(word, place) for word in STOLEN[:count])
    assert not any(is_stolen(f"{word}!", place) for word in STOLEN)


def test_a_list_of_small_digits_without_a_last_line_end_serves(tmp_path):
    place = a_list(tmp_path / "stolen.txt", STOLEN)
    place.write_bytes(place.read_bytes().lower().rstrip())
    assert all(is_stolen(word, place) for word in STOLEN)


@pytest.mark.django_db
def test_a_new_password_of_the_list_is_refused_and_without_one_nothing_is(tmp_path, settings):
    validate_password(STOLEN[0])
    settings.STOLEN_PASSWORDS = a_list(tmp_path / "stolen.txt", STOLEN)
    with pytest.raises(ValidationError, match="list of stolen ones"):
        validate_password(STOLEN[0])
    validate_password("zebra piano gravel seventeen")


@pytest.mark.django_db
def test_a_list_that_went_away_keeps_nobody_out_and_is_told(tmp_path, settings, caplog):
    settings.STOLEN_PASSWORDS = tmp_path / "gone.txt"
    validate_password(STOLEN[0])
    assert "cannot be read" in caplog.text and STOLEN[0] not in caplog.text


@pytest.mark.parametrize("place", ["gone.txt", ""])
def test_what_is_no_file_is_said_at_the_start(place, monkeypatch, tmp_path):
    monkeypatch.setenv("STOLEN_PASSWORDS", str(tmp_path / place))
    with pytest.raises(ImproperlyConfigured, match="STOLEN_PASSWORDS must name a file"):
        environment.readable("STOLEN_PASSWORDS")
