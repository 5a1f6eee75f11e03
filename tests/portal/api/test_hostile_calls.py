"""Calls that carry half emojis, NULs, nesting without end or odd digits: 400 with what to do, never 500 or “later”."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dsr.clock import now
from tests.given import a_business
from tests.given_suppression import DANA
from tests.portal import hostile
from tests.portal.api.test_calls import Program
from tests.portal.staff.test_routes import every_route, plain

pytestmark = pytest.mark.django_db
# Every one, whatever it takes: one that reads alone refuses the rest by itself.
CALLS = sorted(plain(one).removeprefix("api/") for one, _pattern in every_route() if one.startswith("api/"))
NAMES = [
    "email",
    "phone",
    "postal",
    "list",
    "lists",
    "purposes",
    "at",
    "evidence",
    "up_to",
    "type",
    "data",
    "request",
    "note",
]
bodies = st.dictionaries(st.sampled_from(NAMES) | hostile.texts, hostile.values, max_size=5)


def test_every_call_is_tried():
    assert {"suppressed", "suppressed/bulk", "callback", "opt-outs/confirm"} <= {*CALLS}


@pytest.fixture
def program():
    cache.clear()
    program = Program(a_business())
    program.client.raise_request_exception = False
    return program


def answered(program, call, body):
    """The status of a call; its body is sent as it is, or as JSON."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = program.client.post(f"/api/{call}", sent, content_type="application/json")
    if answer.status_code == 405:
        assert call == "opt-outs", "the only one that nobody posts to"
        return 400
    if answer.status_code >= 400:
        assert answer.json()["message"]
    assert b"".join(answer) or call == "suppressed/bulk"
    return answer.status_code


HALF = {"email": "\ud83d@example.com"}


@pytest.mark.parametrize(
    "call, body",
    [
        ("suppressed", HALF),
        ("may-share", HALF),
        ("unsubscribe-headers", HALF),
        (
            "consent",
            {**HALF, "purposes": ["mail"], "at": "2026-01-01T00:00:00Z", "evidence": {"how": "a", "where": "b"}},
        ),
        ("suppressed", {"email": DANA, "list": "x\x00"}),
        ("suppressed", {"email": DANA, "\ud83d": 1}),
        ("may-share", {"phone": "abc"}),
        ("may-share", {"phone": "²²²²²²²²²²"}),
        ("callback/", {"type": "step.answered", "data": {"request": "\ud83d"}}),
        ("callback/", {"type": "step.answered", "data": {"request": "msg\x00"}}),
        ("callback/", {"type": "telling.answered", "data": {"telling": "x\x00"}}),
        *((call, b"[" * 60_000) for call in CALLS),
        *((call, b'{"email": NaN}') for call in CALLS),
        *((call, b"\xff\xfe{}") for call in CALLS),
        *((call, b'{"up_to": 1' + b"0" * 5_000 + b"}") for call in CALLS),
    ],
)
def test_what_cannot_be_kept_is_400(program, call, body):
    assert answered(program, call, body) == 400


@pytest.mark.parametrize("after", ["²", "٣", "x", "-1", "9" * 40, "%00", "\ud83d"])
def test_odd_digits_are_no_number(program, after):
    assert program.client.get("/api/opt-outs", {"after": after.encode(errors="surrogatepass")}).status_code == 400


def test_a_consent_cannot_hide_them_in_its_evidence(program):
    body = {
        "email": DANA,
        "purposes": ["mail"],
        "at": now().isoformat(),
        "evidence": {"how": "\ud83d", "where": "shop"},
    }
    assert answered(program, "consent", body) == 400


@pytest.mark.parametrize(
    "text",
    [f"Dana <{DANA}>", f'"{DANA}"', f"mailto:{DANA}", f"{DANA},", f"{DANA},Dana", f"{DANA}\r"],
)
def test_an_address_in_the_shape_that_people_have_gets_the_right_answer(program, text):
    from tests.given_suppression import MAIL, SHARING, suppressed

    suppressed(MAIL, *SHARING)
    assert program.post("/api/suppressed", email=text).json() == {"suppressed": True}
    assert program.post("/api/may-share", email=text).json()["may_share"] is False
    bulk = program.client.post("/api/suppressed/bulk", text.encode(), content_type="text/plain")
    assert b"".join(bulk.streaming_content) == b"1\n"


@pytest.mark.parametrize("text", ["Dana", "dana@example", "a@example.com b@example.com", "dana@example.com|Dana"])
def test_what_is_not_one_address_is_400_and_named_by_its_line(program, text):
    assert program.post("/api/suppressed", email=text).status_code == 400
    assert program.post("/api/may-share", email=text).status_code == 400
    bulk = program.client.post("/api/suppressed/bulk", f"{DANA}\n{text}\n".encode(), content_type="text/plain")
    assert bulk.status_code == 400 and "Line 2" in bulk.json()["message"] and text not in bulk.json()["message"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("email", text) for text in ("", " ", "\t", "\xa0", "\ufeff", "n/a")),
        *(("phone", text) for text in ("", "\ufeff", "000-000-0000", "none")),
        *(("postal", text) for text in ("", " \t", "\xa0", "\ufeff", "n/a", "abc", "N/A, Fresno", "same as above")),
    ],
)
def test_what_stands_for_nothing_is_400_by_itself_and_by_its_line(program, field, text):
    good = {"email": DANA, "phone": "559 555 0199", "postal": "Kim, 2 Elm Way, Fresno, CA"}[field]
    assert program.post("/api/may-share", **{field: text}).status_code == 400
    url = f"/api/suppressed/bulk?for=sharing&field={field}"
    bulk = program.client.post(url, f"{good}\n{text}\n{good}\n".encode(), content_type="text/plain")
    assert bulk.status_code == 400 and "Line 2" in bulk.json()["message"]


@given(
    st.sampled_from(CALLS),
    bodies | hostile.values,
    st.sampled_from([json.dumps, lambda one: json.dumps(one, ensure_ascii=False)]),
)
@settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example("suppressed", {"email": DANA}, json.dumps)
def test_no_body_is_a_fault_of_ours(program, call, body, spell):
    assert answered(program, call, spell(body).encode(errors="surrogatepass")) < 500


@given(st.binary(max_size=60), st.sampled_from(CALLS))
@settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_bytes_are_a_fault_of_ours(program, body, call):
    assert answered(program, call, body) < 500


def test_a_stranger_without_a_key_gets_no_further():
    answer = Client(raise_request_exception=False).post(
        "/api/suppressed", b"[" * 60_000, content_type="application/json"
    )
    assert answer.status_code == 401
