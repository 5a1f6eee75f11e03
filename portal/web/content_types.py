"""What a request says of its body is plain by the time Django reads it, which takes the named encoding at its word
before any page can refuse it: of `hex` or `idna`, which are no encodings of texts, it makes a fault."""

import codecs
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

_READ = frozenset({"utf-8", "ascii"})
_OTHER = "x-other-than-utf-8"  # no program knows it, so that Django passes it over

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def is_read(charset: str) -> bool:
    """Whether texts in this encoding can be read here."""
    try:
        return codecs.lookup(charset).name in _READ
    except (LookupError, ValueError):  # its name has letters that no name has
        return False


class PlainContentTypes:
    """Around a WSGI application. Another encoding is named as one that is not known."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, sent: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if ";" in sent.get("CONTENT_TYPE", ""):
            sent["CONTENT_TYPE"] = plain_content_type(sent["CONTENT_TYPE"])
        return self._application(sent, start_response)


def plain_content_type(text: str) -> str:
    """The same, where its encoding can be read; else its kind and boundary, with an encoding that is not known."""
    kind = text.partition(";")[0]
    try:
        _kind, about = parse_header_parameters(text)
    except ValueError:  # a parameter in an encoding that is none
        return f"{kind}; charset={_OTHER}"
    if "charset" not in about or is_read(about["charset"]):
        return text
    boundary = f'; boundary="{about["boundary"]}"' if '"' not in about.get("boundary", '"') else ""
    return f"{kind}; charset={_OTHER}{boundary}"
