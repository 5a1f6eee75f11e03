"""Names say what a thing is, and the repository speaks of itself alone."""

import ast
import re

import pytest

from tests.house.source import Source, files, python

# A thing that manages, helps or serves has not been named yet.
_EMPTY_NAMES = re.compile(r"(manager|helper|utils?|utilit(y|ies)|service|misc|common)s?$", re.IGNORECASE)
# One letter of each stands in brackets, so that this list does not find itself.
_FOREIGN = (
    (r"/(wor[k]|roo[t]|hom[e]|User[s])/\w", "a path of one machine"),
    (r"/tm[p]/[a-z]+/", "a path of one machine"),
    (r"\b(TOD[O]|FIXM[E]|XX[X])\b", "unfinished work is not kept in comments"),
    (r"(?i)\b(language mode[l]|coding agen[t]|AI assistan[t]|chatbo[t])\b", "how it was written does not belong here"),
    (r"\bshare[d]/(\w+\.(md|csv|txt)|data|hooks)", "a document outside the repository"),
    (r"(?i)\bissue [#]?\d+|\b(design|law|stack|field)\.m[d]\b", "a document outside the repository"),
)


def empty_names(sources: list[Source]) -> list[str]:
    found = []
    for source in sources:
        if _EMPTY_NAMES.search(source.path.rpartition("/")[2].partition(".")[0]):
            found.append(source.fault(1, "the file's name does not say what it holds"))
        found += [
            source.fault(node, f"{node.name} does not say what it is")
            for node in source.nodes
            if isinstance(node, ast.ClassDef) and _EMPTY_NAMES.search(node.name)
        ]
    return found


def foreign_words(sources: list[Source]) -> list[str]:
    return [fault for source in sources for pattern, why in _FOREIGN for fault in source.matches(pattern, why)]


def test_names_say_what_a_thing_is() -> None:
    assert empty_names(python()) == []


def test_the_repository_speaks_of_itself_alone() -> None:
    assert foreign_words(files()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "# TO" + "DO later",
        "see /wo" + "rk/x",
        "as in share" + "d/data",
        "open('/ro" + "ot/x')",
        "for issue " + "#12",
        "'/tm" + "p/abc/x'",
        "a language mo" + "del",
    ],
)
def test_a_planted_foreign_word_is_found(planted: str) -> None:
    assert foreign_words([Source("docs/x.md", planted)])


def test_a_planted_name_is_found() -> None:
    assert empty_names([Source("dsr/case_utils.py", "")])
    assert empty_names([Source("dsr/case.py", "class CaseManager:\n    pass\n")])
    assert empty_names([Source("dsr/case.py", "class MailService:\n    pass\n")])
    assert not empty_names([Source("dsr/case.py", "class CaseRows:\n    pass\n")])
