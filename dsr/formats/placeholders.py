"""Words and signs that people and spreadsheets write where there is nothing to say: n/a, none, TBD, a dash, #REF!."""

import re
import unicodedata

# Of spreadsheets and of exports of databases.
_MARKS = re.compile(
    r"#(N/?A|REF|VALUE|NAME|NULL|NUM|DIV/0|SPILL|CALC|FIELD|BLOCKED|GETTING_DATA)\W*|\\N|<NA>|\$null\$?", re.IGNORECASE
)
_WORDS = frozenset(
    (
        *("na", "n a", "none", "null", "nil", "nul", "nan", "undefined", "unspecified", "unknown", "unk", "not known"),
        *("tbd", "tba", "tbc", "to be determined", "to be announced", "to be confirmed", "no data", "no value"),
        *("not available", "not applicable", "not provided", "not given", "not stated", "not specified"),
        *("not disclosed", "not listed", "no name", "no address", "no postal address", "no mailing address"),
        *("name unknown", "unknown name", "address unknown", "unknown address", "unknown postal address"),
    )
)
_LONGEST = 60  # with characters that nobody sees
# A company may be called so; in brackets it is what a table writes into an empty cell.
_BRACKETED = frozenset({"blank", "empty", "missing", "pending", "nothing"})


def says_nothing(text: str) -> bool:
    """Whether a text is empty or only stands for what is not there. What says more than that says something."""
    plain = text.strip()
    if len(plain) > _LONGEST:
        return False
    if not plain.isascii():
        seen = (letter for letter in unicodedata.normalize("NFKC", plain) if unicodedata.category(letter) != "Cf")
        plain = "".join(seen).strip()
    if _MARKS.fullmatch(plain):
        return True
    words = " ".join(re.findall(r"\w+", plain.replace("_", " ").casefold()))
    is_bracketed = plain[:1] in "([<{" and plain[-1:] in ")]>}"
    return not words or words in _WORDS or (is_bracketed and words in _BRACKETED)
