"""Names say what a thing is, and the repository speaks of itself alone."""

import ast
import re
from typing import TypeGuard

import pytest

from tests.house.source import REPOSITORY, Source, files, product, python

# A thing that manages, helps or serves has not been named yet.
_EMPTY_NAMES = re.compile(r"(manager|helper|utils?|utilit(y|ies)|service|misc|common)s?$", re.IGNORECASE)
# What a file is called is a noun phrase of the field, or a verb and its object.
_PRONOUN = re.compile(
    "i|me|you|your|he|him|she|her|it|its|we|us|our|they|them|their|who|whom|whose|what|which|everybody|nobody|somebody"
)
_LAST_OF_ALL = re.compile("all|another|any|one|others?|some|that|these|this|those")  # before a noun they say which
_ADVERB = re.compile(
    "afterwards|again|ahead|already|also|anew|aside|away|back|before|beforehand|beside|byhand|elsewhere|here|how|in"
    "|instead|later|meanwhile|never|now|off|often|once|otherwise|out|over|soon|still|then|there|together|too|up|when"
    r"|where|why|(?!daily|early|family|only|reply|supply)\w+ly"
)
_PHRASAL_NOUNS = re.compile(r"(?<![a-z])(hand_off|opt_out|set_up|(log|sign)(ed)?_(in|out))(?![a-z])")
_PARTICIPLE = re.compile(
    "begun|born|bought|broken|built|chosen|come|done|drawn|fallen|forgotten|found|given|gone|got|hidden|held|kept|known"
    "|laid|led|left|lent|lost|made|meant|met|paid|said|seen|sent|shown|sold|spent|spoken|stuck|taken|taught|told"
    r"|understood|unknown|won|written|(?!bed|feed|need|seed|shed|speed)\w+ed"
)
_ADJECTIVE = re.compile("able|big|good|new|old|plain|ready|same|small|sure|whole")
# Gerunds that are nouns of the field; any other is done in several rooms and says of none what it holds.
_GERUNDS = {"mapping", "listing", "pricing", "sealing", "wording"}
# What such a file holds is plain from its room, also where rooms are nested.
_IN_EVERY_ROOM = {"__init__", "base", "forms", "rows", "urls", "views", "wording"}
# Named by what an operator types: `manage.py up`.
_TYPED = {"portal/up", "portal/management/commands/up.py"}
# Public functions that say nothing without an object.
_MUTE = re.compile("ask|at|be|do|find|get|go|look|of|read|say|see|tell|told|what|who|whom")
# Their module is the object, and callers always name both.
_OBJECT_IS_PLAIN = {
    "dsr.formats.public_urls.ask": "one address a page: public_urls.ask(kind) is that of the form",
    "portal.up.install.say": "a script that nobody imports: it prints one line",
}
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


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")


def shape_of(name: str) -> str:
    """What is wrong with the shape of a file's name, without its suffix; empty when nothing is."""
    words = _PHRASAL_NOUNS.sub("noun", name).split("_")
    last = words[-1]
    if adverbs := [word for word in words if _ADVERB.fullmatch(word)]:
        return f"{adverbs[0]} is an adverb"
    if any(_PRONOUN.fullmatch(word) for word in words) or _LAST_OF_ALL.fullmatch(last):
        return "a pronoun does not say what it is"
    if _PARTICIPLE.fullmatch(last) or _ADJECTIVE.fullmatch(last):
        return f"{last} does not say what is {last}"
    if len(words) == 1 and name.endswith("ing") and name not in _GERUNDS:
        return f"{name} does not say what is done there, nor with what"
    return ""


def misshapen(sources: list[Source]) -> list[str]:
    """Files, and the folders they stand in, whose names are no noun phrase and no verb with its object."""
    paths = {source.path for source in sources}
    paths |= {path.rpartition("/")[0] for path in paths}
    faults = []
    for path in sorted(paths - _TYPED):
        if wrong := shape_of(_stem(path)):
            faults.append(f"{path}: {wrong}")
    return faults


def _room(path: str) -> str:
    """The room of a duty, with the rooms nested in it: dsr/systems/sql/values.py is in dsr/systems."""
    parts = path.split("/")[:-1]
    return "/".join(parts[: 3 if parts[1:2] in (["public"], ["staff"]) else 2])


def doubles(sources: list[Source]) -> list[str]:
    """Files of one room that share a basename."""
    first: dict[tuple[str, str], str] = {}
    faults = []
    for source in sources:
        stem = _stem(source.path)
        other = first.setdefault((_room(source.path), stem), source.path)
        if other != source.path and stem not in _IN_EVERY_ROOM:
            faults.append(f"{source.path}: {other} has the same name")
    return faults


def _is_function(node: ast.AST) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef]:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def _has_its_object(source: Source, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    is_task = any("shared_task" in ast.unparse(by) for by in node.decorator_list)  # named as the message is
    is_register = any(_is_function(other) and other.name == "register" for other in source.tree.body)
    return is_task or (is_register and node.name == "get") or f"{source.module}.{node.name}" in _OBJECT_IS_PLAIN


def mute_functions(sources: list[Source]) -> list[str]:
    """Public functions of a module that are called by a word that says nothing without an object."""
    return [
        source.fault(node, f"{node.name} does not say of what")
        for source in sources
        for node in source.tree.body
        if _is_function(node) and _MUTE.fullmatch(node.name) and not _has_its_object(source, node)
    ]


def foreign_words(sources: list[Source]) -> list[str]:
    return [fault for source in sources for pattern, why in _FOREIGN for fault in source.matches(pattern, why)]


def test_names_say_what_a_thing_is() -> None:
    assert empty_names(python()) == []


def test_files_are_noun_phrases_or_verbs_with_an_object() -> None:
    assert misshapen([*product(), *python("bench", "docs")]) == []


def test_no_two_files_of_a_room_share_a_name() -> None:
    assert doubles(python("dsr", "portal")) == []


def test_functions_say_of_what() -> None:
    assert mute_functions(product()) == []


def test_every_exception_is_still_one() -> None:
    named = {f"{source.module}.{node.name}" for source in product() for node in source.nodes if _is_function(node)}
    assert set(_OBJECT_IS_PLAIN) <= named
    assert {path for path in _TYPED if not (REPOSITORY / path).exists()} == set()


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


@pytest.mark.parametrize(
    "stem",
    [
        *("told", "sold", "hidden", "going", "known", "notified", "unanswered", "combined", "beside", "anew", "whom"),
        *("you", "byhand", "asking", "answering", "ending", "reading", "writing", "people_told", "rows_anew", "ready"),
        *("find_them", "locally", "by_whom", "others", "sealed", "up", "sign_in_again"),
    ],
)
def test_a_planted_shape_is_found(stem: str) -> None:
    assert misshapen([Source(f"dsr/letters/{stem}.py", "")])
    assert misshapen([Source(f"dsr/{stem}/__init__.py", "")])


@pytest.mark.parametrize(
    "stem",
    ["opt_out", "sign_in", "daily_email", "feed", "wording", "find_person", "signed_in_person", "one_time_links"],
)
def test_a_phrase_of_the_field_is_none(stem: str) -> None:
    assert not misshapen([Source(f"dsr/letters/{stem}.py", ""), Source("dsr/letters/__init__.py", "")])


def test_a_planted_double_is_found() -> None:
    def at(*paths: str) -> list[str]:
        return doubles([Source(path, "") for path in paths])

    assert at("dsr/systems/mapping.py", "dsr/systems/sql/mapping.py")
    assert at("portal/staff/case/page.py", "portal/staff/case/parts/page.py")
    assert not at("dsr/systems/rows.py", "dsr/systems/sql/rows.py")
    assert not at("portal/staff/case/proof.py", "portal/staff/wording/proof.py")
    assert not at("dsr/letters/paper.py", "dsr/webhooks/paper.py")


def test_a_planted_mute_function_is_found() -> None:
    assert mute_functions([Source("dsr/letters/x.py", "def told():\n    pass\n")])
    assert mute_functions([Source("dsr/letters/x.py", "async def get():\n    pass\n")])
    assert not mute_functions([Source("dsr/kinds/base.py", "def register():\n    pass\ndef get():\n    pass\n")])
    assert not mute_functions(
        [Source("dsr/letters/x.py", "def get_case():\n    pass\nclass A:\n    def get(self): pass\n")]
    )
