"""A person misses a slip in her address: she puts it right, adds a document, writes, reads, withdraws one of two."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from dsr import parties, request_facts
from dsr.formats.references import spell
from dsr.lifecycle import Who
from dsr.models import AddressChange, Case, Message
from tests.given import a_ledger, an_account
from tests.given_documents import a_pdf
from tests.given_forms import Asker
from tests.patience import until
from tests.portal.public.answers import press
from tests.portal.public.links.test_correction_followup import FORM
from tests.stories.river import River
from tests.stories.test_correction import URL, correcting
from tests.stories.test_deletion import ask, words_of
from tests.stories.test_own_request import links_mailed, mails, opened

__all__ = ["correcting"]
SLIP, RIGHT = "dana@gmial.example", "dana@example.com"


def pressed(asker: Asker, path: str, **said: object) -> None:
    assert asker.post(path, {"press": f"press-{path}", **said}).status_code == 303, path


def code_shown(asker: Asker) -> str:
    """Her own code, as the page after the form shows it."""
    found = re.search(r'class="reference">(\w{4}-\w{4})<', asker.get("/ask/done/").content.decode())
    assert found
    return found[1]


def right_address(river: River, case: Case, code: str) -> None:
    """She sees that no mail comes, and tells the right address with her own code; a link there proves it."""
    said = {"press": f"p-{case.pk}", "reference": spell(case.reference), "fact": "code", "value": code, "email": RIGHT}
    before = len(mails(river, RIGHT, "Confirm that we may write"))
    assert Asker().post("/address/lost/", said).status_code == 200
    until(lambda: len(mails(river, RIGHT, "Confirm that we may write")) > before, "the letter to her", river.tell)
    found = re.search(r"/address/[\w-]{20,}/", words_of(mails(river, RIGHT, "Confirm that we may write")[-1]))
    assert found
    assert Asker().post(found[0]).status_code == 303
    until(lambda: AddressChange.objects.get(case=case).state == "done", "the change", river.tell)


def answered_at_the_desk(correction: Case) -> None:
    """Somebody reads the message first, and answers it on the page of the case."""
    desk = Asker()
    desk.force_login(an_account(Who.REVIEWER))
    path = f"/desk/{spell(correction.reference)}/"
    assert "Read the message" in desk.get("/desk/").content.decode() + desk.get(path).content.decode()
    message = Message.objects.get(case=correction, about="words")
    seen = Case.objects.get(pk=correction.pk).entry_count
    sent = {"seen": seen, "message": message.pk, "words": "Yes, it is enough."}
    assert desk.post(f"{path}answer-message/", sent).status_code == 302


def test_a_person_puts_a_slip_right_completes_asks_and_withdraws_one(river: River, correcting: str):
    a_ledger()
    ask(URL, **{**FORM, "email": SLIP})
    correction = Case.objects.get(kind="correction")
    river.until_state("verifying", correction)
    browser = Asker()
    press(browser, email=SLIP)
    code = code_shown(browser)
    other = Case.objects.get(kind="shine-the-light")
    river.until_state("review", other)

    right_address(river, other, code)
    river.until_state("review", other)
    assert parties.reply_to(Case.objects.get(pk=other.pk))["email"] == RIGHT
    assert mails(river, SLIP, "Stop the change")  # the earlier address was told
    assert RIGHT not in words_of(mails(river, SLIP, "Stop the change")[-1])
    right_address(river, correction, request_facts.own_code(correction))
    river.until_state("verifying", correction)
    asked_anew = lambda: any("/prove/" in words_of(mail) for mail in mails(river, RIGHT, ""))  # noqa: E731
    until(asked_anew, "what was asked of the earlier address", river.tell)

    links = links_mailed(river, RIGHT)
    assert set(links) == {spell(correction.reference), spell(other.reference)}
    hers = opened(river, RIGHT, links[spell(correction.reference)])
    bill = SimpleUploadedFile("bill.pdf", a_pdf(), content_type="application/pdf")
    pressed(hers, "/r/page/documents/", evidence=[bill])
    pressed(hers, "/r/page/write/", words="I moved in March. Is the bill enough?")

    answered_at_the_desk(correction)
    until(lambda: bool(mails(river, RIGHT, "Read our answer")), "the letter of the answer", river.tell)
    assert "enough" not in words_of(mails(river, RIGHT, "Read our answer")[-1])
    assert "Yes, it is enough." in hers.get("/r/page/").content.decode()

    theirs = opened(river, RIGHT, links[spell(other.reference)])
    pressed(theirs, "/r/page/withdraw/", fact="code", value=code)
    until(lambda: bool(mails(river, RIGHT, "withdr")), "the letter that it is withdrawn", river.tell)
    river.until_rest()
    assert Case.objects.get(pk=other.pk).closure == "withdrawn"
    assert Case.objects.get(pk=correction.pk).closure == ""
    assert RIGHT not in river.log and code not in river.log
