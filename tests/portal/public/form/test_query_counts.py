"""What sending a form asks of the database: each statement counts, also those around a transaction."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dsr.kinds import base
from dsr.models import Case
from tests.portal.public.answers import TO_ANY_FORM, a_business_of_every_kind, opened

pytestmark = pytest.mark.django_db(transaction=True)

# By kind: the most statements of a press in a browser that was here before. To prove who asks takes the rule of the
# business; what stops something writes the list, too; what opens another request writes that one.
MOST = {
    "shine-the-light": 14,
    "complaint": 14,
    "child": 14,
    "deletion": 15,
    "correction": 16,
    "account-deletion": 24,
    "opt-out": 23,
    "unsubscribe": 27,
}
# To keep what was typed, and to show it once more: the brand and the session, twice, and one write.
MOST_TO_CHECK = 10


@pytest.mark.parametrize("code", [kind.code for kind in base.every()])
def test_a_press_asks_little_and_saves_the_session_once(client, code):
    a_business_of_every_kind()
    client.checks = False  # each press by itself
    kind = base.get(code)
    url = kind.page.own_address or f"/ask/{code}/"
    for press in ("first", "again"):  # the first leaves the marks of the keys and a session
        typed = {**TO_ANY_FORM, "subject_name": f"Dana {press}", "email": f"{press}@example.com"}
        filled = {**opened(client, url), **typed}
        if not kind.page.own_address:
            with CaptureQueriesContext(connection) as kept:
                url, filled = client.post(url, filled)["Location"], opened(client, f"{url}check/")
            assert len(kept) <= MOST_TO_CHECK, "\n".join(one["sql"] for one in kept)
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(url, filled)
        url = kind.page.own_address or f"/ask/{code}/"
        assert answer.status_code == (200 if kind.page.own_address else 303), answer.content.decode()
    assert Case.objects.filter(kind=code).count() == 2
    sent = [one["sql"] for one in asked]
    saved = sum("dsr_session" in one and "SELECT" not in one for one in sent)
    assert saved == (0 if kind.page.own_address else 1)
    assert len(sent) <= MOST[code], "\n".join(sent)
