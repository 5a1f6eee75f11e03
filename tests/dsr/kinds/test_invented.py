"""A kind that nobody has seen: one module and its words, and everything else serves it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from dsr import fulfilment, kinds, parties, review, verification
from dsr.kinds import base
from dsr.models import Case, Secret, VerificationRule
from tests import given
from tests.given_systems import a_system, an_owner, step_of
from tests.house.test_kinds import undeclared
from tests.portal.public.answers import opened

CODE = "quiet-please"
_MODULE = '''
"""Asking not to be called."""
from django.utils.translation import gettext_lazy as _

from dsr.kinds import parts
from dsr.kinds.base import Kind, LetterWords, Outcome, register
from dsr.law import ccpa
from dsr.law.citations import bpc
from dsr.law.verification import ACCOUNT_DELETION

LAW = bpc("17592")

KIND = register(Kind(
    code="quiet-please", title=_("Do not call me"), summary=_("Ask us not to call you."), invitation=_("Ask"),
    law=(LAW,), questions=(*parts.WHO, *parts.WHERE),
    start_clock=lambda receipt: ccpa.policy(receipt.reasonable_days).start(receipt.received_at, receipt.closed_days),
    reporting_year=None, acknowledgement="quiet-please/acknowledgement",
    outcomes=(
        Outcome("QUIET", _("Not called any more"), LAW, "quiet-please/quiet"),
        Outcome("N_NOT_VERIFIED", _("Not verified"), LAW, "quiet-please/not-verified", is_decline=True),
    ),
    letters=(
        parts.acknowledgement("quiet-please"),
        LetterWords("quiet-please/quiet", parts.COMMON | {"done_list"}),
        LetterWords("quiet-please/not-verified", parts.COMMON),
        *parts.proof_letters("quiet-please"),
    ),
    proof=ACCOUNT_DELETION, proof_letters=tuple(one.name for one in parts.proof_letters("quiet-please")),
    not_verified="N_NOT_VERIFIED", deed="do-not-call",
))
'''
_LETTERS = {
    "acknowledgement": "We have your request {{ reference }}. {{ how_verify }} {{ link }} {{ promise }}",
    "quiet": "We call you no more. {% for item in done_list %}{{ item }}{% endfor %}",
    "not-verified": "We could not verify you. {{ reference }}",
    "fresh-link": "{{ link }} {{ code }}",
    "reminder": "{{ link }} {{ code }}",
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def kind(tmp_path: Path, monkeypatch, settings) -> Iterator[base.Kind]:
    """Its module beside the others, its words beside theirs, and no other file."""
    cache.clear()
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "quiet_please.py").write_text(_MODULE)
    for name, body in _LETTERS.items():
        folder = tmp_path / "templates" / "letters" / CODE / name
        folder.mkdir(parents=True)
        for file, text in (("subject.txt", f"{name} {{{{ reference }}}}"), ("body.txt", body), ("body.html", body)):
            (folder / file).write_text(text)
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**first, "DIRS": [*first["DIRS"], tmp_path / "templates"]}]
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path / "kinds")])
    kinds.register_all()
    yield base.get(CODE)
    del base._kinds[CODE], sys.modules["dsr.kinds.quiet_please"]


def test_from_the_front_page_to_the_response(kind):
    business = given.a_business()
    desk = an_owner(business, deeds=["do-not-call"])
    visitor = Client()
    assert "Do not call me" in visitor.get("/").content.decode()
    form = {
        "for_whom": "self",
        "subject_name": "Dana Whitlow",
        "delivery": "email",
        "email": "dana@example.com",
    }
    url = f"/ask/{CODE}/"
    assert visitor.post(url, {**opened(visitor, url), **form}).status_code == 303
    given.drain()
    case = Case.objects.get()
    assert (case.kind, case.state) == (CODE, "verifying")
    verification.prove(_secret(case), {})
    given.drain()
    case.refresh_from_db()
    assert case.state == "review"
    review.approve(case.pk, given.staff(), seen=case.entry_count, outcome="QUIET")
    given.drain()
    fulfilment.settle_step_by_hand(
        case.pk, step_of(case, desk).pk, given.staff(), state="done", note="Told the callers."
    )
    given.drain()
    case.refresh_from_db()
    letter = case.letters.get(is_response=True)
    assert (case.state, letter.name) == ("responded", "quiet-please/quiet")
    assert "Support desk: Letters and calls" in parties.sealed_value(case, f"letter:{letter.pk}")["text"]


def _secret(case: Case) -> Secret:
    return Secret.objects.get(target=case.pk, purpose="verification")


def test_the_desk_the_set_up_and_the_house_know_it(kind, client):
    business = given.a_business()
    assert verification.proof_rule_faults(CODE, "high", [])[0][1].startswith("For “Do not call me”")
    VerificationRule.objects.create(business=business, kind=CODE, level="email")
    assert verification.proof_level_of(business.pk, kind) == "email"
    a_system(business, deeds=[])
    client.force_login(given.an_account())
    assert "Do not call me" in client.get("/desk/enter/").content.decode()
    assert client.get(f"/desk/enter/{CODE}/").status_code == 200
    assert [fault for fault in undeclared(kind) if "no story" not in fault] == []
