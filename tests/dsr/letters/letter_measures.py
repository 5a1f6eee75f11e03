"""What is measured of a golden letter: its words outside lists, its grade, and what each of its forms says."""

import html
import re
from pathlib import Path

GOLDEN = Path(__file__).parents[2] / "letters"
MOST_IN_SENTENCE = 25
_ITEM = re.compile(r"(- |\d+\. |https?://|\[)")
_CITED = re.compile(r"\((?=[^()]*(§|Code|Part))(?:[^()]|\([^()]*\))*\)")
_LINK = re.compile(r"https?://\S+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_SENTENCE = re.compile(r"(?<=[.?!:])\s+(?=[A-Z“])")
# What the law wants said beside its lists: why something is kept and until when, § 7022(f); of copies in backups,
# § 7022(d); the record, § 7022(e); the offer to opt out, § 7022(g); the rule that was applied.
_BY_LAW = (
    *(
        "We use this for that purpose alone.",
        "We keep this for the agency",
        "We keep some information of which the law",
    ),
    *("The law lets copies in our backups", "We keep a record of", "You can also tell us not to sell", "The rule is "),
)


def parts_of(golden: str) -> tuple[str, str, str]:
    """Subject, text and HTML."""
    head, _nothing, body = golden.partition("\n\n")
    text, page = body.split(f"\n{'-' * 72}\n")
    return head.splitlines()[1].removeprefix("Subject: "), text, page


def prose_of(text: str) -> str:
    """A letter without greeting and foot, its lists and what leads to them, what staff typed, citations and links."""
    paragraphs = [one.strip() for one in text.partition("\n\nReference: ")[0].split("\n\n")]
    after_lead = (not before.endswith(":") for before in paragraphs)
    return " ".join(_own_words(one) for one, is_own in zip(paragraphs[1:], after_lead, strict=False) if is_own)


def _own_words(paragraph: str) -> str:
    if _ITEM.match(paragraph) or paragraph.startswith(_BY_LAW):
        return ""
    last = _SENTENCE.split(paragraph)[-1]
    kept = paragraph.removesuffix(last) if last.endswith(":") and "\n" not in paragraph else paragraph
    lines = (line for line in kept.splitlines() if not _ITEM.match(line))
    return _LINK.sub("", _CITED.sub("", " ".join(lines)))


def words_in(prose: str) -> list[str]:
    return _WORD.findall(prose)


def long_sentences(text: str) -> list[str]:
    """Those over 25 words; a value counts as one, a citation as none."""
    plain = _CITED.sub(
        "", re.sub(r"Cal\. (Civ\. Code|Code Regs\. tit\. \d+,) § \S+", "", re.sub(r"%\(\w+\)s", "X", text))
    )
    return [one for one in _SENTENCE.split(plain) if len(words_in(one)) > MOST_IN_SENTENCE]


def grade_of(prose: str) -> float:
    """The Flesch-Kincaid grade."""
    words, sentences = words_in(prose), len(_SENTENCE.split(prose.strip()))
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    """As they are heard, near enough: groups of vowels, without a silent e at the end."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", plain))
    is_silent = re.search(r"[^aeiouyl]e$|[^td]ed$|[^aeiouy]les$", plain) is not None
    return max(1, count - is_silent)


def said_in_text(text: str) -> list[str]:
    """Every word and number of the text, in its order."""
    return _plain(text)


def said_in_html(page: str) -> list[str]:
    """The same of the HTML, below its heading."""
    body = page.partition("</h1>")[2]
    return _plain(html.unescape(re.sub(r"<[^>]+>", " ", body)))


def _plain(words: str) -> list[str]:
    """The report, and an earlier response, stand for themselves."""
    shown = re.sub(r"\[the report as \w+\]|(Our response\s+)?\[the earlier response\]", "", words)
    return re.findall(r"[^\W_]+", shown)
