"""A virus scanner is asked about each file by its own protocol; what it calls harmful is not taken."""

import socket
import socketserver
import threading
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from dsr import documents
from portal.web.documents import acting_words
from portal.web.uploads import Chosen, DocumentsField
from portal.web.virus_scan import Verdict, scan_file
from tests.given_documents import a_jpeg, a_pdf, a_png
from tests.patience import PATIENCE

HARM = b"harmful bytes of a test"
MOST = 200_000  # as StreamMaxLength


class Clamd(socketserver.StreamRequestHandler):
    """What clamd does with zINSTREAM: lengths and bytes, up to a length of nothing; one answer that ends in NUL."""

    timeout = PATIENCE

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(self.rfile.read(4)):
            content += self.rfile.read(length)
            if len(content) > MOST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(content)  # type: ignore[attr-defined]
        self.wfile.write(b"stream: Test-Signature FOUND\0" if HARM in content else b"stream: OK\0")


class Deaf(socketserver.StreamRequestHandler):
    """Takes the connection and says nothing."""

    def handle(self) -> None:
        self.rfile.read(10)


@pytest.fixture(params=["tcp", "unix"])
def scanner(request, settings, tmp_path) -> Iterator[list[bytes]]:
    """Yields the files that the scanner saw."""
    yield from _running(Clamd, request.param, settings, tmp_path)


def _running(handler, kind, settings, folder) -> Iterator[list[bytes]]:
    if kind == "tcp":
        server: socketserver.BaseServer = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
    else:
        server = socketserver.ThreadingUnixStreamServer(str(folder / "c"), handler)
        settings.CLAMD = f"unix:{folder / 'c'}"
    server.seen = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.seen  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join()


def chosen(*files: bytes) -> Chosen:
    return Chosen(SimpleUploadedFile(f"bill{number}.pdf", content) for number, content in enumerate(files))


def test_each_file_is_asked_about_whole(scanner):
    large = a_pdf(b"x" * 150_000)
    assert scan_file(large) is Verdict.CLEAN
    assert scan_file(a_png()) is Verdict.CLEAN
    assert scanner == [large, a_png()]


def test_what_it_calls_harmful_is_not_taken_and_the_words_say_what_to_do(scanner):
    field = DocumentsField(purpose="evidence")
    with pytest.raises(
        ValidationError, match=r"“bill1.pdf”: A virus scanner calls this file harmful.* send it on paper"
    ):
        field.clean(chosen(a_jpeg(), a_pdf(HARM)))
    (taken,) = field.clean(chosen(a_pdf()))
    assert taken.acts == ()


def test_what_it_cannot_say_is_taken_and_marked(scanner):
    (taken,) = DocumentsField(purpose="evidence").clean(chosen(a_pdf(b"/JS " + b"x" * MOST)))
    assert taken.acts[-1] == documents.UNSCANNED
    assert "No virus scanner vouches for it" in acting_words(taken.acts)


@pytest.mark.parametrize("handler", [None, Deaf])
def test_while_it_is_away_nobody_loses_a_request(settings, tmp_path, handler):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.CLAMD = f"127.0.0.1:{closed.getsockname()[1]}"  # nobody listens there
        running = _running(handler, "tcp", settings, tmp_path) if handler else iter([None])
        next(running)
        (taken,) = DocumentsField(purpose="evidence").clean(chosen(a_png()))
        next(running, None)
    assert taken.acts == (documents.UNSCANNED,)


@pytest.mark.parametrize("address", ["clamd", "clamd:port", "a..b:3310", "unix:" + "x" * 300])
def test_an_address_that_names_no_scanner_loses_no_request_either(settings, address):
    settings.CLAMD = address
    assert scan_file(a_png()) is Verdict.UNKNOWN


def test_without_the_setting_nobody_is_asked(settings):
    settings.CLAMD = ""
    assert scan_file(HARM) is Verdict.CLEAN
    assert acting_words(None) == ""
