"""A report about a child with a real worker and database: anybody may make it, it is deleted, and nothing is told."""

from pathlib import Path

import pytest
from django.core.cache import cache

from dsr.models import Case, Sealed
from tests import given_systems
from tests.given import a_business
from tests.given_forms import Asker
from tests.patience import until
from tests.portal.public.answers import opened
from tests.stories.river import River
from tests.stories.test_deletion import approve, words_of

URL = "/ask/child/"


@pytest.fixture
def shop(river: River, tmp_path: Path) -> str:
    cache.clear()
    url = given_systems.a_database(tmp_path)
    given_systems.a_system(a_business(), url)
    return url


def test_a_teacher_reports_it_and_the_account_is_gone(river: River, shop: str) -> None:
    teacher = Asker()
    answers = {
        "found_by": "email",
        "child_email": "dana@example.com",
        "relation": "other",
        "delivery": "email",
        "email": "teacher@example.org",
        "how_known": "She is in my class.",
    }
    page = teacher.post(URL, {**opened(teacher, URL), **answers}, follow=True)
    assert "We have your request" in page.content.decode()
    case = Case.objects.get()
    approve(river, case, "CHILD_DATA_DELETED")
    river.until_state("responded", case)
    river.until_rest()
    assert given_systems.count(shop, "customers", "id = 1") == 0
    (acknowledged, answer) = (words_of(mail) for mail in river.mail.to("teacher@example.org"))
    assert "you do not have to prove anything" in acknowledged
    assert "dealt with it" in answer and "Shop" not in answer
    assert not river.mail.to("dana@example.com")
    until(lambda: not Sealed.objects.filter(case=case, name="subject").exists(), "erased", river.tell)
