"""A way that nobody has seen: one module and its templates, and everything else serves it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dsr import fulfilment, parties, review
from dsr.fulfilment import ways
from dsr.models import Case, Entry, Step, System
from dsr.models import way as register
from dsr.models.system import StepState
from tests import given
from tests.given_systems import DANA, TAX_LAW, a_deletion, step_of
from tests.portal.admin.pages import errors_on, said_on, where
from tests.portal.staff.desk import at, page

CODE = "carrier-pigeon"
_KEEP = "E8_LEGAL_OBLIGATION"
_MODULE = '''
"""Asking by carrier pigeon: it flies to the loft that the mapping names, and comes back with what was done there."""
from django.utils.translation import gettext_lazy as _

from dsr.errors import BadInput, CannotAct
from dsr.kinds import base
from dsr.models import Step
from dsr.models.system import StepState
from dsr.models.way import ApprovalWords, Mend, Way, register
from dsr.steps import Settlement, party_of, settle_step, stop_step

LOFT, RINGED, STORMS = set(), {}, []


class Lost(CannotAct):
    code = "pigeon-lost"


class Pigeon(Way):
    code = "carrier-pigeon"
    words = _("a pigeon: the loft does it and tells")
    approval = ApprovalWords(
        reason="loft-not-approved", subject=_("Loft of %(system)s"), look=_("Look at the loft"),
        approve=_("Approve this loft"), last_approved=_("Loft last approved"), approved=_("loft approved"),
        unapproved=_("no pigeon flies: not approved"), waits=_("No pigeon flies until its loft is approved."),
        uncounted=_("No pigeon came back with a count yet."), next_step=_("Approve the loft"),
    )
    counts_unapproved = False
    state_words = {StepState.DRY: _("the pigeon waits")}
    mends = {
        "pigeon-lost": Mend(_("the pigeon did not come back"), _("Send another one: try again.")),
        "loft-not-approved": Mend(_("the loft is not approved"), _("Look at the loft and approve it.")),
    }

    def preview(self, step):
        if step.system.is_approved:
            seen = {"state": StepState.PREVIEWED, "found": {"letters": len(self._letters(step))}}
            Step.objects.unsettled().filter(pk=step.pk).update(**seen, found_at=step.case.received_at, reason="")

    def carry_out(self, step):
        if not self._flies(step):
            return
        found = self._letters(step)
        if step.action == "suppress":
            RINGED[party_of(step.case)["email"]] = "no mail"
        else:
            LOFT.difference_update(found)
        left = {"letters": len(self._letters(step))} if step.action == "delete" else {}
        did = {"letters": len(found)}
        done = Settlement(StepState.DONE, facts={"by": "pigeon", "did": did}, changes={"did": did, "left": left})
        settle_step(step, done, goes_on=False)

    def keep(self, step):
        if self._flies(step):
            RINGED[party_of(step.case)["email"]] = step.keep_code
            settle_step(step, Settlement(StepState.KEPT), goes_on=False, is_decided=True)

    def check(self, system):
        if not system.mapping.get("loft"):
            raise BadInput(str(_("Write which loft it flies to.")))

    def try_out(self, system):
        return f"{system.name}: it cooed."

    def _flies(self, step):
        if not step.system.is_approved:
            stop_step(step, StepState.DRY, "loft-not-approved")
            return False
        Step.objects.unsettled().filter(pk=step.pk).update(state=StepState.DOING, reason="")
        if STORMS:
            STORMS.pop()
            raise Lost("It did not come back.")
        return True

    def _letters(self, step):
        return {(email, words) for email, words in LOFT if email == party_of(step.case)["email"]}


register(Pigeon())
'''
_TEMPLATES = {
    "staff/systems/ways": "<p>It flies to the loft “{{ system.mapping.loft }}”.</p>",
    "staff/case/ways": "<p>A pigeon for {{ line.step.system.mapping.loft }}.</p>",
}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]


@pytest.fixture
def loft(tmp_path: Path, monkeypatch, settings) -> Iterator[Any]:
    """Its module beside the others, its templates beside theirs, and no other file; gives the module."""
    (tmp_path / "ways").mkdir()
    (tmp_path / "ways" / "carrier_pigeon.py").write_text(_MODULE)
    for folder, text in _TEMPLATES.items():
        (tmp_path / "templates" / folder).mkdir(parents=True)
        (tmp_path / "templates" / folder / f"{CODE}.html").write_text(text)
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**first, "DIRS": [*first["DIRS"], tmp_path / "templates"]}]
    monkeypatch.setattr(ways, "__path__", [*ways.__path__, str(tmp_path / "ways")])
    ways.register_all()
    module = sys.modules["dsr.fulfilment.ways.carrier_pigeon"]
    module.LOFT |= {(DANA, "a letter"), (DANA, "a card"), ("ruth.calloway@example.com", "a letter")}
    yield module
    del register._ways[CODE], sys.modules["dsr.fulfilment.ways.carrier_pigeon"]


@pytest.fixture
def set_up(loft, client) -> Client:
    client.force_login(given.an_account(role=given.Who.ADMINISTRATOR))
    return client


@pytest.fixture
def desk(loft) -> Client:
    """The other pair of eyes."""
    browser = Client()
    browser.force_login(given.an_account())
    return browser


def _entered(client: Client, **changes: Any) -> Any:
    fields = {
        "business": given.a_business().pk,
        "name": "North loft",
        "owner_name": "Ira Lund",
        "owner_email": "ira@fernwood.example",
        "holds": "Letters on thin paper",
        "way": CODE,
        "position": 1,
        "review_months": 12,
        "is_active": "on",
        "actions": ["delete", "suppress"],
        "reasons": "close-account: x\ncorrect: x\nopt-out: x",
        "mapping": json.dumps({"loft": "north"}),
        **changes,
    }
    return client.post(where("system", "add/"), fields, follow=True)


def _approved(set_up: Client) -> System:
    assert _entered(set_up).redirect_chain
    system = System.objects.get()
    System.objects.update(approved_digest=system.mapping_digest)
    system.refresh_from_db()
    return system


def _text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


def _decided(case: Case, keeps: dict[int, str] | None = None) -> Case:
    review.approve(
        case.pk,
        given.staff(),
        review.Approval("DELETE_COMPLETED", keeps=keeps or {}, whys=dict.fromkeys(keeps or {}, TAX_LAW)),
        seen=case.entry_count,
    )
    given.drain()
    case.refresh_from_db()
    return case


def test_it_is_offered_and_entered_in_the_set_up(set_up):
    assert "a pigeon: the loft does it and tells" in _text(set_up, where("system", "add/"))
    assert "way" in errors_on(_entered(set_up, way="carrier-crow"))
    assert "is not JSON" in errors_on(_entered(set_up, mapping="{"))["mapping"][0]
    assert _entered(set_up).redirect_chain
    system = System.objects.get()
    assert (system.way, system.mapping, system.is_approved) == (CODE, {"loft": "north"}, False)
    assert "a pigeon: the loft does it and tells" in _text(set_up, where("system", f"?way__exact={CODE}"))
    tried = {"action": "try_mapping", "_selected_action": [system.pk]}
    assert "it cooed" in said_on(set_up.post(where("system"), tried, follow=True))


def test_nothing_flies_before_its_loft_is_approved_with_its_own_words(set_up, desk, loft):
    _entered(set_up)
    system = System.objects.get()
    case = _decided(a_deletion())
    step = step_of(case, system)
    assert (step.state, step.reason, case.stuck) == (StepState.DRY, "loft-not-approved", "loft-not-approved")
    shown = page(desk, case)
    for words in (
        *("the pigeon waits", "the loft is not approved", "No pigeon flies until", "Look at the loft"),
        *("A pigeon for north.", "a pigeon: the loft does it and tells"),
    ):
        assert words in shown, words
    assert "Approve the loft" in _text(desk, "/desk/")
    assert "no pigeon flies: not approved" in _text(desk, "/desk/systems/")
    assert "no pigeon flies: not approved" in _text(desk, f"/desk/systems/{system.pk}/")
    path = f"/desk/systems/{system.pk}/approve/"
    shown = _text(desk, path)
    for words in ("Loft of North loft", "It flies to the loft “north”", "No pigeon came back", "Approve this loft"):
        assert words in shown, words
    assert desk.post(path, {"digest": system.mapping_digest, "reason": "I saw the loft."}).status_code == 302
    given.drain()
    case.refresh_from_db()
    assert (case.state, case.stuck, step_of(case, system).state) == ("responded", "", StepState.DONE)
    assert "Loft last approved" in _text(desk, f"/desk/systems/{system.pk}/")
    assert "loft approved" in _text(desk, "/desk/systems/")


def test_a_loft_that_is_not_named_is_not_approved(set_up, desk):
    _entered(set_up, mapping="{}")
    system = System.objects.get()
    answer = desk.post(f"/desk/systems/{system.pk}/approve/", {"digest": system.mapping_digest, "reason": "Looked."})
    assert (answer.status_code, "Write which loft" in answer.content.decode()) == (422, True)


def test_a_deletion_is_looked_up_fails_is_retried_proved_and_answered(set_up, desk, loft):
    system = _approved(set_up)
    case = a_deletion()
    assert step_of(case, system).found == {"letters": 2}
    assert "letters 2" in page(desk, case)
    loft.STORMS.append("a storm")
    case = _decided(case)
    step = step_of(case, system)
    assert (step.state, step.reason, case.stuck) == (StepState.FAILED, "pigeon-lost", "pigeon-lost")
    assert "the pigeon did not come back" in page(desk, case)
    answer = desk.post(at(case, "step-retry"), {"seen": case.entry_count, "step": step.pk})
    assert answer.status_code == 302
    given.drain()
    case.refresh_from_db()
    step = step_of(case, system)
    assert (step.state, step.did, step.left) == (StepState.DONE, {"letters": 2}, {"letters": 0})
    assert {("ruth.calloway@example.com", "a letter")} == loft.LOFT
    assert (case.state, case.outcome, case.stuck) == ("responded", "DELETE_COMPLETED", "")
    letter = case.letters.get(is_response=True)
    assert "North loft: Letters on thin paper" in parties.sealed_value(case, f"letter:{letter.pk}")["text"]
    assert Entry.objects.filter(case=case, name="step-done").count() == 1


def test_what_is_kept_is_ringed_and_said(set_up, loft):
    system = _approved(set_up)
    case = a_deletion()
    case = _decided(case, {step_of(case, system).pk: _KEEP})
    assert (step_of(case, system).state, case.state) == (StepState.KEPT, "responded")
    assert loft.RINGED == {DANA: _KEEP}
    assert len(loft.LOFT) == 3


def test_a_suppression_needs_no_look_and_no_decision(set_up, loft):
    system = _approved(set_up)
    case = given.in_review(kind="unsubscribe", answers={})
    assert loft.RINGED == {DANA: "no mail"}
    assert (step_of(case, system).state, case.state) == (StepState.DONE, "responded")


def test_it_is_decided_anew_tried_again_and_settled_by_hand_as_any_other(set_up, loft):
    system = _approved(set_up)
    case = a_deletion()
    loft.STORMS += ["a storm"]
    step = step_of(_decided(case), system)
    fulfilment.settle_step_by_hand(case.pk, step.pk, given.staff(), state="not-held", note="I looked there.")
    given.drain()
    case.refresh_from_db()
    assert (Step.objects.get().state, case.state) == (StepState.NOT_HELD, "responded")
