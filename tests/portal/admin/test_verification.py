"""A rule that asks for what the law does not allow is refused with its place; a key is revoked, never shown."""

import pytest

from dsr import verification
from dsr.errors import BadInput
from dsr.models import HandOffKey, VerificationRule
from tests.given import a_business
from tests.given_systems import a_database, a_system
from tests.portal.admin.pages import errors_on, said_on, where

pytestmark = pytest.mark.django_db


def add(client, **changes):
    rule = {"business": a_business().pk, "kind": "deletion", "level": "reasonable", "points": ["email", "zip"]}
    return client.post(where("verificationrule", "add/"), {**rule, **changes})


def test_a_lawful_rule_is_saved(client):
    assert add(client).status_code == 302
    assert VerificationRule.objects.get().points == ["email", "zip"]
    assert "deletion" in client.get(where("verificationrule")).content.decode()


def test_a_rule_that_nobody_can_pass_is_saved_with_a_warning(client, tmp_path):
    said = said_on(client.get(add(client).url))
    assert "Nobody can pass this rule by itself: 2 points must match" in said and "Email address, ZIP code" in said
    VerificationRule.objects.all().delete()
    a_system(a_business(), a_database(tmp_path))
    assert "Nobody can pass" not in said_on(client.get(add(client).url))


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"level": "email", "points": []}, "level", "§ 7062(d)"),
        ({"kind": "account-deletion", "level": "high", "points": ["email", "name", "zip"]}, "level", "§ 7060(c)"),
        ({"points": ["email"]}, "points", "2 points must match"),
        ({"points": ["email", "name", "zip", "phone"]}, "points", "at most 3"),
        ({"points": ["email", "ssn"]}, "points", "ssn"),
        ({"points": ["email", "name", "zip", "phone"]}, "points", "CPPA v. Honda (Mar. 2025, $632,500)"),
        ({"kind": "opt-out", "level": "email", "points": []}, "kind", "CalPrivacy v. Ford (Mar. 5, 2026, $375,703)"),
        ({"kind": "opt-out"}, "kind", "§ 7060(b)"),
    ],
)
def test_what_the_law_does_not_allow_is_refused(client, changes, field, says):
    errors = errors_on(add(client, **changes))
    assert list(errors) == [field] and says in " ".join(errors[field])
    assert not VerificationRule.objects.exists()


def test_only_kinds_that_ask_for_proof_are_offered(client):
    page = client.get(where("verificationrule", "add/")).content.decode()
    assert 'value="deletion"' in page and 'value="opt-out"' not in page and 'value="shine-the-light"' not in page


def test_a_key_is_revoked_and_never_shown(client, frozen):
    key = verification.make_handoff_key(a_business(), "website")
    row = HandOffKey.objects.get()
    listed = client.get(where("handoffkey")).content.decode()
    shown = client.get(where("handoffkey", f"{row.pk}/change/")).content.decode()
    assert key not in listed + shown and row.sealed not in listed + shown
    assert client.get(where("handoffkey", "add/")).status_code == 403
    page = client.post(where("handoffkey"), {"action": "revoke", "_selected_action": [row.pk]}, follow=True)
    assert "1 key is revoked." in said_on(page)
    with pytest.raises(BadInput):
        verification.take_handoff("website", verification.sign_handoff(key, {}))
