"""A kind is one module that declares, and its words. Nothing outside dsr/kinds/ asks which kind it is."""

import ast
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.base import Template
from django.template.engine import Engine
from django.utils import translation

from dsr.formats.law_numbers import LAW_NUMBERS
from dsr.kinds import base
from dsr.law.citations import Citation
from tests.house.source import REPOSITORY, Source, dotted, files, product
from tests.house.templates import messages_of, words_used

FILES = ("subject.txt", "body.txt", "body.html")
# What the frame of an email has beside the words of its letter.
_OF_FRAME = {"subject", "brand_color"}
_STORIES = REPOSITORY / "tests" / "stories"
# The demo and the words of a template's address name the kinds they show.
_MAY_NAME_KINDS = ("dsr/kinds/", "portal/demo/")
# The same word for another thing: what a published policy offers, and the name of a report.
_OTHER_MEANING = {("dsr/models/policy.py", "opt-out"), ("dsr/disclosures/third_party_report.py", "shine-the-light")}


def _is_kind(node: ast.AST) -> bool:
    return bool(re.search(r"(^|\.)kind(\.code)?$", dotted(node)))


def asks_which(sources: list[Source], codes: set[str]) -> list[str]:
    """Comparisons of a kind with a constant, and codes of kinds written down elsewhere."""
    found, other = [], _OTHER_MEANING
    for source in sources:
        if source.path.startswith(_MAY_NAME_KINDS):
            continue
        for node in source.nodes:
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                constant = any(isinstance(side, ast.Constant | ast.List | ast.Tuple | ast.Set) for side in sides)
                if constant and any(_is_kind(side) for side in sides):
                    found.append(source.fault(node, "asks which kind it is: let the kind declare it"))
            elif isinstance(node, ast.Match) and _is_kind(node.subject):
                found.append(source.fault(node, "asks which kind it is: let the kind declare it"))
            elif isinstance(node, ast.Constant) and node.value in codes and (source.path, node.value) not in other:
                found.append(source.fault(node, f"names the kind {node.value}"))
    return found


def asks_in_template(sources: list[Source], codes: set[str]) -> list[str]:
    names = "|".join(map(re.escape, sorted(codes)))
    asked = r"\{%\s*(el)?if\b[^%]*\bkind(\.code)?\s*(==|!=|(not )?in\b)"
    pattern = rf"{asked}|\{{%[^%]*[\"']({names})[\"']"
    return [fault for source in sources for fault in source.matches(pattern, "asks which kind it is")]


def choices_on_kind(sources: list[Source]) -> list[str]:
    """A list of kinds in a column would need a migration for each new kind."""
    return [
        source.fault(node, "the column `kind` has choices")
        for source in sources
        for node in source.nodes
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and any(dotted(t) == "kind" for t in (node.targets if isinstance(node, ast.Assign) else [node.target]))
        and isinstance(node.value, ast.Call)
        and any(keyword.arg == "choices" for keyword in node.value.keywords)
    ]


_OF_PAGE = {base.letters.MESSAGE_ANSWERED, base.letters.ADDRESS_CONFIRM, base.letters.ADDRESS_TOLD}


def _alike(kind: base.Kind) -> set[str]:
    """The letters that no kind names itself, as they are alike for all."""
    return _OF_PAGE | (
        {base.letters.CORRECTED_OF_BUNDLE} if kind.agents.covering and kind.letters.corrected else set()
    )


def undeclared(kind: base.Kind, stories: Path = _STORIES) -> list[str]:
    """What a kind must declare and does not: law, clock, outcomes with their law, a story."""
    found = []
    if not kind.law or not all(isinstance(citation, Citation) for citation in kind.law):
        found.append(f"{kind.code} cites no law")
    receipt = base.Receipt(datetime(2026, 3, 10, 16, tzinfo=UTC), True, 30, frozenset())
    clocks = [kind.clocks.respond(replace(receipt, is_designated=designated)) for designated in (True, False)]
    clocks += [start(receipt) for start in (kind.clocks.acknowledge, kind.clocks.extend) if start]
    for deadline in clocks:
        if not deadline.clock or not all(segment.citation for segment in deadline.explanation):
            found.append(f"{kind.code} has a clock without a name or a citation")
    found += [
        f"{kind.code}: {end.code} cites no law" for end in kind.outcomes if not isinstance(end.citation, Citation)
    ]
    found += _dangling(kind)
    named = {
        *(kind.letters.acknowledgement, kind.letters.several),
        *(end.letter for end in kind.outcomes),
        *(end.letter_unshown for end in kind.outcomes),
        kind.letters.joined,
        kind.letters.question,
        kind.letters.separated,
        kind.letters.mistake,
        kind.letters.no_request,
        kind.letters.person_told,
        kind.letters.corrected,
        kind.letters.withdrawal,
        kind.letters.withdrawn,
    } - {""}
    named |= {kind.clocks.extension_letter, kind.agents.covering, kind.agents.answered, kind.agents.missing} - {""}
    named |= {kind.agents.permission, kind.agents.permission_reminder} - {""}
    named |= {kind.proof.fresh_link, kind.proof.reminder, kind.proof.confirmed} - {""} if kind.proof else set()
    named |= {kind.items.statement_letter} if kind.items else set()
    named |= {kind.work.finished} - {""} | _alike(kind) if kind.work else _alike(kind)
    declared = {letter.name for letter in kind.letters.declared}
    found += [f"{kind.code}: the letter {name} is not declared" for name in sorted(named - declared)]
    found += [f"{kind.code}: the letter {name} is never sent" for name in sorted(declared - named)]
    if not (stories / f"test_{kind.code.replace('-', '_')}.py").is_file():
        found.append(f"{kind.code} has no story in tests/stories/")
    return found


def _dangling(kind: base.Kind) -> list[str]:
    """What a kind names and nothing declares: an outcome for a proof that failed, a letter, another kind."""
    codes = {outcome.code for outcome in kind.outcomes}
    proof, items, grant = kind.proof, kind.items, kind.automatic_grant
    named = {kind.agents.not_permitted}
    named |= {proof.not_verified, proof.not_confirmed, proof.in_doubt} if proof else set()
    named |= {items.statement_outcome} if items else set()
    named |= {grant.outcome({})} if grant else set()
    found = [f"{kind.code} names no outcome of its own: {code}" for code in named - {""} - codes]
    if proof is not None and not (proof.not_verified and proof.fresh_link and proof.reminder):
        found.append(f"{kind.code} asks for proof and does not say what happens without")
    if kind.clocks.extend is not None and not kind.clocks.extension_letter:
        found.append(f"{kind.code} can be extended and has no letter that says so")
    agents = kind.agents
    if agents.law.may_ask_person and not (agents.permission and agents.permission_reminder and agents.not_permitted):
        found.append(f"{kind.code} may ask the person and does not say how")
    if bool(agents.covering) == bool(agents.entered_alone):
        found.append(f"{kind.code} must say how many of an agent are entered at once, or why each is entered alone")
    if bool(agents.covering) != bool(agents.answered):
        found.append(f"{kind.code} acknowledges many of an agent, and tells no end")
    may_lack = bool(agents.covering and (proof or items or kind.eligibility))
    if may_lack != bool(agents.missing):
        found.append(f"{kind.code} takes many of an agent, and asks for nothing that is left out, or for what is not")
    others = {kind.letters.offers_on_refusal, kind.letters.means_of_choice} - {""}
    others |= {items.offers_instead} if items else set()
    return found + [f"{kind.code} names the kind {code}" for code in others - {one.code for one in base.every()}]


def unwritten(letter: base.LetterWords, languages: list[str]) -> list[str]:
    """What is wrong with the three files of a letter: absent, undeclared words, not translated."""
    found = []
    for file in FILES:
        name = f"letters/{letter.name}/{file}"
        try:
            template = Engine.get_default().get_template(name)
        except TemplateDoesNotExist:
            found.append(f"templates/{name} is absent")
            continue
        # Empty in the frame of what goes to a stranger.
        unset = {"requester_name", "asked_by", "page_link", "reference"} if letter.is_to_stranger else set()
        unknown = words_used(template) - letter.every - {LAW_NUMBERS} - _OF_FRAME - unset
        found += [f"templates/{name}: {word} is not declared" for word in sorted(unknown)]
        found += [f"templates/{name}: {fault}" for fault in untranslated(template, languages)]
    return found


def untranslated(template: Template, languages: list[str]) -> list[str]:
    """Texts that read the same in another language as in English have no translation there."""
    found = []
    for language in languages:
        if language.partition("-")[0] == "en":
            continue
        with translation.override(language):
            found += [
                f"no {language} for: {text}"
                for text in sorted(messages_of(template))
                if translation.gettext(text) == text
            ]
    return found


def _codes() -> set[str]:
    return {kind.code for kind in base.every()}


def test_nothing_asks_which_kind_it_is() -> None:
    assert asks_which(product(), _codes()) == []
    assert asks_in_template(files("templates"), _codes()) == []


def test_a_new_kind_needs_no_migration() -> None:
    assert choices_on_kind(product()) == []


def test_every_kind_declares_what_it_owes() -> None:
    assert [fault for kind in base.every() for fault in undeclared(kind)] == []


def test_every_letter_is_written_in_every_language() -> None:
    languages = [code for code, _name in settings.LANGUAGES]
    assert [
        fault for kind in base.every() for letter in kind.letters.declared for fault in unwritten(letter, languages)
    ] == []


@pytest.mark.parametrize(
    "planted",
    [
        "if case.kind == 'x':\n    pass\n",
        "if kind.code in ('x', 'y'):\n    pass\n",
        "match case.kind:\n    case 'x':\n        pass\n",
        "code = 'shine-the-light'\n",
    ],
)
def test_a_planted_question_is_found(planted: str) -> None:
    assert asks_which([Source("dsr/review/decisions.py", planted)], _codes())
    assert not asks_which([Source("dsr/review/decisions.py", "same = first.kind == case.kind\n")], _codes())
    assert asks_in_template([Source("templates/x.html", "{% if case.kind == 'x' %}")], _codes())
    assert asks_in_template([Source("templates/x.html", "{% url 'ask' code='shine-the-light' %}")], _codes())


def test_planted_choices_are_found() -> None:
    assert choices_on_kind([Source("dsr/models/case.py", "kind = models.CharField(choices=KINDS)\n")])


def test_a_planted_gap_in_a_kind_is_found(tmp_path: Path) -> None:
    kind = base.get("shine-the-light")
    (tmp_path / "test_shine_the_light.py").touch()
    assert undeclared(kind, tmp_path) == []
    assert undeclared(replace(kind, law=()), tmp_path)
    assert undeclared(_with(kind, "letters", acknowledgement="shine-the-light/lost"), tmp_path)
    assert undeclared(_with(kind, "letters", declared=kind.letters.declared[1:]), tmp_path)
    assert undeclared(_with(kind, "letters", offers_on_refusal="lost"), tmp_path)
    assert undeclared(replace(kind, code="other"), tmp_path)
    deadline = kind.clocks.respond(base.Receipt(datetime(2026, 3, 10, 16, tzinfo=UTC), True, 30, frozenset()))
    assert undeclared(_with(kind, "clocks", respond=lambda _receipt: replace(deadline, clock="")), tmp_path)
    assert undeclared(_with(kind, "clocks", extend=kind.clocks.respond), tmp_path)


def test_a_planted_gap_in_a_part_is_found(tmp_path: Path) -> None:
    for code in ("deletion", "correction", "opt_out"):
        (tmp_path / f"test_{code}.py").touch()
    kind = base.get("deletion")
    assert undeclared(kind, tmp_path) == []
    assert undeclared(_with(kind, "proof", not_verified="N_LOST"), tmp_path)
    assert undeclared(_with(kind, "proof", reminder=""), tmp_path)
    assert undeclared(_with(kind, "clocks", extension_letter=""), tmp_path)
    assert undeclared(_with(kind, "agents", permission=""), tmp_path)
    assert undeclared(_with(kind, "agents", not_permitted="N_LOST"), tmp_path)
    items = base.get("correction")
    assert undeclared(items, tmp_path) == []
    assert undeclared(_with(items, "items", statement_outcome="LOST"), tmp_path)
    assert undeclared(_with(items, "items", statement_letter="correction/lost"), tmp_path)
    assert undeclared(_with(items, "items", offers_instead="lost"), tmp_path)
    opt_out = base.get("opt-out")
    assert undeclared(opt_out, tmp_path) == []
    assert undeclared(_with(opt_out, "automatic_grant", outcome=lambda _answers: "LOST"), tmp_path)


def _with(kind: base.Kind, part: str, **fields: Any) -> base.Kind:
    """The kind with other fields in one of its parts."""
    return replace(kind, **{part: replace(getattr(kind, part), **fields)})


def test_a_planted_gap_in_a_letter_is_found() -> None:
    letter = base.get("shine-the-light").letter("shine-the-light/acknowledgement")
    assert unwritten(replace(letter, words=letter.words - {"business_address"}), ["en"])  # used by what it includes
    assert unwritten(replace(letter, words=letter.words - {"reference"}), ["en"])
    assert unwritten(replace(letter, name="shine-the-light/lost"), ["en"])
    assert unwritten(letter, ["en", "es"])


def test_the_words_of_a_template_are_seen() -> None:
    text = (
        "{% load i18n %}{{ a.b|default:c }}{% if d and not e %}{% for f in g %}{{ f }}{{ forloop.counter }}"
        "{% endfor %}{% endif %}{% blocktranslate trimmed with h=i count j=k %}{{ h }} {{ l }}{% plural %}{{ m }}"
        "{% endblocktranslate %}{% with n=o %}{{ n }}{% endwith %}"
    )
    assert words_used(Engine.get_default().from_string(text)) == set("acdegiklmo")
