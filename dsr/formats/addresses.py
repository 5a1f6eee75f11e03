"""Email addresses: when two are one mailbox, which spellings a stop covers, and which are in what people write."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

import idna
from django.utils.translation import gettext as _

from dsr.errors import BadInput
from dsr.formats.hidden_characters import as_seen, is_hidden, places_of_hidden, refuse_hidden, without_hidden

_LONGEST = 254  # characters, RFC 3696 erratum 1690
_LONGEST_CELL = 4_000  # characters, with a name or with other addresses
_LONGEST_LINE, _MOST_QUOTES = 16_384, 400  # no table is wider, and quotes without end take long to pair
_UPPER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
# What nearly all addresses are, so that a million of them are soon read.
_LABEL = "[A-Za-z0-9]{1,20}(?:-[A-Za-z0-9]{1,20}){0,2}"
_ORDINARY = re.compile(rf"[A-Za-z0-9._+-]{{1,64}}@(?:{_LABEL}\.){{1,3}}[A-Za-z]{{2,20}}")
# A quoted local part that needs no quotes is the same without them, RFC 5321 section 4.1.2.
_NEEDLESS_QUOTES = re.compile(r'"([^\s"\\@<>()\[\],;:]+)"')


def mailbox(address: str) -> str:
    """The one spelling of the mailbox, for every deed: two addresses with the same one are the same mailbox.

    ASCII letters are lowered; the domain is written in ASCII by UTS 46, without transitional mapping. Other letters of
    the local part stay as they are: whoever folds them acts on a stranger (ﬁona is not fiona). What is no address is
    lowered alone and equals only itself. Never raises.
    """
    if _ORDINARY.fullmatch(address):
        return address.lower()
    local, at, domain = _trimmed(address).rpartition("@")
    if not at:
        return domain.translate(_UPPER)
    quoted = _NEEDLESS_QUOTES.fullmatch(local)
    return f"{quoted[1] if quoted else local}@".translate(_UPPER) + _ascii_domain(domain)


def same_mailbox(one: str, other: str) -> bool:
    """True when both are addresses of one mailbox. Nothing is the same as an empty text."""
    return bool(mailbox(one)) and mailbox(one) == mailbox(other)


def for_envelope(address: str) -> str:
    """The address as a mail server gets it: the domain in ASCII, by UTS 46; Python's own codec takes faß for fass."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local}{at}{_ascii_domain(domain) if at else domain}"


def needs_utf8(address: str) -> bool:
    """True when only a mail server with SMTPUTF8 (RFC 6531) can carry mail to it."""
    return not for_envelope(address).isascii()


def to_stop(address: str) -> tuple[str, ...]:
    """Every spelling that must be stopped when this address may not be mailed, its mailbox() first.

    Wider than the mailbox, because mail too few harms nobody: without hidden characters, with every letter folded, the
    domain in its own letters, and the domain as mail programs of the older IDNA 2003 write it (fass for faß). The
    spelling of lists made by release 0.1.0 is among them.
    """
    canonical = mailbox(address)
    if _is_alone(canonical) and " ".join(address.split()).translate(_UPPER) == canonical:
        return (canonical,)
    bare = mailbox(without_hidden(address))
    local, at, domain = bare.rpartition("@")
    folded = [fold(f"{local}{at}{one}") for one in (domain, _own_letters(domain))]
    return tuple(dict.fromkeys([canonical, bare, *folded, lookalike(address), fold(address)]))


def lookalike(address: str) -> str:
    """One spelling for all addresses that a mail program or a person may take for each other; never for a deed."""
    bare = mailbox(address if address.isascii() else without_hidden(address))
    if _is_alone(bare):
        return bare
    local, at, domain = bare.rpartition("@")
    return fold(f"{local}{at}{_ascii_domain(fold(_own_letters(domain)))}")


def _is_alone(spelling: str) -> bool:
    """True for the spelling of a mailbox that no other address looks like."""
    return spelling.isascii() and "xn--" not in spelling


def fold(text: str) -> str:
    """NFKC, case folded, white space joined: for looking alike, never for a deed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _trimmed(text: str) -> str:
    """Without white space and format characters around it: they are no part of an address."""
    start, end = 0, len(text)
    while start < end and _is_edge(text[start]):
        start += 1
    while start < end and _is_edge(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_edge(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) == "Cf"


def _ascii_domain(domain: str) -> str:
    """The domain in lower-case ASCII, each other label as its A-label; one that UTS 46 refuses is only lowered."""
    plain = domain.translate(_UPPER).strip(" .")
    if plain.isascii() or len(plain) > _LONGEST:
        return plain
    try:
        mapped = idna.uts46_remap(plain, std3_rules=False).strip(" .")
    except idna.IDNAError:
        return plain
    # Names with a symbol, such as a heart, are registered though IDNA 2008 has none: hence the label by itself.
    return ".".join(one if one.isascii() else "xn--" + one.encode("punycode").decode() for one in mapped.split("."))


def _own_letters(domain: str) -> str:
    """The domain with each A-label in its own letters; a label that stands for none stays."""
    return ".".join(map(_own_label, domain.split("."))) if "xn--" in domain else domain


def _own_label(label: str) -> str:
    if not label.startswith("xn--") or len(label) > 63:
        return label
    try:
        own = label[4:].encode("ascii").decode("punycode")
    except ValueError:
        return label
    return own if not own.isascii() and _ascii_domain(own) == label else label


# What people write.

_LOCAL = r'[^\x00-\x20\x7f-\x9f"(),:;<>@\[\\\]]+'
_QUOTED = r'"(?:[^"\\\x00-\x1f]|\\.)+"'
_DOMAIN = r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.(?!\d+$)(?!-)[a-z0-9-]{2,63}(?<!-)"
_ADDRESS = re.compile(rf"(?:{_LOCAL}|{_QUOTED})@(?:{_DOMAIN})")
# A quoted text (quotes in it doubled or escaped), an address in angle brackets, a separator, or what lies between.
_PART = re.compile(r'"(?:[^"\\]|\\.|"")*"|<[^<>]*>|[,;\t\r\n]|[^,;\t\r\n"<]+|["<]', re.DOTALL)
_SEPARATORS = frozenset(",;\t\r\n")
_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")
_WORD = re.compile(r'(?:"(?:[^"\\]|\\.)*"|\S)+')
_REMARK = re.compile(r"\([^()@]*\)")
_PAIRS = {'"': '"', "'": "'", "“": "”", "‘": "’", "„": "“", "«": "»", "(": ")", "[": "]", "<": ">"}
_AT_SIGNS = str.maketrans({"＠": "@", "﹫": "@"})  # as keyboards of East Asia write it
_TRAILING = ".,;:!?"
# An address may begin with these; far likelier they are of a list, a table or a remark, and it is another's address.
_MARKS = frozenset("'#*=/|!~`")


def is_address(text: str) -> bool:
    """True for an email address and nothing beside it, international ones too (RFC 6531)."""
    local, at, domain = text.rpartition("@")
    whole = f"{local}{at}{_ascii_domain(domain)}"
    is_text = not any(unicodedata.category(letter) in {"Cc", "Cs", "Cn", "Zs", "Zl", "Zp"} for letter in local)
    is_text = is_text or local.startswith('"')
    is_seen = not places_of_hidden(text) and "".join(one for one in text if not is_hidden(one)).isprintable()
    return len(text) <= _LONGEST and is_text and is_seen and _ADDRESS.fullmatch(whole) is not None


def addresses_in(text: str, *, keeps_hidden: bool = False) -> tuple[str, ...]:
    """The addresses in a line as people have it, each once; none in an empty one. Raises BadInput, without the text.

    Understood are “Name <a@b>”, quotes, mailto:, several with commas or semicolons between, marks behind, and the
    other columns of a table beside one address. What holds an @ and is no address is refused, and so are several
    addresses beside other columns, because nobody can say which is meant. A hidden character inside is refused as
    HiddenCharacter. `keeps_hidden`: for a stop, which goes by what a person sees; then it stays as it came.
    """
    if len(text) <= _LONGEST and _ORDINARY.fullmatch(text):
        return (text,)
    if len(text) > _LONGEST_LINE or text.count('"') > _MOST_QUOTES:
        raise BadInput(_not_understood())
    found: dict[str, str] = {}
    is_named, others = True, 0
    for cell in _cells(text.translate(_AT_SIGNS)):
        here = list(_in_cell(cell, keeps_hidden)) if "@" in cell else []
        others += not here
        is_named = is_named and ("<" in cell or not here)
        for one in here:
            found.setdefault(mailbox(one), one)
    if not found and others:
        raise BadInput(_("No email address is there. Write it as name@example.com."))
    if len(found) > 1 and others and not is_named:
        raise BadInput(_("Several addresses stand beside other columns. Leave one column of addresses."))
    return tuple(found.values())


def one_address(text: str, *, keeps_hidden: bool = False) -> str:
    """The one address in what a person or a program sent. Raises BadInput, without the text."""
    found = addresses_in(text, keeps_hidden=keeps_hidden)
    if len(found) != 1:
        raise BadInput(_("Give one email address. Write it as name@example.com."))
    return found[0]


def _cells(text: str) -> Iterator[str]:
    """The parts between separators that stand outside quotes and angle brackets; empty ones are left out."""
    cell = ""
    for part in _PART.findall(text):
        if part in _SEPARATORS:
            if bare := _trimmed(cell):
                yield bare
            cell = ""
        else:
            cell += part
    if bare := _trimmed(cell):
        yield bare


def _in_cell(cell: str, keeps_hidden: bool) -> Iterator[str]:
    """The addresses of a part with an @. Raises BadInput when something in it is not understood."""
    if len(cell) > _LONGEST_CELL:
        raise BadInput(_not_understood())
    if len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1].replace('""', ""):
        yield from addresses_in(cell[1:-1].replace('""', '"'), keeps_hidden=keeps_hidden)
        return
    named = _NAMED.findall(cell) if "<" in cell else []
    if named and not set("<>@") & set(_NAMED.sub("", cell)):
        for name, inside in named:
            one = _bare(inside, keeps_hidden)
            if "@" in name and not same_mailbox(_bare(name, keeps_hidden), one):
                raise BadInput(_not_understood())
            yield one
        return
    words = _WORD.findall(_REMARK.sub(" ", re.sub(r"(?i)\bmailto:\s+", "mailto:", cell)))
    if not all("@" in word for word in words):  # a name without brackets, or an address that a space broke
        raise BadInput(_not_understood())
    yield from (_bare(word, keeps_hidden) for word in words)


def _bare(text: str, keeps_hidden: bool) -> str:
    """The address without what stands around it. Raises BadInput when that is none."""
    before, now = None, text
    while before != now:
        before, now = now, _trimmed(now).rstrip(_TRAILING)
        if len(now) > 1 and _PAIRS.get(now[0]) == now[-1]:
            now = now[1:-1]
        if now[:7].casefold() == "mailto:":
            now = unquote(now[7:].partition("?")[0])
    seen = as_seen(now)
    is_marked = seen[:1] in _MARKS or not (seen[:1].isascii() or seen[:1].isalnum())
    if is_marked or not is_address(seen):
        raise BadInput(_not_understood())
    if not keeps_hidden:
        refuse_hidden(now)
    return now


def _not_understood() -> str:
    return _("This is no email address. Write it as name@example.com.")
