"""Asking a virus scanner about a file, where CLAMD names one: a tiny client of clamd's INSTREAM."""

import logging
import socket
from contextlib import closing
from enum import Enum

from django.conf import settings

log = logging.getLogger(__name__)

_CHUNK = 1 << 16
_PATIENCE = 15.0  # seconds for each step; a scan of the largest file takes one or two
_LONGEST_ANSWER = 4096


class Verdict(Enum):
    CLEAN = "clean"  # or nobody is asked
    HARMFUL = "harmful"
    UNKNOWN = "unknown"  # the scanner is away, or could not say


def scan_file(content: bytes) -> Verdict:
    """What the scanner says. While it is away a request is taken all the same, and its file is marked."""
    if not settings.CLAMD:
        return Verdict.CLEAN
    try:
        answer = _ask(content)
    except (OSError, ValueError, OverflowError) as error:  # an address that names no scanner counts as one away
        log.warning("The virus scanner does not answer (%s): a file is taken unscanned.", type(error).__name__)
        return Verdict.UNKNOWN
    if answer.endswith(b" FOUND"):
        log.warning("A file was refused: the virus scanner calls it harmful.")
        return Verdict.HARMFUL
    if answer.endswith(b": OK"):
        return Verdict.CLEAN
    log.warning("The virus scanner could not read a file: it is taken unscanned.")
    return Verdict.UNKNOWN


def _ask(content: bytes) -> bytes:
    with closing(_connected()) as link:
        link.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), _CHUNK):
            part = content[at : at + _CHUNK]
            link.sendall(len(part).to_bytes(4) + part)
        link.sendall(bytes(4))
        answer = b""
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
            part = link.recv(_LONGEST_ANSWER)
            if not part:
                break
            answer += part
    return answer.partition(b"\0")[0].strip()


def _connected() -> socket.socket:
    if settings.CLAMD.startswith("unix:"):
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(_PATIENCE)
        try:
            link.connect(settings.CLAMD.removeprefix("unix:"))
        except OSError:
            link.close()
            raise
        return link
    host, _colon, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE)
