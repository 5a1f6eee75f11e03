"""Workers are killed while an address changes: told once, proved once, done once after its wait, and nothing half."""

import re

from dsr import parties
from dsr.formats.references import spell
from dsr.journal import check_chain
from dsr.models import AddressChange, AddressWish, Case, Letter
from tests.given import a_ledger
from tests.given_forms import Asker
from tests.given_own_page import NEW
from tests.patience import until
from tests.portal.public.answers import press
from tests.stories.river import River
from tests.stories.test_deletion import words_of
from tests.stories.test_own_acts import code_shown
from tests.stories.test_own_request import mails

# "after" follow is inside the transaction of the change, and after write-letter inside that of its two letters.
POINTS = (
    *("lost:before", "lost:after", "told:before", "write-letter:after", "told:after"),
    *("effect:before", "follow:after", "effect:after"),
)
TOLD, CONFIRM, RECEIVED = "own-page/address-told", "own-page/address-confirm", "shine-the-light/acknowledgement"


def copies(river: River, case: Case) -> list[tuple[str, int]]:
    """Each letter, and how many copies of it came."""
    kept = [str(mail["Message-ID"]) for mail in river.mail.kept]
    return [(one.name, kept.count(one.message_id)) for one in Letter.objects.filter(case=case).order_by("pk")]


def test_a_change_of_address_whose_workers_are_killed_is_whole_in_the_end(river: River):
    a_ledger()
    browser = Asker()
    press(browser)
    case = Case.objects.get()
    river.until_state("review", case)
    river.until_rest()
    river.doom(POINTS)
    said = {"reference": spell(case.reference), "fact": "code", "value": code_shown(browser), "email": NEW}
    assert Asker().post("/address/lost/", {"press": "one", **said}).status_code == 200
    until(lambda: mails(river, NEW, "Confirm that we may write"), "the letter to the new address", river.tell)
    river.until_rest()
    change = AddressChange.objects.get()
    assert (change.state, parties.reply_to(case)["email"]) == ("asked", "dana@example.com")
    assert [name for name, _number in copies(river, case)] == [RECEIVED, TOLD, CONFIRM]
    found = re.search(r"/address/[\w-]{20,}/", words_of(mails(river, NEW, "Confirm that we may write")[-1]))
    assert found and Asker().post(found[0]).status_code == 303
    until(lambda: AddressChange.objects.get().state == "done", "the change", river.tell)
    river.until_state("review", case)
    river.until_rest()
    assert sorted(river.deaths) == sorted(POINTS)
    change.refresh_from_db()
    assert change.ended_at is not None and change.ended_at >= change.leaves_at
    case = Case.objects.get(pk=case.pk)
    assert (case.stuck, check_chain(case).fault, parties.reply_to(case)["email"]) == ("", "", NEW)
    noted = list(case.entries.values_list("name", flat=True))
    for name in ("address-change-asked", "address-change-proved", "correct"):
        assert noted.count(name) == 1, name
    came = copies(river, case)
    assert [name for name, _number in came] == [RECEIVED, TOLD, CONFIRM, RECEIVED]
    assert all(1 <= number <= 2 for _name, number in came)  # a second copy under the same Message-ID
    assert not AddressWish.objects.exists()
