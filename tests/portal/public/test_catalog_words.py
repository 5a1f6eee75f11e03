"""Every public page said in brackets: templates, forms, errors and code leave no word outside the catalog."""

import re

import pytest
from django.core.cache import cache

from dsr.kinds import base
from dsr.models import Business
from tests.bracket_language import marked, outside, pieces, shown
from tests.given_forms import Asker, hidden_fields
from tests.portal.public.answers import a_business_of_every_kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

TYPED = {
    **{"for_whom": "self", "subject_name": "Dana Whitlow", "delivery": "email", "email": "dana@gmial.com"},
    **{"ca_resident": "no", "household": "yes", "extent": "all", "text": "Zinnia zebra.", "stops": "sale-sharing"},
    **{"item1_field": "email", "item1_says": "Quartz", "item1_should": "Yucca", "more2": "no", "more3": "no"},
    **{"delete_instead": "no", "found_by": "email", "child_email": "kit@example.com", "relation": "parent"},
    **{"wish": "delete", "how_known": "Zinnia zebra.", "point_zip": "95926", "point_phone": "5550142"},
}
SEVERAL = "/help-me/several/?wish=opt-out&wish=deletion&wish=shine-the-light"
OPENED = (
    *("/", "/accessibility/", "/help-me/", "/help-me/?go=0", "/help-me/several/", "/help-me/several/?go=1", SEVERAL),
    *("/nowhere/", "/ask/nowhere/", "/unsubscribe/", "/prove/", "/prove/cut/", "/permission/cut/", "/withdraw/cut/"),
    *("/address/cut/", "/address/stop/cut/", "/statement/cut/", "/check/cut/", "/told/cut/", "/task/cut/", "/u/cut/"),
    *("/r/", "/r/references/", "/r/page/", "/address/lost/", "/ask/done/", "/hand-off/"),
)
_CITED = re.compile(r"Cal\. Civ\. Code §+ [\w.()]+|\b[A-Z2-9]{4}(-[A-Z2-9]{3,4}){1,2}\b")
FORMS = ["/unsubscribe/", *(f"/ask/{kind.code}/" for kind in base.every() if not kind.page.own_address), SEVERAL]


@pytest.fixture(autouse=True)
def business(db) -> Business:
    cache.clear()
    return a_business_of_every_kind()


def faults(page: str, business: Business) -> list[str]:
    """Words of no catalog, and pieces of sentences. What the business is called and has typed is known."""
    brand = business.brands.get()
    known = [*vars(business).values(), *vars(brand).values(), *TYPED.values(), "privacy@fernwood.example", "English"]
    addresses = [address.value for address in business.designated_addresses.all()]
    said = _CITED.sub("", shown(page))
    known_words = " ".join("\n".join(map(str, [*known, *addresses])).split())
    return [*pieces(said), *outside(said, known_words)]


@pytest.mark.parametrize("address", OPENED)
def test_what_anybody_opens(address, business):
    with marked():
        page = Asker().get(address, follow=True)
    assert faults(page.content.decode(), business) == []


@pytest.mark.parametrize("address", FORMS)
def test_a_form_its_errors_its_answers_and_the_page_after_it(address, business):
    client, found = Asker(), {}
    client.checks = False
    with marked():
        found["form"] = client.get(address).content.decode()
        hidden = hidden_fields(found["form"])
        found["errors"] = client.post(address, hidden).content.decode()
        answer = client.post(address, {**hidden, **TYPED}, follow=True)
        while "/check/" not in str(answer.redirect_chain) and "unsubscribe" not in address:
            step = answer.redirect_chain[-1][0]
            found[step] = answer.content.decode()
            answer = client.post(step, {**hidden_fields(found[step]), **TYPED}, follow=True)
        found["answers"] = answer.content.decode()
        if "unsubscribe" not in address:
            sent = client.post(answer.redirect_chain[-1][0], hidden_fields(found["answers"]), follow=True)
            assert sent.redirect_chain[-1][0].endswith("/ask/done/")
            found["done"] = sent.content.decode()
    assert {name: wrong for name, page in found.items() if (wrong := faults(page, business))} == {}
