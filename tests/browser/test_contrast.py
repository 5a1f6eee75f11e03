"""What axe does not ask: body text at 7 : 1, edges of fields at 3 : 1, and late told from soon without color."""

from datetime import timedelta

import pytest

from dsr.clock import today
from dsr.formats.references import spell
from dsr.lifecycle import Who
from dsr.models import Case
from tests import given
from tests.browser import measures

pytestmark = pytest.mark.usefixtures("site")

_ROWS = """() => [...document.querySelectorAll("table.requests tr:not(.group) td.days")].map(cell => {
  const styles = [...cell.querySelectorAll("*"), cell].map(e => {
    const style = getComputedStyle(e);
    return [style.fontWeight, style.borderLeftWidth, style.paddingLeft, style.boxShadow !== "none"];
  });
  return {text: cell.innerText.trim(), shape: JSON.stringify(styles)};
})"""


@pytest.fixture
def case(site: object) -> Case:
    business = given.a_ledger()
    late, soon, made = (given.in_review(business=business) for _number in range(3))
    for one, days in ((late, -3), (soon, 4)):
        Case.objects.filter(pk=one.pk).update(send_by=today() + timedelta(days=days))
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_edges_stand_out(visitor, case, scheme):
    page = visitor(given.an_account(Who.REVIEWER), color_scheme=scheme)
    for address in ("/desk/", f"/desk/{spell(case.reference)}/?open=assign", "/desk/enter/shine-the-light/"):
        page.goto(address)
        assert measures.pale(page) == [], address


@pytest.mark.parametrize("look", [{"forced_colors": "active"}, {}])
def test_late_is_told_from_soon_by_words_and_shape(visitor, case, look):
    page = visitor(given.an_account(Who.REVIEWER), **look)
    page.goto("/desk/")
    late, soon = page.evaluate(_ROWS)[:2]
    assert "overdue" in late["text"] and "in 4 days" in soon["text"]
    assert late["shape"] != soon["shape"]
