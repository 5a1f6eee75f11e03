"""A short body that came in chunks gets the length that Django asks for; without one it reads nothing of it."""

import io
from collections.abc import Callable, Iterable
from typing import Any

# No call that takes a body in chunks takes more. A longer one stays unread, and its view says that it is too long.
_MOST_BYTES = 65_536

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class ChunkedBodies:
    """Around a WSGI application. Only where the server marks the end of a body itself, as gunicorn does."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, sent: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        is_chunked = "chunked" in sent.get("HTTP_TRANSFER_ENCODING", "").lower()
        if is_chunked and not sent.get("CONTENT_LENGTH") and sent.get("wsgi.input_terminated"):
            sent.pop("HTTP_TRANSFER_ENCODING")
            body = _read(sent["wsgi.input"])
            sent["wsgi.input"] = io.BytesIO(body or b"")
            if body is not None:
                sent["CONTENT_LENGTH"] = str(len(body))
        return self._application(sent, start_response)


def _read(stream: Any) -> bytes | None:
    """The body; None when it is too long, or breaks off."""
    pieces, length = [], 0
    try:
        while piece := stream.read(_MOST_BYTES + 1 - length):
            pieces.append(piece)
            length += len(piece)
            if length > _MOST_BYTES:
                return None
    except Exception:  # each server has its own for chunks that are none, and for a line that ended
        return None
    return b"".join(pieces)
