"""What an exception says never reaches the log; where it happened does. Neither does the token of a link."""

import io
import logging
import sys
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from gunicorn.config import Config
from gunicorn.glogging import Logger

from portal.web.log_filters import WithoutWords, masked

TOKEN = "Zq7-lIvE_tOkEn93"
_NAMES = {"token", "key", "uidb36", "secret", "code_digest"}


def _with_token(entries: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """The address of every page whose path carries a token."""
    for entry in entries:
        pattern = entry.pattern
        if isinstance(entry, URLResolver):
            yield from _with_token(entry.url_patterns, before + str(pattern).lstrip("^"))
        elif _NAMES & set(pattern.regex.groupindex):
            whole = (before + str(pattern).lstrip("^")).replace("<slug:slug>", "thistle")
            yield f"/{whole.partition('<')[0].removesuffix('(?P')}{TOKEN}/"


ADDRESSES = sorted(set(_with_token(get_resolver().url_patterns)))


def test_a_traceback_has_its_place_but_not_its_words():
    address = "@".join(["dana", "example.com"])
    try:
        raise ValueError(address)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "It failed.", None, sys.exc_info())
    text = WithoutWords("%(message)s").format(record)
    assert address not in text
    assert "ValueError" in text
    assert "test_log_filters.py" in text


@pytest.mark.parametrize(
    ("logger", "level", "line"),
    [
        ("django.request", logging.WARNING, "Not Found: /x/"),
        ("django.request", logging.ERROR, None),
        ("django.security.DisallowedHost", logging.ERROR, "Refused: ValueError"),
    ],
)
def test_what_is_refused_is_one_line_without_its_words_and_a_fault_of_ours_is_told_whole(logger, level, line):
    words = "Not Found: /x/" if logger == "django.request" else "@".join(["dana", "example.com"])
    try:
        raise ValueError(words)
    except ValueError:
        told = logging.LogRecord(logger, level, __file__, 1, words, None, sys.exc_info())
    said = WithoutWords("%(message)s").format(told)
    assert "dana" not in said
    assert said == line if line else "test_log_filters.py" in said


def test_every_page_with_a_token_is_walked():
    fixed = {address.removesuffix(f"{TOKEN}/") for address in ADDRESSES}
    pages = {
        "prove",
        "task",
        "check",
        "statement",
        "told",
        "permission",
        "withdraw",
        "address",
        "address/stop",
        "r",
        "b/thistle/r",
        "u",
        "accounts/password/reset/key",
    }
    assert fixed == {f"/{page}/" for page in pages}


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_logger_writes_the_token_of_a_link(address, caplog):
    for path in (address, address.rstrip("/"), f"{address}more/", address.replace("/Zq7", "/ Zq7"), address.upper()):
        logging.getLogger("django.request").warning("%s: %s", "Unprocessable Content", path)
        logging.getLogger("anything").error('"POST %s HTTP/1.1" 422 "https://example.com%s"', path, path)
    assert len(caplog.records) == 10
    assert TOKEN.lower() not in caplog.text.lower()
    assert "HTTP/1.1" in caplog.text and "Unprocessable Content: " in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("address", [address for address in ADDRESSES if not address.startswith("/accounts/")])
def test_a_page_that_refuses_does_not_log_its_token(address, client, caplog):
    client.post(address, {"do": "unheard-of"})
    client.delete(address)
    assert "Method Not Allowed" in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_web_servers_own_logs_have_no_token(address):
    log, said = Logger(Config()), io.StringIO()
    for logger in (log.error_log, log.access_log):
        logger.handlers = [logging.StreamHandler(said)]
        logger.setLevel(logging.INFO)
    log.error_log.error("Error handling request %s", address)
    log.access_log.info('%(h)s "%(r)s" %(s)s', {"h": "-", "r": f"POST {address} HTTP/1.1", "s": "422"})
    assert TOKEN not in said.getvalue()
    assert "422" in said.getvalue()


@pytest.mark.parametrize("before", ["/r/", "/b/thistle/r/"])
def test_the_link_to_the_page_of_ones_own_request_is_left_out(before):
    said = masked(f'"POST {before}{TOKEN}/?sent HTTP/1.1" 303')
    assert TOKEN not in said and "HTTP/1.1" in said


def test_other_addresses_stay_as_they_are():
    for said in (
        "Not Found: /prove/",
        "Not Found: /address/",
        'GET "/ask/deletion/"',
        "Not Found: /desk/ABCD-EFGH-JKM/",
        "100 %s of it",
    ):
        assert masked(said) == said
