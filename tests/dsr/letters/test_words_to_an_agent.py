"""What goes to who acts for another speaks of the person by name or as the person, never as “you”."""

import re

import pytest
from django.conf import settings

from dsr import journal, parties
from dsr.kinds import base
from dsr.models import Case
from tests.dsr.letters.composed_letter import LETTERS, case, composed, made

__all__ = ["case", "made"]

pytestmark = pytest.mark.django_db

# What is the person's, said to who reads as if it were theirs.
PERSONAL = re.compile(
    r"(?i)\b(?:your (?:own )?(?:personal |sensitive )*(?:information|data|account|accounts|name|records?|purchases|"
    r"profile|subscription|household|residence|relationship|rights?|address we hold|consent|choice)"
    r"|(?:about|concerning|of|identify|disclos\w+|sold|shared?|holds?|have|has|had) you\b"
    r"(?! (?:a|an|the|this|that|asked|gave|sent|want|wrote))"
    r"|you (?:live|are a (?:california )?(?:resident|customer|consumer)|have the right))"
)
LETTERS_OF_PRODUCT = settings.BASE_DIR / "templates" / "letters"
TO_PERSON = {one for kind in base.every() for one in (kind.agents.permission, kind.agents.permission_reminder) if one}
BY_AGENTS = [
    (kind, name)
    for kind, name in LETTERS
    if name not in TO_PERSON and (base.get(kind).agents.covering or base.get(kind).agents.law.may_ask_person)
]


def for_another(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(is_for_another=True)
    case.is_for_another = True
    to = parties.sealed_value(case, "requester")
    journal.reseal(case.pk, "requester", {**to, "name": "Kim Agent"})


@pytest.mark.parametrize(("kind", "name"), BY_AGENTS)
def test_a_letter_to_an_agent_speaks_of_the_person(case, kind, name):
    for_another(case)
    letter = composed(case, name, kind)
    said = [
        f"{part}: …{text[max(0, one.start() - 60) : one.end() + 30]}…"
        for part, text in (("subject", letter.subject), ("text", letter.text), ("html", letter.html))
        for one in PERSONAL.finditer(" ".join(text.split()))
    ]
    assert said == []


def test_no_letter_to_the_person_speaks_of_this_person():
    """Who reads is “you”, or has a name. Who is asked of another, or told of one, is not meant."""
    of_another = {"permission", "telling"}
    found = [
        path.relative_to(LETTERS_OF_PRODUCT).as_posix()
        for path in sorted(LETTERS_OF_PRODUCT.rglob("*.*"))
        if re.search(r"this person\b|The person lives", re.sub(r"(?s){% else %}.*?{% endif %}", "", path.read_text()))
        and not of_another & {*path.relative_to(LETTERS_OF_PRODUCT).parts, path.stem}
    ]
    assert found == []
