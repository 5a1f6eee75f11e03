"""Every word of a webhook's payload is declared with the row it is read from, and is gone without it."""

import ast
import json
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.db import transaction

from dsr import webhooks
from dsr.clock import today
from dsr.fulfilment.ways import webhook_step
from dsr.lifecycle import State
from dsr.models import Case, Event, Item, Listener, Step, System, ThirdPartyNotice, WebhookCall
from dsr.models.system import StepState
from dsr.models.webhook import EventName, Phase
from dsr.third_party_notices import content, notice_facts
from tests.dsr.letters.composed_letter import case, made
from tests.given_facts.of_outside import TRIED
from tests.house.source import Source, files

__all__ = ["case", "made"]

# By the function that gives it: each word, and the row. What the desk asks (`phase`, `due_on`) states nothing.
WORDS: dict[str, dict[str, str]] = {
    "dsr/webhooks/events.py:_data": {
        **{name: f"Case.{name}" for name in ("reference", "kind", "state", "outcome", "closure")},
        **{name: f"Case.{name}" for name in ("received_at", "send_by", "due_safe")},
    },
    "dsr/third_party_notices/delivery.py:_by_webhook": {
        "telling": "ThirdPartyNotice",
        "case": "Case.reference",
        "due_on": "",
        "callback": "",
    },
    "dsr/third_party_notices/content.py:for_webhook": {
        "what": "ThirdPartyNotice.what, on the record of notice_facts.OF_ORDER",
        "order": "the same in words",
        "person": "parties, of the points that the company is told",
        "portions": "Case.answers",
        "keeps": "Step.state kept, Step.keep_code",
        "stops": "Case.answers, Case.kind",
        "changes": "Item.decision",
        "statements": "Item.statement_at",
    },
    "dsr/fulfilment/ways/webhook_step.py:_body": {
        "step": "Step",
        "case": "Case.reference",
        "deed": "Step.action",
        "portions": "Case.answers",
        "phase": "",
        "person": "parties, of the points that the system is told",
        "due_on": "",
        "callback": "",
        "fields": "Item.decision",
        "changes": "Item.decision",
        "seen": "Step.found",
        "keep_code": "Step.keep_code",
    },
}
# Of a correction and of a statement, in the lists of the notice.
_PARTS = {"old", "new", "about", "words"}


def told(source: Source, function: str) -> set[str]:
    """The words of the payload that a function gives: keys of its dicts, and what is set in `data` later."""
    found: set[str] = set()
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            for part in ast.walk(node):
                if isinstance(part, ast.Dict):
                    found |= {key.value for key in part.keys if isinstance(key, ast.Constant)}
                elif isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store):
                    found |= {part.slice.value} if isinstance(part.slice, ast.Constant) else set()
    return found


def undeclared(sources: Iterable[Source]) -> list[str]:
    found = []
    for source in sources:
        for place, words in WORDS.items():
            path, function = place.split(":")
            if source.path == path:
                found += [f"{place}: {word}" for word in sorted(told(source, function) - set(words) - _PARTS)]
                found += [f"{place}: nobody is told {word}" for word in sorted(set(words) - told(source, function))]
    return found


def test_every_word_of_a_payload_is_declared_with_its_row() -> None:
    assert undeclared(files("dsr")) == []


def test_a_word_that_is_planted_is_found() -> None:
    for place in WORDS:
        path, function = place.split(":")
        source = next(one for one in files("dsr") if one.path == path)
        planted = f"def {function}(x):\n    data = {{}}\n    data['all_deleted'] = True\n    return data\n"
        assert f"{place}: all_deleted" in undeclared([Source(path, f"{source.text}\n\n{planted}")])


# -- events --


@pytest.fixture
def listener(case) -> Listener:
    names = [name.value for name in EventName]
    return Listener.objects.create(business=case.business, name="Team chat", address="https://x.example", events=names)


@pytest.mark.django_db
def test_an_event_tells_the_row_of_the_request_as_it_stands(case, listener):
    changed = {
        "kind": "deletion",
        "state": State.CLOSED.value,
        "outcome": "",
        "closure": "mistake",
        "send_by": today() + timedelta(days=3),
        "due_safe": today() + timedelta(days=4),
        "received_at": case.received_at - timedelta(days=1),
    }
    before = _event_of(case)
    Case.objects.filter(pk=case.pk).update(**changed)
    after = _event_of(case)
    assert set(before) == set(after) == set(changed) | {"reference"}
    for name, value in changed.items():
        assert before[name] != after[name] or not value, name
        assert after[name] == (value if isinstance(value, str) else value.isoformat())
    assert after["reference"] == before["reference"] == case.reference


def _event_of(case: Case) -> dict:
    Event.objects.all().delete()
    assert webhooks.note_event(Case.objects.get(pk=case.pk), EventName.OPENED) == 1
    return Event.objects.get().data


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "state", "is_told"),
    [(7, State.REVIEW, True), (8, State.REVIEW, False), (7, State.RESPONDED, False)],
)
def test_only_an_open_request_that_is_due_within_a_week_is_told_as_due_soon(case, listener, days, state, is_told):
    Case.objects.update(state=State.RESPONDED)
    Case.objects.filter(pk=case.pk).update(state=state, send_by=today() + timedelta(days=days))
    assert webhooks.note_due_soon() == is_told


# -- notices to companies --


@pytest.fixture
def notice(case) -> ThirdPartyNotice:
    found = ThirdPartyNotice.objects.get(message_id="m1")
    ThirdPartyNotice.objects.filter(pk=found.pk).update(state="wanted", due_on=case.due_safe)
    return found


def _read(notice: ThirdPartyNotice) -> dict:
    fresh = ThirdPartyNotice.objects.select_related("case__business", "case__brand", "provider").get(pk=notice.pk)
    return {"why_not": notice_facts.why_not_told(fresh), **content.for_webhook(fresh, ["email"])}


Change = Callable[[ThirdPartyNotice], object]


def _keeps(code: str, state: StepState = StepState.KEPT) -> Change:
    return lambda notice: Step.objects.filter(case=notice.case, state=StepState.KEPT).update(
        keep_code=code, state=state
    )


def _answers(**said: str) -> Change:
    return lambda notice: Case.objects.filter(pk=notice.case_id).update(answers=said)


def _items(**fields: object) -> Change:
    return lambda notice: Item.objects.filter(case=notice.case).update(**fields)


def _no_items(notice: ThirdPartyNotice) -> None:
    Item.objects.filter(case=notice.case).delete()


# By word and order: the change after which the word is there, after which it is empty, and what turns it around.
_TRIED: list[tuple[str, str, Change, Change, Change]] = [
    ("portions", "deletion-told", _answers(portions="orders"), _answers(), _answers(portions="")),
    ("keeps", "deletion-told", _keeps("E8_LEGAL_OBLIGATION"), _keeps("NOT_ASKED"), _keeps("", StepState.DONE)),
    ("changes", "correction-told", _items(decision="correct"), _items(decision="deny"), _no_items),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("word", "order", "present", "absent", "contrary"), _TRIED, ids=[one[0] for one in _TRIED])
def test_a_company_is_told_a_word_as_it_is_recorded(notice, word, order, present, absent, contrary):
    TRIED[order].present(notice)
    for change, is_told in ((absent, False), (contrary, False), (present, True)):
        with transaction.atomic():
            change(notice)
            assert bool(_read(notice)[word]) is is_told, change
            transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("fact", notice_facts.OF_ORDER.values(), ids=lambda fact: fact.name)
def test_no_webhook_gives_an_order_without_its_record(notice, fact):
    tried = TRIED[fact.name]
    tried.present(notice)
    assert not _read(notice)["why_not"]
    for change in (tried.absent, tried.contrary):
        with transaction.atomic():
            change(notice)
            assert _read(notice)["why_not"]
            transaction.set_rollback(True)


# -- steps of systems --


def _asked(step: Step, phase: Phase) -> dict:
    fresh = Step.objects.select_related("case__business", "system").get(pk=step.pk)
    call = WebhookCall(step=fresh, phase=phase, message_id="m", made_at=fresh.case.received_at, due_on=today())
    return json.loads(webhook_step._body(fresh, call))["data"]


@pytest.mark.django_db
def test_a_system_is_told_what_its_step_records(case):
    step = Step.objects.filter(case=case, action="delete", state=StepState.KEPT).first()
    mapping = {"address": "https://club.example/", "points": ["email"]}
    System.objects.filter(pk=step.system_id).update(way="webhook", mapping=mapping)
    Item.objects.filter(case=case).delete()
    Step.objects.filter(pk=step.pk).update(found={})
    Case.objects.filter(pk=case.pk).update(answers={})
    bare = _asked(step, Phase.DO)
    assert (bare["deed"], bare["portions"], bare["case"]) == ("delete", [], case.reference)
    assert not {"seen", "fields", "changes", "keep_code"} & set(bare)
    Step.objects.filter(pk=step.pk).update(found={"members": 1})
    Case.objects.filter(pk=case.pk).update(answers={"portions": "orders"})
    assert (_asked(step, Phase.DO)["seen"], _asked(step, Phase.DO)["portions"]) == ({"members": 1}, ["orders"])
    assert "seen" not in _asked(step, Phase.PREVIEW)  # nobody decided on a count yet
    assert _asked(step, Phase.KEEP)["keep_code"] == step.keep_code
    Case.objects.filter(pk=case.pk).update(kind="correction")
    for number, (field, decision) in enumerate([("email", "delete"), ("phone", "deny")], start=1):
        Item.objects.create(case=case, number=number, field=field, decision=decision)
    assert _asked(step, Phase.DO)["changes"] == {"email": None}
    assert "changes" not in _asked(step, Phase.PREVIEW)
