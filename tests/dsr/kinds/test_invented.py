"""Kinds that nobody has seen: one module and its words each, and everything else serves them."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache

from dsr import engine, fulfilment, kinds, parties, review, verification
from dsr.clock import now
from dsr.kinds import base
from dsr.models import Case, Secret, VerificationRule
from tests import given
from tests.given_forms import Asker
from tests.given_systems import a_system, an_owner, step_of
from tests.house.test_kinds import undeclared
from tests.portal.public.answers import opened

CODE, WITHOUT_WORK = "quiet-please", "note-please"
_MODULE = '''
"""Asking not to be called, or for a note of it."""
from django.utils.translation import gettext_lazy as _

from dsr.kinds.base import (
    AgentRules, Clocks, Kind, Letters, LetterWords, Outcome, Page, ProofRules, Work, clocks, letters, questions
)
from dsr.kinds.own_page_facts import OWN_PAGE_LETTERS
from dsr.law.citations import bpc
from dsr.law.verification import ACCOUNT_DELETION

LAW = bpc("17592")

KIND = Kind(
    code="{code}", title=_("Do not call me"), summary=_("Ask us not to call you."), law=(LAW,),
    page=Page(invitation=_("Ask")), questions=(*questions.WHO, *questions.WHERE),
    clocks=Clocks(respond=clocks.by_policy),
    outcomes=(
        Outcome("QUIET", _("Not called any more"), LAW, "{code}/quiet"),
        Outcome("N_NOT_VERIFIED", _("Not verified"), LAW, "{code}/not-verified", is_decline=True),
    ),
    letters=Letters(
        declared=(
            letters.acknowledgement("{code}"),
            LetterWords("{code}/quiet", letters.COMMON{done}),
            LetterWords("{code}/not-verified", letters.COMMON | {{"ask_link", "ways"}}),
            *letters.proof_letters("{code}"),
            *OWN_PAGE_LETTERS,
        ),
        acknowledgement="{code}/acknowledgement",
    ),
    agents=AgentRules(entered_alone=_("each names the phone that is not to be called.")),
    proof=ProofRules(ACCOUNT_DELETION, "{code}/fresh-link", "{code}/reminder", not_verified="N_NOT_VERIFIED"),
    work={work},
)
'''
_PROOF = '{% include "letters/parts/proof-link.txt" %}'
_LETTERS = {
    "acknowledgement": "We have your request {{ reference }}. {{ how_verify }} {{ promise }} " + _PROOF,
    "quiet": "We call you no more. {% for item in done_list %}{{ item }}{% endfor %}",
    "not-verified": "We could not verify you. {{ reference }} {{ ask_link }} {{ ways|join:', ' }}",
    "fresh-link": "A new link. " + _PROOF,
    "reminder": "Not heard yet. " + _PROOF,
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@contextmanager
def _declared(code: str, folder: Path, monkeypatch, settings, *, done: str, work: str) -> Iterator[base.Kind]:
    """Its module beside the others, its words beside theirs, and no other file."""
    cache.clear()
    module = code.replace("-", "_")
    (folder / "kinds").mkdir()
    (folder / "kinds" / f"{module}.py").write_text(_MODULE.format(code=code, done=done, work=work))
    for name, body in _LETTERS.items():
        place = folder / "templates" / "letters" / code / name
        place.mkdir(parents=True)
        for file, text in (("subject.txt", f"{name} {{{{ reference }}}}"), ("body.txt", body), ("body.html", body)):
            (place / file).write_text(text)
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**first, "DIRS": [*first["DIRS"], folder / "templates"]}]
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(folder / "kinds")])
    kinds.register_all()
    yield base.get(code)
    del base._kinds[code], sys.modules[f"dsr.kinds.{module}"]


@pytest.fixture
def kind(tmp_path: Path, monkeypatch, settings) -> Iterator[base.Kind]:
    """One with proof, and with work in systems."""
    work = 'Work(action="do-not-call", task="See that nobody calls this person.")'
    with _declared(CODE, tmp_path, monkeypatch, settings, done=' | {"done_list"}', work=work) as made:
        yield made


@pytest.fixture
def without_work(tmp_path: Path, monkeypatch, settings) -> Iterator[base.Kind]:
    """One with proof, that does nothing in any system."""
    with _declared(WITHOUT_WORK, tmp_path, monkeypatch, settings, done="", work="None") as made:
        yield made


def _asked(code: str) -> Case:
    """The case of who found it on the front page and filled in its form."""
    visitor = Asker()
    assert "Do not call me" in visitor.get("/").content.decode()
    form = {
        "for_whom": "self",
        "subject_name": "Dana Whitlow",
        "delivery": "email",
        "email": "dana@example.com",
    }
    url = f"/ask/{code}/"
    assert visitor.post(url, {**opened(visitor, url), **form}).status_code == 303
    given.drain()
    case = Case.objects.get()
    assert (case.kind, case.state) == (code, "verifying")
    return case


def test_from_the_front_page_to_the_response(kind):
    business = given.a_business()
    desk = an_owner(business, actions=["do-not-call"])
    case = _asked(CODE)
    verification.prove(_secret(case), {})
    given.drain()
    case.refresh_from_db()
    assert case.state == "review"
    review.approve(case.pk, given.staff(), review.Approval("QUIET"), seen=case.entry_count)
    given.drain()
    fulfilment.settle_step_by_hand(
        case.pk, step_of(case, desk).pk, given.staff(), state="done", note="Told the callers."
    )
    given.drain()
    case.refresh_from_db()
    letter = case.letters.get(is_response=True)
    assert (case.state, letter.name) == ("responded", "quiet-please/quiet")
    assert "Support desk: Letters and calls" in parties.sealed_value(case, f"letter:{letter.pk}")["text"]


def test_one_without_work_in_systems_is_proved_and_answered_too(without_work, frozen):
    given.a_business()
    case = _asked(WITHOUT_WORK)
    _has_link_code_and_page(case, "acknowledgement", "We have your request")
    frozen(now() + timedelta(days=11))
    engine.run_daily_jobs()
    given.drain()
    _has_link_code_and_page(case, "reminder", "Not heard yet.")
    assert verification.want_fresh_link(case.pk)
    given.drain()
    link = _has_link_code_and_page(case, "fresh-link", "A new link.")
    assert Asker().post(link, {"do": "confirm"}).status_code == 303
    given.drain()
    case.refresh_from_db()
    assert case.state == "review"
    review.approve(case.pk, given.staff(), review.Approval("QUIET"), seen=case.entry_count)
    given.drain()
    case.refresh_from_db()
    assert (case.state, case.letters.get(is_response=True).name) == ("responded", "note-please/quiet")
    assert "We call you no more." in mail.outbox[-1].body


def test_one_without_work_that_nobody_proves_says_how_to_ask_again(without_work, frozen):
    given.a_business()
    assert [fault for fault in undeclared(without_work) if "no story" not in fault] == []
    _asked(WITHOUT_WORK)
    frozen(now() + timedelta(days=60))
    engine.run_daily_jobs()
    given.drain()
    said = mail.outbox[-1].body
    assert "We could not verify you." in said
    assert f"http://localhost/ask/{WITHOUT_WORK}/" in said and "Email: privacy@fernwood.example" in said


def _has_link_code_and_page(case: Case, name: str, words: str) -> str:
    """The path of the link in the newest letter, which also has a code and says where to type it."""
    sent = mail.outbox[-1]
    assert sent.subject.startswith(name) and words in sent.body
    link = re.search(r"http://localhost(/prove/[^/\s]{20,}/)", sent.body)
    assert link
    assert re.search(r"go to http://localhost/prove/ and type this code: [A-Z0-9]{4}-[A-Z0-9]{4}", sent.body)
    return link[1]


def _secret(case: Case) -> Secret:
    return Secret.objects.get(target=case.pk, purpose="verification")


def test_the_desk_the_set_up_and_the_house_know_it(kind, client):
    business = given.a_business()
    assert verification.proof_rule_faults(CODE, "high", [])[0][1].startswith("For “Do not call me”")
    VerificationRule.objects.create(business=business, kind=CODE, level="email")
    assert verification.proof_level_of(business.pk, kind) == "email"
    a_system(business, actions=[])
    client.force_login(given.an_account())
    assert "Do not call me" in client.get("/desk/enter/").content.decode()
    assert client.get(f"/desk/enter/{CODE}/").status_code == 200
    assert [fault for fault in undeclared(kind) if "no story" not in fault] == []
