"""Every page asks this site alone, complains of nothing, and is light. All tests of this folder are under the watch;
here its eyes are tested, and what a first visit weighs on the wire."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route

from dsr.lifecycle import Who
from tests import given
from tests.browser import pages, steps
from tests.browser.watch import Watch

ELSEWHERE = "https://tracker.example/dot.gif"
MOST_BYTES = 100_000


@pytest.fixture(autouse=True)
def business(site):
    return given.a_ledger()


def test_public_pages_ask_this_site_alone(visitor, watch, site, scripts):
    page = visitor(scripts=scripts)
    for stop in pages.public():
        stop.go(page)
    assert watch.faults == []
    assert len(watch.asked) > 4 * len(pages.public())
    assert all(address.startswith(site.url) for address in watch.asked)


def test_pages_with_letters_and_drawings_ask_this_site_alone(visitor, watch, site):
    case = given.responded()
    page = visitor(given.an_account(Who.ADMINISTRATOR))
    page.goto("/desk/?view=all")
    page.locator("td.person a").first.click()
    page.locator("summary", has_text="Letters").click()
    page.get_by_role("link", name="See it").first.click()
    page.frame_locator("iframe").get_by_role("heading", level=1).wait_for()
    assert case.letters.count() == 2
    assert watch.faults == []
    assert all(address.startswith(site.url) for address in watch.asked)


def planted(words: str, *, with_policy: bool = True) -> Callable[[Route], None]:
    """The page as it is, with these words at its end; without its content policy the browser would obey them."""

    def plant(route: Route) -> None:
        answer = route.fetch()
        headers = {
            name: value for name, value in answer.headers.items() if with_policy or name != "content-security-policy"
        }
        route.fulfill(response=answer, headers=headers, body=answer.text().replace("</main>", f"{words}</main>"))

    return plant


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (f'<img src="{ELSEWHERE}" alt="">', "tracker.example"),
        ('<p style="color: red">Red</p>', "inline style"),
        ("<style>p { color: red }</style>", "inline style"),
        ("<script>document.title = 'x'</script>", "inline script"),
        ('<button onclick="go()">Go</button><script src="/nowhere.js"></script>', "/nowhere.js"),
        ('<img src="/nowhere.png" alt="">', "404"),
    ],
)
def test_a_planted_fault_is_seen(browser, site, words, fault):
    assert any(fault in seen for seen in faults_of(browser, site.url, planted(words)))


def test_a_request_to_somebody_else_is_seen_where_no_policy_stops_it(browser, site):
    plant = planted(f'<img src="{ELSEWHERE}" alt="">', with_policy=False)
    assert f"asked somebody else: {ELSEWHERE}" in faults_of(browser, site.url, plant)


def test_the_page_itself_has_no_fault(browser, site):
    assert faults_of(browser, site.url, planted("<p>Harmless</p>")) == []


def faults_of(browser: Browser, site: str, plant: Callable[[Route], None]) -> list[str]:
    """What a watch of its own sees on a first page that was tampered with."""
    watch = Watch(site)
    context = browser.new_context(base_url=site)
    watch.over(context)
    context.route("https://tracker.example/**", lambda route: route.abort())
    context.route(f"{site}/", plant)
    page = context.new_page()
    page.goto("/", wait_until="networkidle")
    context.close()
    return watch.faults


@pytest.mark.parametrize("address", ["/", steps.FORM, "/ask/done/"])
def test_a_first_visit_is_under_100_kb_on_the_wire(visitor, address):
    """All bytes of all answers, with their heads: HTML as this server sends it, which is not compressed (a proxy may
    do that), and files as whitenoise sends them, which is gzip to a browser without TLS."""
    page = visitor()
    sizes, coded = weigh(page, address)
    assert len(sizes) >= 4
    assert 10_000 < sum(sizes.values()) < MOST_BYTES, sizes
    assert coded and set(coded.values()) == {"gzip"}, coded


def weigh(page: Page, address: str) -> tuple[dict[str, float], dict[str, str]]:
    """Bytes by address, and how each style sheet and script of ours was coded."""
    urls: dict[str, str] = {}
    sizes: dict[str, float] = {}
    coded: dict[str, str] = {}
    wire = page.context.new_cdp_session(page)

    def answered(event: dict) -> None:
        answer = event["response"]
        urls[event["requestId"]] = answer["url"]
        if "/static/" in answer["url"] and answer["url"].endswith((".css", ".js")):
            heads = {name.lower(): value for name, value in answer["headers"].items()}
            coded[answer["url"]] = heads.get("content-encoding", "")

    def loaded(event: dict) -> None:
        sizes[urls.get(event["requestId"], event["requestId"])] = event["encodedDataLength"]

    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", loaded)
    wire.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    return sizes, coded
