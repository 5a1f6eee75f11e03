"""Values that programs choke on, and forms that carry them."""

from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

# Half an emoji, a NUL, digits that are none to int(), numbers without end, what looks like the next thing.
TEXTS = (
    *("\ud83d", "a\udfff@example.com", "\x00", "x\x00@example.com", "²", "²².x", "٣", "9" * 40, "-1", "1e999", "["),
    *("{", "\u202e", "ß", "\ufeff", "%00", "''", "a" * 3_000, "😀", "dana@example.com", "2026-02-30", "None"),
)
texts = st.sampled_from(TEXTS)
numbers = st.sampled_from([0, -1, 2**63, 2**70, 10**400, 1.5])
plain = texts | numbers | st.none() | st.booleans()
values = plain | st.lists(texts, max_size=2) | st.dictionaries(texts, texts, max_size=2)
Fields = list[tuple[str, str]]


def as_form(fields: Fields) -> bytes:
    """Urlencoded, with half an emoji as the bytes that some programs send."""
    return b"&".join(_encoded(name) + b"=" + _encoded(value) for name, value in fields)


def _encoded(text: str) -> bytes:
    return quote_from_bytes(text.encode(errors="surrogatepass")).encode()


def as_parts(fields: Fields, boundary: str = "b") -> bytes:
    """The same as multipart."""
    parts = []
    for name, value in fields:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts.append(f"{head}{value}\r\n".encode(errors="surrogatepass"))
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])
