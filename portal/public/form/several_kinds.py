"""Several kinds in one form: it asks each question once, and each case gets only what its own kind may ask."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.kinds.base import Kind, Question, Words
from dsr.models.case import Delivery
from portal.web.question_form import Answered, QuestionForm, form_for, to_parties


@dataclass(frozen=True)
class JointKind:
    """Kinds that are asked for together. `kind` stands for all of them in a form; it is never written down.

    `names` says what a question of a kind is called in the form; `points` are asked beside, for kinds with proof.
    """

    kind: Kind
    parts: tuple[Kind, ...]
    names: Mapping[tuple[str, str], str]
    points: tuple[Question, ...] = ()

    def rank_of(self, question: Question) -> int:
        """The first step in which a kind of this form asks it; what only all of them together ask comes last."""
        asking = {code for (code, _own), name in self.names.items() if name == question.name}
        if not asking and question.only_if:  # asked by no kind alone: beside what it hangs on
            return min(self.rank_of(other) for other in self.kind.questions if other.name == question.only_if[0])
        return min((rank(kind) for kind in self.parts if kind.code in asking), default=rank(self.parts[0]))

    def form(self, may_be_open: Collection[str] = ()) -> type[QuestionForm]:
        return form_for(self.kind, may_be_open=may_be_open, extra_questions=self.points)


def rank(kind: Kind) -> int:
    """0: in effect at receipt, with an address only. 1: no proof. 2: proof."""
    if kind.proof is not None:
        return 2
    return 0 if kind.automatic_grant is not None else 1


# Who stops something is known by the address of the first step; who acts for another has one of their own.
_AGENT_EMAIL = Question(
    name="agent_email",
    label=gettext_lazy("Your own email address"),
    hint=gettext_lazy("Our answers come to it. The address that you gave before is then taken for the person's."),
    goes_to="requester.email",
    widget="email",
    autocomplete="email",
    only_if=("for_whom", "another"),
    max_length=254,
    missing=gettext_lazy("Enter your own email address, because you act for another person."),
)


@dataclass(frozen=True)
class Share:
    """A filled form, cut down to what one kind asks: its questions, and the answers by question."""

    questions: tuple[Question, ...]
    cleaned_data: dict[str, Any]
    is_about_another: bool


def join_kinds(kinds: Sequence[Kind], points: Sequence[Question] = (), *, asks_least: bool = True) -> JointKind:
    """The kinds in the order in which they are opened: the first carries the proof of those that need it.

    `asks_least`: where an email address is needed anyway, no other place for the response is asked for.
    """
    parts = tuple(sorted(kinds, key=_place))
    questions, names = _merged(parts)
    if asks_least and any(_is_direct(question) for question in questions):
        questions = [question for question in questions if not _is_place(question)]
    if asks_least:  # documents may follow by reply: the page of several things takes none
        questions = [question for question in questions if question.widget != "documents"]
    if _parts_addresses(parts):
        questions = list(_with_agent_email(questions))
    kind = replace(
        parts[0],
        title=_("Several things at once"),
        summary="; ".join(str(part.page.wish or part.title) for part in parts),
        questions=tuple(questions),
        clocks=replace(parts[0].clocks, depends_on_address=any(part.clocks.depends_on_address for part in parts)),
        intake=replace(parts[0].intake, must_be_written=any(part.intake.must_be_written for part in parts)),
    )
    return JointKind(kind, parts, names, tuple({point.name: point for point in points}.values()))


def _parts_addresses(kinds: Sequence[Kind]) -> bool:
    """Whether some of the kinds ask for whom it is, and others know a person by the one address they ask for."""
    asking = {any(question.goes_to == "for_whom" for question in kind.questions) for kind in kinds}
    return asking == {True, False}


def _with_agent_email(questions: Sequence[Question]) -> Iterator[Question]:
    for question in questions:
        if question.goes_to != "subject.email":
            yield question
        if question.goes_to == "for_whom":
            yield _AGENT_EMAIL


def _place(kind: Kind) -> tuple[bool, bool, int, str]:
    return kind.proof is None, not kind.intake.may_open_others, -kind.proof_bounds.most.rank, kind.code


def _merged(kinds: Sequence[Kind]) -> tuple[list[Question], dict[tuple[str, str], str]]:
    """Each question once, and none that another kind's settles.

    What is called alike and is another question is asked for each kind by its title.
    """
    found: dict[str, Question] = {}
    names: dict[tuple[str, str], str] = {}
    hints = _hints_of_settled(kinds)
    for kind in kinds:
        for question in kind.questions:
            if _yields(question, kinds):
                continue
            same = found.get(question.name)
            is_own = same is not None and not _is_same(same, question)
            name = f"{question.name}_{kind.code.replace('-', '_')}" if is_own else question.name
            names[kind.code, question.name] = name
            only_if, and_if = (one and (names[kind.code, one[0]], one[1]) for one in _conditions(question))
            label = f"{kind.title}: {question.label}" if is_own else question.label
            hint = hints.get((kind.code, question.goes_to), question.hint)
            asked = replace(question, name=name, only_if=only_if, and_if=and_if, label=label, hint=hint)
            found[name] = _looser(found[name], asked) if name in found else asked
    return list(found.values()), names


def _yields(question: Question, kinds: Sequence[Kind]) -> bool:
    """Whether another kind of this form asks it too: answered once, no two answers contradict each other."""
    return question.yields_to is not None and question.yields_to[0] in {kind.code for kind in kinds}


def _hints_of_settled(kinds: Sequence[Kind]) -> dict[tuple[str, str], Words]:
    """By kind and answer: what its question says where it settles that of another kind too."""
    asked = [question for kind in kinds for question in kind.questions if _yields(question, kinds)]
    return {(one.yields_to[0], one.goes_to): one.yields_to[1] for one in asked if one.yields_to}


def _is_same(one: Question, other: Question) -> bool:
    alike = (one.goes_to, one.widget) == (other.goes_to, other.widget)
    return alike and [choice.value for choice in one.choices] == [choice.value for choice in other.choices]


def _looser(one: Question, other: Question) -> Question:
    """The question that serves both: asked whenever either kind asks, and required when either needs it."""
    always = not any(_conditions(one)) or not any(_conditions(other))
    return replace(
        other if any(_conditions(one)) and always else one,  # its words hold whatever was answered before
        only_if=None if always else one.only_if,
        and_if=None if always else one.and_if,
        is_required=any(ask.is_required and (not any(_conditions(ask)) or not always) for ask in (one, other)),
        may_be_open=one.may_be_open and other.may_be_open,
        or_else=one.or_else if one.or_else == other.or_else else "",
    )


def _conditions(question: Question) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    return question.only_if, question.and_if


def _is_direct(question: Question) -> bool:
    is_asked = question.only_if is None and question.is_required and not question.or_else
    return question.goes_to == "requester.email" and is_asked


def _is_place(question: Question) -> bool:
    return question.goes_to in {"delivery", "requester.postal"}


def _of_agent(kind: Kind, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Who acts for another: answers go to the agent, and the address of the first step is the person's."""
    if not any(question.goes_to == "for_whom" for question in kind.questions):
        return {}
    places = {"requester.email": typed[_AGENT_EMAIL.name], "subject.email": typed.get("email", "")}
    return {question.name: places[question.goes_to] for question in kind.questions if question.goes_to in places}


def answers_by_kind(joint: JointKind, form: QuestionForm) -> Iterator[tuple[Kind, Answered]]:
    """What each kind gets of a filled form: the answers to its own questions, and nothing else of it."""
    for number, kind in enumerate(joint.parts):
        typed = form.cleaned_data
        own: dict[str, Any] = {
            question.name: typed.get(joint.names.get((kind.code, question.name), ""), "")
            for question in kind.questions
        }
        for question in kind.questions:
            if question.goes_to == "delivery" and question.name not in form.fields:
                own[question.name] = Delivery.EMAIL.value
        for question in kind.questions:
            if any(one and own[one[0]] != one[1] for one in _conditions(question)):
                own[question.name] = ""
        if typed.get(_AGENT_EMAIL.name):
            own |= _of_agent(kind, typed)
        # One proof serves all: the points are matched in the case that carries it.
        points = joint.points if number == 0 else ()
        own |= {point.name: typed.get(point.name, "") for point in points}
        yield kind, to_parties(Share((*kind.questions, *points), own, kind.intake.is_about_another))
