"""No letter carries what a stranger typed to the address that the stranger gave, before something is proved."""

from typing import Any

import pytest

from dsr import letters, parties
from dsr.kinds import base
from dsr.kinds.base import Question
from dsr.letters import called_names
from dsr.letters.composition import words_of
from dsr.models import Case
from dsr.models.case import Channel
from portal.web.question_form import form_for, to_parties
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
KINDS = [kind.code for kind in base.every()]


def _typed(question: Question, whom: str) -> Any:
    """What answers the question: the first choice, or a sentence of a stranger that names its field."""
    if question.name == "for_whom":
        return whom
    if question.widget == "checks":
        return [question.choices[0].value]
    if question.choices:
        # What asks for more is chosen, so that every field is asked.
        values = [choice.value for choice in question.choices]
        return next((value for value in ("some", "another") if value in values), values[0])
    if question.widget == "email":
        return "victim@example.com"
    if question.widget == "lines":
        return f"Your account was locked {question.name}\nCall us now, CA 93701"
    return f"Your account was locked {question.name}"


def _case(code: str, whom: str) -> Case:
    kind = base.get(code)
    form = form_for(kind)({question.name: _typed(question, whom) for question in kind.questions})
    assert form.is_valid(), form.errors
    said = to_parties(form)
    return given.a_case(
        kind=code,
        parties=said.parties,
        answers=said.answers,
        sealed=said.sealed,
        items=said.items,
        is_for_another=said.is_for_another,
        delivery=said.delivery,
    )


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    return [text for one in value for text in _texts(one)] if isinstance(value, list | tuple) else [str(value)]


def _told(case: Case) -> dict[str, list[str]]:
    """The words of every letter of the kind that carry what was typed, by letter."""
    found = {}
    for letter in base.get(case.kind).letters.declared:
        words = {name: value for name, value in words_of(case, wanted=letter.every).items() if name in letter.every}
        found[letter.name] = [name for name, value in words.items() if "locked" in " ".join(_texts(value))]
    return found


@pytest.mark.parametrize("whom", ["self", "another"])
@pytest.mark.parametrize("code", KINDS)
def test_no_field_of_a_form_stands_in_any_letter_before_something_is_proved(code, whom):
    case = _case(code, whom)
    assert {name: words for name, words in _told(case).items() if words} == {}
    case.verified_at = given.now()
    asks_name = any(question.goes_to == "subject.name" for question in base.get(code).questions)
    assert any("requester_name" in words for words in _told(case).values()) == asks_name, "once it is proved"


def test_the_acknowledgement_greets_nobody_by_a_name_that_was_only_typed():
    name = "Your account was locked call"
    parties_said = {"subject": {"name": name}, "requester": {"name": name, "email": "victim@example.com"}}
    case = given.a_case(parties=parties_said)
    composed = letters.compose(case, "shine-the-light/acknowledgement")
    assert "locked" not in composed.subject + composed.text + composed.html
    assert composed.text.startswith("Hello,\n") and "<p>Hello,</p>" in composed.html
    case.channel = Channel.PHONE  # somebody at the desk wrote it down
    assert letters.compose(case, "shine-the-light/acknowledgement").text.startswith(f"Hello {name},")


def test_who_acts_for_others_reads_of_whom_it_is_by_initials():
    said = {"subject": {"name": "Dana Ruth Whitlow"}, "requester": {"name": "Kim Agent", "email": "kim@example.com"}}
    case = given.a_case(parties=said, is_for_another=True)
    words = called_names.names_of(case, parties.sealed_values(case))
    assert words == {
        "requester_name": "",
        "for_self": "no",
        "about_whom": "the person with the initials DRW",
        "asked_by": "",
    }
    case.verified_level = "account"
    assert called_names.names_of(case, parties.sealed_values(case))["about_whom"] == "Dana Ruth Whitlow"
