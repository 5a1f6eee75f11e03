"""Every page and form takes half emojis, NULs and odd digits with a refusal of its own, never with a fault of ours."""

import re
from itertools import cycle, islice

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsr import suppression
from dsr.lifecycle import Who
from dsr.models import MailList
from tests import given as made
from tests.portal import hostile
from tests.portal.staff.test_routes import every_route, fill, filled, plain

__all__ = ["filled"]

pytestmark = pytest.mark.django_db
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
# The set-up and the sign-in are Django's and allauth's, with forms and models of ours. The demo is not there here.
_SET_UP, _SIGN_IN, _CALLS = "admin/", "accounts/", "api/"
_PARTS_OF_SITE = {"set-up": (_SET_UP,), "sign-in": (_SIGN_IN,), "door and desk": ()}
_FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')
_MORE = ("by", "do", "what", "lists", "email", "seen", "note", "reference", "after", "before", "keep", "kind", "from")


@pytest.fixture
def site(filled):
    """An administrator who meets every address with a case, a letter and a system in it."""
    cache.clear()
    client = Client(raise_request_exception=False)
    client.account = made.an_account(Who.ADMINISTRATOR)
    client.force_login(client.account)
    MailList.objects.create(business=made.a_business(), slug="news", name="Newsletter")
    return client


def addresses(filled, part):
    """Every address of a part of the site; the calls of programs are tried in tests/portal/api/."""
    known = {
        **filled,
        **{
            "<slug:slug>": "x",
            "<slug:code>": "deletion",
            "<str:token>": "x.y",
            "<uidb36>": "1",
            "<key>": "set-password",
        },
        **{"<token>": suppression.unsubscribe_token(made.a_business(), "dana@example.com"), "<url>": "x"},
        **{"<path:content_type_id>": "1", "<app_label>": "dsr", "<provider_id>": "sso", "<int:pk>": "1"},
    }
    starts = _PARTS_OF_SITE[part] or tuple({*_PARTS_OF_SITE["set-up"], *_PARTS_OF_SITE["sign-in"], _CALLS})
    routes = [
        address for address, _pattern in every_route() if address.startswith(starts) == bool(_PARTS_OF_SITE[part])
    ]
    routes.sort(key=lambda address: "/delete/" in address)  # what is gone would be asked for no more
    return [fill(plain(address), {**known, **_object_of(address)}) for address in routes]


def _object_of(address):
    """A row of the set-up that an address is about; one that is not there, where there is none."""
    name = address.removeprefix("admin/dsr/").partition("/")[0]
    model = next((one for one in apps.get_app_config("dsr").get_models() if one._meta.model_name == name), None)
    row = model.objects.first() if model else None
    return dict.fromkeys(("<path:object_id>", "<id>"), str(row.pk if row else "1"))


def fields_of(client, address, first):
    """What the page at an address asks, and what any of ours asks, each with a hostile value, from `first` on."""
    answer = client.get(address)
    page = answer.content.decode() if not answer.streaming and answer["Content-Type"].startswith("text/html") else ""
    names = [*dict.fromkeys((*_FIELD.findall(page), *_MORE))]
    names.remove("csrfmiddlewaretoken") if "csrfmiddlewaretoken" in names else None
    return list(zip(names, islice(cycle(hostile.TEXTS), first, None), strict=False))


@pytest.mark.parametrize("part", _PARTS_OF_SITE)
def test_no_form_makes_a_fault_of_ours(site, filled, part):
    faults = []
    for number, address in enumerate(addresses(filled, part)):
        site.force_login(site.account)  # one of them ends the session
        spell, kind = ((hostile.as_form, FORM), (hostile.as_parts, PARTS))[number % 2]
        answer = site.generic("POST", address, spell(fields_of(site, address, number)), kind)
        if answer.status_code >= 500:
            faults.append((address, answer.status_code))
    assert faults == []


@pytest.mark.parametrize("part", _PARTS_OF_SITE)
def test_no_question_in_an_address_makes_a_fault_of_ours(site, filled, part):
    faults = []
    for number, address in enumerate(addresses(filled, part)):
        texts = islice(cycle(hostile.TEXTS), number, None)
        query = hostile.as_form(list(zip(_MORE, texts, strict=False))).decode()
        answer = site.generic("GET", f"{address}?{query}")
        if answer.status_code >= 500:
            faults.append((address, ascii(query), answer.status_code))
    assert faults == []


def test_no_choice_of_rows_in_the_set_up_makes_a_fault_of_ours(site, filled):
    lists = [one for one in addresses(filled, "set-up") if one.count("/") == 4]
    assert "/admin/dsr/system/" in lists
    faults = []
    for address in lists:
        for text in ("1", "²", "9" * 40, "2026-02-30", "\x00", "\ud83d"):
            form = [("action", "delete_selected"), ("index", "0"), ("_selected_action", text)]
            answer = site.generic("POST", address, hostile.as_form(form), FORM)
            if answer.status_code >= 500 or (text == "1" and answer.status_code == 400):
                faults.append((address, ascii(text), answer.status_code))
    assert faults == []


def test_no_question_to_a_list_of_the_set_up_makes_a_fault_of_ours(site, filled):
    """Each alone: of several, one that is not known would hide the others."""
    asked = ("q", "o", "p", "all", "id__exact", "id__in", "_to_field", "_popup", "_changelist_filters")
    texts = cycle(("²", "9" * 40, "\ud83d", "2026-02-30", "-1", "1e999", "x" * 3_000))
    faults = []
    for address in [one for one in addresses(filled, "set-up") if one.count("/") == 4]:
        for name, text in zip(asked * 2, texts, strict=False):
            answer = site.generic("GET", f"{address}?{hostile.as_form([(name, text)]).decode()}")
            if answer.status_code >= 500:
                faults.append((address, name, ascii(text), answer.status_code))
    assert faults == []


OPEN = ["/ask/shine-the-light/", "/ask/deletion/", "/unsubscribe/", "/hand-off/", "/prove/", "/help-me/several/"]


@given(
    st.sampled_from(OPEN),
    st.lists(
        st.tuples(st.sampled_from(["email", "subject_name", "key", "hand_off", "code", "reference"]), hostile.texts)
    ),
    st.sampled_from([(hostile.as_form, FORM), (hostile.as_parts, PARTS), (hostile.as_form, PARTS)]),
)
@settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_words_of_a_stranger_make_a_fault_of_ours(site, address, fields, spelled):
    cache.clear()
    spell, kind = spelled
    assert site.generic("POST", address, spell(fields), kind).status_code < 500


def test_a_key_with_a_nul_is_no_key_of_ours(site):
    for name in ("x\x00", "\ud83d"):
        body = hostile.as_form([("key", name), ("hand_off", "x.y")])
        assert site.generic("POST", "/hand-off/", body, FORM).status_code == 400


@pytest.mark.parametrize("keep", ["²", "²².x", "٣.x", "9" * 40 + ".x", "-1.x"])
def test_a_draft_with_odd_digits_is_shown_or_not_there(site, filled, keep):
    address = f"/desk/{filled['<str:reference>']}/draft/STL_DISCLOSED/"
    assert site.get(address, {"keep": keep}).status_code in {200, 404}
