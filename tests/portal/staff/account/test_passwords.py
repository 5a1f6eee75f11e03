"""Passwords: how soon one is guessed is estimated, said and required."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from dsr.models import Account
from portal.staff.account.passwords import HardToGuess, estimate, guessing_time
from tests import given

pytestmark = pytest.mark.django_db
ROBIN = Account(email="robin.vale@fernwood.example", name="Robin Vale")


@pytest.mark.parametrize(
    "password",
    [
        *("passwordpassword", "qwertyuiopas", "robinvale1990", "December2026!", "x" * 80 + "Zq9", "iloveyouiloveyou"),
        *("purple elephant", "gravel piano"),  # hours
    ],
)
def test_what_is_guessed_soon_is_refused_with_the_time(password):
    with pytest.raises(ValidationError, match=r"guesses this password in: (less than a minute|\d+ \w+)\."):
        HardToGuess().validate(password, ROBIN)


@pytest.mark.parametrize("password", ["sunshine-on-every-disclosure", "otter piano gravel seventeen"])
def test_what_is_hard_is_taken(password):
    HardToGuess().validate(password, ROBIN)
    assert estimate(password, ROBIN).endswith(": centuries.")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("kfmw", "less than a minute"),
        ("kfmwqz", "1 minute"),
        ("kfmwqztb", "2 hours"),
        ("kfmwqztb9x", "11 days"),
        ("kfmwqztb9x7p", "3 years"),
        ("sunshine-on-every-disclosure", "centuries"),
    ],
)
def test_the_time_is_said_in_words(password, words):
    assert guessing_time(password, [])[1] == words


@pytest.mark.parametrize("word", ["Quillfeather", "Xylobrand", "Zephyrhost"])
def test_the_words_of_the_house_are_guessed_first(word, settings):
    password = f"{word}2026!"
    HardToGuess().validate(f"{password} zebra", ROBIN)
    business = given.a_business("Quillfeather Woolens, Inc.")
    business.brands.update(name="Xylobrand")
    settings.PUBLIC_URL = "https://privacy.zephyrhost.example"
    with pytest.raises(ValidationError):
        HardToGuess().validate(password, ROBIN)


def test_the_page_says_it_both_ways():
    cache.clear()
    account = given.an_account(email="robin@fernwood.example")
    client = Client()
    client.force_login(account)
    change = {"oldpassword": given.PASSWORD, "password1": "passwordpassword", "password2": "passwordpassword"}
    refused = client.post("/accounts/password/change/", change).content.decode()
    assert "A fast machine guesses this password in: less than a minute." in refused
    new = "otter piano gravel seventeen"
    taken = client.post("/accounts/password/change/", {**change, "password1": new, "password2": new})
    assert taken.status_code == 302
    assert "would take a fast machine: centuries." in client.get("/desk/you/").content.decode()


@pytest.mark.django_db
def test_no_mail_goes_to_an_address_without_an_account():
    cache.clear()
    assert Client().post("/accounts/password/reset/", {"email": "nobody@fernwood.example"}).status_code == 302
    assert mail.outbox == []
