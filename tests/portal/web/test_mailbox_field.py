"""The field of an email address takes what people paste, and says why an address cannot be written to."""

import pytest
from django import forms
from django.core.cache import cache

from portal.web.mailbox_field import MailboxField

DJANGOS = "django.core.mail.backends.smtp.EmailBackend"


class Written(forms.Form):
    email = MailboxField(max_length=254)


class Stopped(forms.Form):
    email = MailboxField(max_length=254, gets_mail=False)


@pytest.fixture(autouse=True)
def plain_server(settings):
    """A mail server that takes no other letters before the @."""
    cache.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.parametrize(
    "typed, email",
    [
        ("dana@example.com", "dana@example.com"),
        (" Dana Whitlow <dana@example.com> ", "dana@example.com"),
        ("mailto:dana@example.com", "dana@example.com"),
        ('"dana@example.com";', "dana@example.com"),
        ("\u200b\u202adana@example.com\u202c.", "dana@example.com"),
        ("anna@faß.example", "anna@faß.example"),
        ("o'brien+1@example.com", "o'brien+1@example.com"),
    ],
)
def test_what_people_paste_is_one_address(typed, email):
    for form in (Written({"email": typed}), Stopped({"email": typed})):
        assert form.is_valid() and form.cleaned_data["email"] == email


@pytest.mark.parametrize(
    "typed, said",
    [
        ("dana\u200b@example.com", "the 5. character is U+200B"),
        ("dana@exam\u00adple.com", "the 10. character is U+00AD"),
        ("Dana <da\u202ena@example.com>", "the 3. character is U+202E"),
        ("dana\u3164@example.com", "U+3164"),
        ("dana@example\ufe0f.com", "U+FE0F"),
    ],
)
def test_a_hidden_character_is_refused_and_shown(typed, said):
    for form in (Written({"email": typed}), Stopped({"email": typed})):
        (words,) = form.errors["email"]
        assert "hidden character" in words and said in words and "dana" not in words


@pytest.mark.parametrize(
    "typed",
    [
        "dana",
        "dana@",
        "a@example.com, b@example.com",
        "da na@example.com",
        "dana@example.com\x00",
        "x" * 300 + "@e.com",
    ],
)
def test_what_is_not_one_address_is_refused(typed):
    for form in (Written({"email": typed}), Stopped({"email": typed})):
        assert not form.is_valid()


def test_an_international_address_is_refused_with_its_reason_only_where_we_write_to_it():
    written, stopped = Written({"email": "émile@example.com"}), Stopped({"email": "émile@example.com"})
    assert not written.is_valid() and "before the @" in str(written.errors["email"])
    assert stopped.is_valid() and stopped.cleaned_data["email"] == "émile@example.com"


def test_an_address_that_no_mail_program_can_write_to_can_still_be_stopped():
    assert not Written({"email": "dana.@example.com"}).is_valid()
    assert Stopped({"email": "dana.@example.com"}).is_valid()
