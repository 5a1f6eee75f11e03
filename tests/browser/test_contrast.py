"""What axe does not ask: body text at 7 : 1, edges of fields at 3 : 1, and late told from soon without color."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from dsr.clock import today
from dsr.formats.accent_color import contrast
from dsr.formats.references import spell
from dsr.lifecycle import Who
from dsr.models import Case
from tests import given

pytestmark = pytest.mark.usefixtures("site")

# Colors as the browser draws them, through what is transparent down to the page.
_COLORS = """() => {
  const parts = color => (color.match(/[\\d.]+/g) || []).map(Number);
  const ground = e => {
    for (let one = e; one; one = one.parentElement) {
      const found = parts(getComputedStyle(one).backgroundColor);
      if (found.length === 3 || found[3] > 0.99) return found.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const seen = e => e.checkVisibility() && e.getBoundingClientRect().width > 1;
  const kinds = "main input:not([type=hidden], [type=checkbox], [type=radio]), main select, main textarea";
  const fields = [...document.querySelectorAll(kinds)].filter(seen);
  const body = document.querySelector("main");
  const edge = e => parts(getComputedStyle(e).borderTopColor).slice(0, 3);
  return {
    body: [parts(getComputedStyle(body).color).slice(0, 3), ground(body)],
    edges: fields.map(e => [edge(e), ground(e.parentElement)]),
  };
}"""
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


def _held(page: Page) -> list[str]:
    found: dict[str, Any] = page.evaluate(_COLORS)
    words, ground = map(tuple, found["body"])
    wrong = [] if contrast(words, ground) >= 7 else [f"body text {contrast(words, ground):.1f}"]
    return wrong + [
        f"an edge {contrast(tuple(edge), tuple(under)):.2f}"
        for edge, under in found["edges"]
        if contrast(tuple(edge), tuple(under)) < 3
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_edges_stand_out(visitor, case, scheme):
    page = visitor(given.an_account(Who.REVIEWER), color_scheme=scheme)
    for address in ("/desk/", f"/desk/{spell(case.reference)}/?open=assign", "/desk/enter/shine-the-light/"):
        page.goto(address)
        assert _held(page) == [], address


@pytest.mark.parametrize("look", [{"forced_colors": "active"}, {}])
def test_late_is_told_from_soon_by_words_and_shape(visitor, case, look):
    page = visitor(given.an_account(Who.REVIEWER), **look)
    page.goto("/desk/")
    late, soon = page.evaluate(_ROWS)[:2]
    assert "overdue" in late["text"] and "in 4 days" in soon["text"]
    assert late["shape"] != soon["shape"]
