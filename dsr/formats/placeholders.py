"""Words and signs that people and spreadsheets write where there is nothing to say: n/a, none, TBD, a dash, #REF!."""

import re
import unicodedata

from dsr.formats.hidden_characters import without_hidden

# Of spreadsheets and of exports of databases.
_MARKS = re.compile(
    r"#(N/?A|REF|VALUE|NAME|NULL|NUM|DIV/0|SPILL|CALC|FIELD|BLOCKED|GETTING_DATA)\W*|\\N|<NA>|\$null\$?", re.IGNORECASE
)
_WORDS = frozenset(
    (
        *("na", "n a", "none", "null", "nil", "nul", "nan", "undefined", "unspecified", "unknown", "unk", "not known"),
        *("tbd", "tba", "tbc", "to be determined", "to be announced", "to be confirmed", "no data", "no value"),
        *("not applicable", "no name", "no address", "no postal address", "no mailing address", "do not know"),
        *("don t know", "dont know", "on file", "to follow", "ditto", "idem", "same address", "same name"),
        *("name unknown", "unknown name", "address unknown", "unknown address", "unknown postal address"),
    )
)
_GIVEN = "available|provided|given|stated|specified|disclosed|listed|supplied|entered|found|recorded|on file|on record"
_WHERE = (
    "file|above|below|before|notes?|attached|attachment|list|contract|agreement|web ?site|comments?|record|previous"
)
# Whole sentences of their own kind: what they point to is not in the cell.
_SENTENCES = re.compile(
    rf"(?:no|none|not|nothing)(?: \w+)? (?:{_GIVEN})|(?:address|name|information|info|details) (?:{_GIVEN})"
    rf"|(?:the )?same(?: \w+)? as(?: the)?(?: \w+)+|as (?:above|before|below)"
    rf"|(?:please )?(?:see|refer to)(?: the| our| their)?(?: \w+)? (?:{_WHERE})|(?:please )?see (?:{_WHERE})"
)
# Where a name or an address must stand, these are none, though other cells may mean something by them.
_FILLERS = re.compile(
    r"0+|x{2,}|same|same here|test(?:ing)?|asdf+|no|nobody|no one|anonymous|various|multiple|withheld|redacted|not yet"
)
# Companies are called so, but no street and no city.
_NO_PLACES = re.compile(
    r"x|above|blank|empty|missing|pending|several|varies|refused|confidential|private|hidden|deleted|removed|later"
)
# Before the @: what forms and programs write where there is no address. Nobody reads mail at the first sort, whatever
# the domain; the others are people's, unless the domain is made up as well.
_NO_MAIL = re.compile(r"(?:no|donot|dont)[-_.]?(?:reply|e-?mail|mail)|do[-_.]not[-_.]reply")
_NOBODY = re.compile(
    r"none|no|n[-_./]?a|nil|null|nan|unknown|unk|nobody|no[-_.]?one|anonymous|undefined|test(?:ing|er)?|x{1,5}|abc|asdf+"
    r"|not[-_.]?(?:available|given|known|provided)|declined|refused|blank|empty|fake|dummy|nothing"
)
_MADE_UP = re.compile(rf"(?:{_NOBODY.pattern}|no[-_]?e?-?mail|nowhere|invalid)(?:\.[a-z.]+)?")
_LONGEST = 60  # with characters that nobody sees
# A company may be called so; in brackets it is what a table writes into an empty cell.
_BRACKETED = frozenset({"blank", "empty", "missing", "pending", "nothing"})
_REMARK = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])$")


# With which words anything begins that stands for nothing, in small letters; or with one of _FORMS.
_FIRST_WORDS = frozenset(
    (
        *(words.partition(" ")[0] for words in (*_WORDS, *_BRACKETED)),
        *("n", "ref", "value", "name", "null", "num", "div", "spill", "calc", "field", "blocked", "getting", "na"),
        *("no", "none", "not", "nothing", "address", "information", "info", "details", "the", "same", "as", "please"),
        *("see", "refer", "nobody", "anonymous", "various", "multiple", "withheld", "redacted"),
        *("above", "blank", "empty", "missing", "pending", "several", "varies", "refused", "confidential", "private"),
        *("hidden", "deleted", "removed", "later", "test", "testing"),
    )
)
_FORMS = ("0", "x", "asdf")
_FIRST_WORD = re.compile(r"[\W_]*([^\W_]+)")


def begins_with_something(text: str) -> bool:
    """Whether the first word alone shows that a text says something, as that of almost every company does."""
    if not text.isascii():
        return False
    found = _FIRST_WORD.match(text)
    word = found[1].lower() if found else ""
    return bool(word) and word not in _FIRST_WORDS and not word.startswith(_FORMS)


def says_nothing(text: str) -> bool:
    """Whether a text is empty or only stands for what is not there. What says more than that says something."""
    if not text or begins_with_something(text):
        return not text
    plain = _seen(text)
    if plain is None:
        return False
    if _MARKS.fullmatch(plain):
        return True
    words = _words(plain)
    if not words or words in _WORDS or _SENTENCES.fullmatch(words):
        return True
    is_bracketed = plain[:1] in "([<{" and plain[-1:] in ")]>}"
    if is_bracketed:
        return words in _BRACKETED
    without_remark = _REMARK.sub("", plain)
    if without_remark != plain:
        return _words(without_remark) in _WORDS
    several = [one for one in re.split(r"[,;|\n]", plain) if one.strip()]
    return len(several) > 1 and all(map(says_nothing, several))


def is_nobodys_mailbox(email: str) -> bool:
    """Whether an address only fills a field, as none@none.com does, or is one at which nobody reads: noreply@…"""
    local, _at, domain = email.strip().strip("<>").casefold().rpartition("@")
    return bool(_NO_MAIL.fullmatch(local) or (_NOBODY.fullmatch(local) and _MADE_UP.fullmatch(domain)))


def is_filler(text: str) -> bool:
    """The same, and what people type into a field of a name that may not stay empty: 0, xxx, same."""
    return not begins_with_something(text) and (says_nothing(text) or _is_one_of(_FILLERS, text))


def is_no_place(text: str) -> bool:
    """The same of a part of a mailing address."""
    return not begins_with_something(text) and (is_filler(text) or _is_one_of(_NO_PLACES, text))


def _is_one_of(forms: re.Pattern[str], text: str) -> bool:
    plain = _seen(text)
    return plain is not None and forms.fullmatch(_words(plain)) is not None


def _seen(text: str) -> str | None:
    """What a person sees of it, tidied; None where it is too long to stand for nothing."""
    plain = text.strip()
    if len(plain) > _LONGEST:
        return None
    if plain.isascii():
        return plain
    return without_hidden(unicodedata.normalize("NFKC", plain))


def _words(plain: str) -> str:
    return " ".join(re.findall(r"\w+", plain.replace("_", " ").casefold()))
