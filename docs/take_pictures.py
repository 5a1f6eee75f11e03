"""Takes the pictures of README.md from a fresh demo: .venv/bin/python docs/take_pictures.py [folder]

Needs Chromium and tests/requirements.txt.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = 8765
DESK = f"http://127.0.0.1:{PORT}"
SCREEN: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
sys.path.insert(0, str(ROOT))


def start(var: Path) -> subprocess.Popen[bytes]:
    """A demo of its own, so that the pictures show the same every time."""
    environment = {**os.environ, "DAYLIGHT_VAR": str(var), "LISTEN": f"127.0.0.1:{PORT}"}
    running = subprocess.Popen([sys.executable, "manage.py", "up"], cwd=ROOT, env=environment)
    deadline = time.monotonic() + 900
    while True:
        try:
            urllib.request.urlopen(f"{DESK}/healthz", timeout=10)
        except OSError:
            if time.monotonic() > deadline:
                running.terminate()
                raise
            time.sleep(0.3)
        else:
            return running


def ask(page: Page, folder: Path) -> None:
    """The public side: the page, the form filled in, and what it says at the end."""
    page.goto(DESK)
    shoot(page, folder, "public")
    page.goto(f"{DESK}/ask/shine-the-light/")
    page.check("input[name=for_whom][value=self]")
    page.fill("input[name=subject_name]", "Alex Rivera")
    page.check("input[name=delivery][value=email]")
    page.fill("input[name=email]", "alex.rivera@example.com")
    page.check("input[name=ca_resident][value=yes]")
    page.check("input[name=household][value=yes]")
    shoot(page, folder, "form", full=True)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/check/")
    page.click("main form .actions button[type=submit]")
    page.wait_for_url("**/ask/done/")
    shoot(page, folder, "done")


def work(page: Page, folder: Path) -> None:
    """The staff side: the queue, a request, its decision, both on a phone at night, and a response as it was sent."""
    from portal.demo import DEMO_EMAIL, DEMO_PASSWORD

    page.goto(f"{DESK}/desk/")
    page.fill("input[name=login]", DEMO_EMAIL)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/desk/")
    shoot(page, folder, "queue")
    page.click("table.requests td.person a:has-text('Dana Whitlow')")
    page.wait_for_load_state()
    shoot(page, folder, "case")
    case, draft = page.url, page.locator("a[data-key=a]").get_attribute("href")
    page.goto(f"{DESK}{draft}")
    wait_for(page, ".main-press")  # its report is compiled meanwhile
    page.wait_for_timeout(500)
    shoot(page, folder, "decision")
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    for name, address in (("queue-phone", f"{DESK}/desk/"), ("case-phone", case)):
        page.goto(address)
        shoot(page, folder, name)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(SCREEN)
    page.goto(f"{DESK}/demo/mailbox/")
    wait_for(page, "main table a:has-text('Your answer')")
    page.click("main table a:has-text('Your answer')")
    page.wait_for_load_state()
    page.wait_for_timeout(500)
    page.locator("iframe.sheet:not(.phone)").first.screenshot(path=folder / "response.png")


def wait_for(page: Page, found: str) -> None:
    """Load the page again until the work behind it is done."""
    while not page.locator(found).count():
        page.wait_for_timeout(2000)
        page.reload()


def shoot(page: Page, folder: Path, name: str, *, full: bool = False) -> None:
    page.screenshot(path=folder / f"{name}.png", full_page=full)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    var = Path(tempfile.mkdtemp(prefix="daylight-pictures-"))
    running = start(var)
    try:
        with sync_playwright() as browsers:
            chromium = shutil.which("chromium") or "/usr/bin/chromium"
            flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            browser = browsers.chromium.launch(executable_path=chromium, args=flags)
            page = browser.new_page(viewport=SCREEN)
            ask(page, folder)
            work(page, folder)
            browser.close()
    finally:
        running.terminate()
        running.wait(timeout=20)
        shutil.rmtree(var, ignore_errors=True)


if __name__ == "__main__":
    main()
