"""Bodies in chunks are read as the web server hands them over, up to the size that calls take."""

import pytest
from django.utils.module_loading import import_string

from portal.web.chunked_bodies import ChunkedBodies
from tests.portal.web.over_gunicorn import answered, chunked

CHUNKED = "Transfer-Encoding: chunked"


def taken(stream, **sent):
    """What the application gets: the length, and the body."""
    seen = {}

    def application(values, _start):
        seen.update(values)
        return []

    ChunkedBodies(application)({"wsgi.input": stream, "wsgi.input_terminated": True, **sent}, lambda *_: None)
    return seen.get("CONTENT_LENGTH"), seen["wsgi.input"].read(200_000)


class Stream:
    """A body as gunicorn gives it: never more than was asked for, and at last nothing; or it breaks off."""

    def __init__(self, body, breaks=None):
        self.body, self.breaks = body, breaks

    def read(self, size):
        if self.breaks and len(self.body) <= size:
            raise self.breaks
        piece, self.body = self.body[:size], self.body[size:]
        return piece


@pytest.mark.parametrize("length", [0, 1, 65_536])
def test_a_short_body_gets_its_length(length):
    assert taken(Stream(b"x" * length), HTTP_TRANSFER_ENCODING="Chunked") == (str(length), b"x" * length)


@pytest.mark.parametrize(
    "stream", [Stream(b"x" * 65_537), Stream(b"x", breaks=OSError()), Stream(b"x", breaks=ValueError())]
)
def test_a_long_or_broken_body_has_no_length_and_nothing_to_read(stream):
    assert taken(stream, HTTP_TRANSFER_ENCODING="chunked") == (None, b"")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "1"},
        {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": False},
    ],
)
def test_any_other_body_is_left_alone(sent):
    assert taken(Stream(b"x"), **sent) == (sent.get("CONTENT_LENGTH"), b"x")


@pytest.mark.django_db
def test_the_door_for_systems_reads_chunks_and_keeps_its_limit():
    status, body = answered("/api/callback/", chunked(b'{"type": ', b'"step.answered"}'), CHUNKED)
    assert (status, b"bad-input" in body) == (400, True)
    status, body = answered("/api/callback/", chunked(b"x" * 65_537), CHUNKED)
    assert (status, b"too-long" in body) == (413, True)


@pytest.mark.django_db(transaction=True)
def test_the_application_of_the_web_server_reads_chunks(settings):
    assert isinstance(import_string(settings.WSGI_APPLICATION), ChunkedBodies)
