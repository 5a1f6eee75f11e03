"""The page of one's own request: a person comes back by her address alone; an agent follows three clients."""

import re
from email.message import EmailMessage

import pytest

from dsr.clock import today
from dsr.formats.references import spell
from dsr.lifecycle import Who
from dsr.models import AgentRule, Business, Case, DueWork, Letter
from tests.given import a_ledger, an_account
from tests.given_forms import Asker
from tests.patience import until
from tests.portal.public.answers import press
from tests.stories.river import River
from tests.stories.test_deletion import shop, words_of
from tests.stories.test_shine_the_light import grant

__all__ = ["shop"]
KIM = "kim@agents.example"


def mails(river: River, to: str, subject: str) -> list[EmailMessage]:
    return [mail for mail in river.mail.kept if mail["To"] == to and subject in str(mail["Subject"])]


def links_mailed(river: River, email: str) -> dict[str, str]:
    """The path of the page by the reference, as the list in the mailbox says it."""
    before = len(mails(river, email, "Your requests"))
    said = Asker().post("/r/references/", {"email": email})
    assert said.status_code == 200 and "Look in your mailbox" in said.text
    until(lambda: len(mails(river, email, "Your requests")) > before, "the list", river.tell)
    listed = words_of(mails(river, email, "Your requests")[-1])
    return dict(re.findall(r"Reference: (\S+)\s+Open this request:\s+\S+?(/r/[\w-]+/)", listed))


def opened(river: River, email: str, path: str) -> Asker:
    """Somebody on the page: the link, a press, the code of the newest email."""
    visitor, before = Asker(), len(mails(river, email, "Your code"))
    assert visitor.get(path).status_code == 200
    assert visitor.post(path, {"do": "send"}).status_code == 303
    until(lambda: len(mails(river, email, "Your code")) > before, "the code", river.tell)
    found = re.search(r"^(\d{3}) (\d{3})\s*$", words_of(mails(river, email, "Your code")[-1]), re.MULTILINE)
    assert found
    assert visitor.post(path, {"do": "code", "code": found[1] + found[2]}).status_code == 303
    return visitor


def test_a_person_asks_for_her_references_and_reads_her_letters(river: River):
    a_ledger()
    press(Asker())
    case = Case.objects.get()
    river.until_state("review", case)
    grant(river, case)
    river.until_state("responded", case)
    river.until_rest()
    Asker().post("/r/references/", {"email": "stranger@example.com"})
    links = links_mailed(river, "dana@example.com")
    assert list(links) == [spell(case.reference)]
    visitor = opened(river, "dana@example.com", links[spell(case.reference)])
    page = visitor.get("/r/page/").text
    assert "Read our answer" in page and "Answered" in page
    sent = Letter.objects.filter(case=case).order_by("pk")
    assert [int(pk) for pk in re.findall(r"/r/page/letter/(\d+)/\"", page)][-len(sent) :] == [
        one.pk for one in reversed(sent)
    ]
    for mail, letter in zip(mails(river, "dana@example.com", ""), sent, strict=False):
        html = mail.get_body(("html",))
        assert html is not None
        shown = visitor.get(f"/r/page/letter/{letter.pk}/as-sent/").text
        assert shown.split() == str(html.get_content()).split()
    assert visitor.post("/r/page/leave/").status_code == 200
    assert visitor.get("/r/page/").status_code == 403
    river.until_rest()
    assert not mails(river, "stranger@example.com", "")
    assert not DueWork.objects.filter(name__in=["references", "page-code", "page-tried"]).exists()
    assert "dana@example.com" not in river.log and links[spell(case.reference)] not in river.log


@pytest.fixture
def bundle(river: River, shop: str) -> list[Case]:
    AgentRule.objects.create(business=Business.objects.get(), kind="deletion", asks="confirm")
    desk = Asker()
    desk.force_login(an_account(Who.REVIEWER))
    people = "Dana Whitlow,dana@example.com,CA\nBo Reed,bo@example.com,CA\nCleo Ames,cleo@example.com,CA"
    sent = {
        "submission": "form-1",
        "brand": Business.objects.get().brands.get().pk,
        "channel": "email",
        "received_on": today().isoformat(),
        "kind": "deletion",
        "name": "Kim Agent",
        "email": KIM,
        "who": "agent",
        "is_stated": "on",
        "people": people,
    }
    assert desk.post("/desk/enter/bundle/", sent).status_code == 302
    cases = list(Case.objects.order_by("pk"))
    river.until_state("review", *cases)
    return cases


def test_an_agent_follows_three_clients_and_sees_only_what_they_may(river: River, bundle: list[Case]):
    names = ["Dana Whitlow", "Bo Reed", "Cleo Ames"]
    links = links_mailed(river, KIM)
    assert set(links) == {spell(case.reference) for case in bundle}
    visitors = [opened(river, KIM, links[spell(case.reference)]) for case in bundle]
    for case, visitor, name in zip(bundle, visitors, names, strict=True):
        page = visitor.get("/r/page/").text
        assert spell(case.reference) in page and name in page
        assert not [other for other in names if other != name and other in page]
        assert not [other for other in bundle if other != case and spell(other.reference) in page]
    # Only of Dana a system knows an address at which she can be asked.
    until(lambda: mails(river, "dana@example.com", ""), "the question", river.tell)
    hers = mails(river, "dana@example.com", "")
    found = re.search(r"/permission/[\w-]{20,}/", words_of(hers[0]))
    assert found and "/r/" not in words_of(hers[0])
    to_her = Letter.objects.get(case=bundle[0], name="deletion/permission")
    assert visitors[0].get(f"/r/page/letter/{to_her.pk}/").status_code == 404
    assert Asker().post(found[0], {"do": "no"}).status_code == 303
    assert [visitor.get("/r/page/").status_code for visitor in visitors] == [403, 200, 200]
    assert spell(bundle[0].reference) not in links_mailed(river, KIM)
