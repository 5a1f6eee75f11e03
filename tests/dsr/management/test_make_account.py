"""Making a staff account from the terminal."""

import io

import pytest
from django.core.management import CommandError, call_command

from dsr.lifecycle import Who
from dsr.models import Account
from tests import given

pytestmark = pytest.mark.django_db
PASSWORD = "a-quiet-river-in-spring\n"


def make(monkeypatch, *args, password=PASSWORD):
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    out = io.StringIO()
    call_command("make_account", *args, "--password-stdin", stdout=out)
    return out.getvalue()


def test_it_makes_an_account_that_can_sign_in(monkeypatch):
    said = make(monkeypatch, "Ada@Example.com", "--role", "reviewer", "--name", "Ada Lund")
    account = Account.objects.get(email="ada@example.com")
    assert account.who is Who.REVIEWER
    assert account.name == "Ada Lund"
    assert "reviewer" in said
    assert account.check_password(PASSWORD.strip())
    assert account.is_active


def test_without_a_terminal_it_says_how_to_give_the_password(monkeypatch):
    def nobody(_prompt):
        raise EOFError

    monkeypatch.setattr("getpass.getpass", nobody)
    with pytest.raises(CommandError, match="--password-stdin"):
        call_command("make_account", "ada@example.com")


@pytest.mark.parametrize(
    ("email", "password", "says"),
    [
        ("no-address", PASSWORD, "not an email address"),
        ("bo@example.com", "short\n", "too short"),
        ("TAKEN@fernwood.example", PASSWORD, "has an account already"),
    ],
)
def test_it_refuses_in_plain_words(monkeypatch, email, password, says):
    given.an_account(email="taken@fernwood.example")
    with pytest.raises(CommandError, match=says):
        make(monkeypatch, email, password=password)
    assert Account.objects.count() == 1


def test_the_password_is_asked_for_twice(monkeypatch):
    answers = iter(["one-long-password-here", "another-long-password"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))
    with pytest.raises(CommandError, match="differ"):
        call_command("make_account", "bo@example.com")
