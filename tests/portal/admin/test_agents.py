"""A rule for agents that asks the person for what the law does not allow is refused, with who was fined for it."""

import pytest

from dsr.models import AgentRule
from tests.given import a_business
from tests.portal.admin.pages import errors_on, where

pytestmark = pytest.mark.django_db


def add(client, **changes):
    rule = {"business": a_business().pk, "kind": "deletion", "asks": "confirm"}
    return client.post(where("agentrule", "add/"), {**rule, **changes})


@pytest.mark.parametrize("asks", ["nothing", "confirm", "verify"])
def test_one_of_the_two_or_nothing_may_be_asked(client, asks):
    assert add(client, asks=asks).status_code == 302
    assert AgentRule.objects.get().asks == asks
    assert "deletion" in client.get(where("agentrule")).content.decode()


@pytest.mark.parametrize(
    ("kind", "says", "is_fined"),
    [
        ("opt-out", "§ 7026(j)", True),
        ("unsubscribe", "16 C.F.R. § 316.5", False),
        ("shine-the-light", "Cal. Civ. Code § 1798.83(b)(3)", False),
        ("complaint", "Cal. Bus. & Prof. Code § 22576", False),
        ("child", "16 C.F.R. § 312.10", False),
    ],
)
@pytest.mark.parametrize("asks", ["confirm", "verify"])
def test_who_opts_out_or_proves_nothing_is_never_asked(client, kind, says, is_fined, asks):
    errors = errors_on(add(client, kind=kind, asks=asks))
    assert list(errors) == ["asks"] and says in " ".join(errors["asks"])
    assert ("CPPA v. Honda (Mar. 2025, $632,500)" in " ".join(errors["asks"])) == is_fined
    assert not AgentRule.objects.exists()
