"""Pages in Chromium: the site as it is served in production, and a watch on what each page asks for."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dsr.models import Account
from tests.browser.watch import Watch
from tests.patience import PATIENCE

# Playwright turns an event loop in this thread. The database is used by tests in order, one after another.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

expect.set_options(timeout=PATIENCE * 1000)

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run", "--disable-extensions", "--disable-gpu-rasterization"),
    *("--disable-gpu-compositing", "--renderer-process-limit=1", "--in-process-gpu", "--num-raster-threads=1"),
    *("--disable-smooth-scrolling", "--no-zygote"),
]
HOW_TO_ENABLE = (
    "No Chromium is found; enable with: apt-get install chromium (or .venv/bin/playwright install chromium)"
)


def chromium() -> str | None:
    """Where the browser is: the system's own, or the one that Playwright installed."""
    found = next((shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")), None)
    cache_of_playwright = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return found or next(map(str, cache_of_playwright.glob("chromium-*/chrome-linux*/chrome")), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--measures", default=False):
        items[:] = [item for item in items if "measured" in getattr(item, "fixturenames", ())]
    if chromium() is None:
        here = Path(__file__).parent
        for item in items:
            if item.path.is_relative_to(here):
                item.add_marker(pytest.mark.skip(reason=HOW_TO_ENABLE))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--measures", action="store_true", help="only what is measured, with the table of it at the end")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line a measure: what, how much, and its bound where it has one."""
    reports = [one for found in terminalreporter.stats.values() for one in found]
    rows = [row for one in reports for name, row in getattr(one, "user_properties", ()) if name == "measure"]
    if rows:
        terminalreporter.section("measures of the pages")
        for what, value, bound in sorted({tuple(row) for row in rows}):
            terminalreporter.write_line(f"{what:<76} {value!s:>8}  {bound}")


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """measured(what, value, most=…) notes a measure for the table, and fails where it is not held."""

    def hold(what: str, value: float, *, most: float | None = None, least: float | None = None) -> None:
        bounds = [f"at most {most}"] * (most is not None) + [f"at least {least}"] * (least is not None)
        record_property("measure", (what, value, ", ".join(bounds)))
        assert most is None or value <= most, what
        assert least is None or value >= least, what

    return hold


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": chromium(), "args": FLAGS}


class Site:
    """The whole application on a free port of loopback, with its files as whitenoise serves them in production."""

    def __init__(self) -> None:
        # Django's own test server answers for static files itself; production does not.
        self._thread = LiveServerThread("127.0.0.1", static_handler=_as_in_production)
        self._thread.daemon = True

    def start(self) -> "Site":
        self._thread.start()
        self._thread.is_ready.wait()
        if self._thread.error:
            raise self._thread.error
        return self

    def stop(self) -> None:
        self._thread.terminate()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._thread.port}"


def _as_in_production(application: WSGIHandler) -> WSGIHandler:
    return application


@pytest.fixture(scope="session")
def _site(django_db_setup: None) -> Iterator[Site]:
    site = Site().start()
    yield site
    site.stop()


@pytest.fixture
def site(_site: Site, transactional_db: None, frozen: Callable[..., None]) -> Site:
    """The running site on an empty database, on Tuesday 10 March 2026, 9:00 in California."""
    cache.clear()  # rate limits of the test before
    return _site


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    """What every page of this test asked for and complained of; the test fails when it was more than it may."""
    watching = Watch(site.url)
    yield watching
    assert watching.faults == []


@pytest.fixture
def visitor(browser: Browser, site: Site, watch: Watch) -> Iterator[Callable[..., Page]]:
    """visitor(**context) opens a page of a browser of its own: a visitor without cookies."""
    contexts: list[BrowserContext] = []

    def come(account: Account | None = None, *, scripts: bool = True, width: int = 1280, **more: Any) -> Page:
        viewport = PHONE if width == PHONE["width"] else {**DESK, "width": width}
        context = browser.new_context(
            **{"base_url": site.url, "java_script_enabled": scripts, "viewport": viewport, "locale": "en-US", **more}
        )
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        watch.over(context)
        if account is not None:
            sign_in(context, account, site)
        return context.new_page()

    yield come
    for context in contexts:
        context.close()


def sign_in(context: BrowserContext, account: Account, site: Site) -> None:
    """Signed in without the form, which has its own test."""
    client = Client()
    client.force_login(account)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.url}])


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=["a phone without scripts", "a desk with scripts"])
def way(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The two ends of the four ways, where all four would show nothing more."""
    is_phone = request.param.startswith("a phone")
    return {"width": PHONE["width"] if is_phone else DESK["width"], "scripts": not is_phone}


@pytest.fixture
def hard_way() -> dict[str, Any]:
    """The harder of the two, for what the other would only repeat."""
    return {"width": PHONE["width"], "scripts": False}
