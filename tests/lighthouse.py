"""Lighthouse on the public pages of a running desk: `make lighthouse`, or `python -m tests.lighthouse ADDRESS`.

Accessibility, best practices and SEO are 100 each, or it fails. Without node or Chromium it says so, no more.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE


def chromium() -> str | None:
    """The browser of this machine."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


LIGHTHOUSE = "lighthouse@12"
CATEGORIES = ("accessibility", "best-practices", "seo")
# Every public page that is opened by an address alone; tests/test_lighthouse.py holds it to the addresses there are.
PAGES = (
    *("/", "/accessibility/", "/help-me/", "/help-me/several/", "/prove/", "/r/", "/r/references/", "/address/lost/"),
    *("/ask/shine-the-light/", "/ask/deletion/", "/ask/account-deletion/", "/ask/correction/", "/ask/opt-out/"),
    *("/ask/child/", "/ask/complaint/", "/unsubscribe/"),
    "/help-me/several/?wish=deletion&wish=opt-out&wish=shine-the-light",
)
# A page that says itself that no search engine should list it fails this, and nothing else.
_OF_HIDDEN = "is-crawlable"


def lacking() -> str:
    """What it needs and does not find; empty where all is there."""
    wanted = {
        "node (apt-get install nodejs npm)": shutil.which("npx"),
        "Chromium (apt-get install chromium)": chromium(),
    }
    return ", ".join(name for name, found in wanted.items() if not found)


def faults(report: dict[str, Any]) -> list[str]:
    """Each category under 100, with the audits that failed."""
    found = []
    for name in CATEGORIES:
        category = report["categories"][name]
        if category["score"] != 1:
            failed = [one["id"] for one in category["auditRefs"] if (report["audits"][one["id"]]["score"] or 0) < 1]
            weighed = [one for one in failed if report["audits"][one]["score"] is not None]
            if weighed != [_OF_HIDDEN] or not is_hidden(report):
                found.append(f"{name} {round((category['score'] or 0) * 100)}: {', '.join(weighed)}")
    return found


def is_hidden(report: dict[str, Any]) -> bool:
    """Whether the page itself asks not to be listed, rather than a file or a head that keeps search engines out."""
    items = report["audits"][_OF_HIDDEN].get("details", {}).get("items", [])
    return bool(items) and all("noindex" in json.dumps(one) for one in items)


def look_at(address: str) -> dict[str, Any]:
    """The report of one page. Raises CalledProcessError where Lighthouse fails."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        chosen = [f"--only-categories={','.join(CATEGORIES)}", "--output=json", f"--output-path={out}", "--quiet"]
        command = ["npx", "--yes", LIGHTHOUSE, address, *chosen, "--chrome-flags=--headless=new --no-sandbox"]
        subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium() or ""}, timeout=PATIENCE)
        return json.loads(out.read_text())


def main(desk: str) -> int:
    if lacks := lacking():
        print(f"Lighthouse is left out: there is no {lacks}.")
        return 0
    is_bad = False
    for page in PAGES:
        report = look_at(f"{desk}{page}")
        found = faults(report)
        is_bad |= bool(found)
        print(page, "; ".join(found) or "100, 100, 100", flush=True)
    return int(is_bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/") if sys.argv[1:] else "http://127.0.0.1:8000"))
