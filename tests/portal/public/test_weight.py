"""A first visit is light, asks nobody else for anything, and needs no inline script or style."""

import gzip
import re
from pathlib import Path

import pytest

from tests.given import a_business

pytestmark = pytest.mark.django_db
PAGES = ["/", "/ask/shine-the-light/", "/ask/done/", "/nowhere/"]


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def parts_of(page):
    links = re.findall(r'<link rel="(?:icon|stylesheet)" href="([^"]+)"', page)
    return [*links, *re.findall(r'<(?:script|img|iframe)[^>]* src="([^"]+)"', page)]


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_under_100_kb_and_all_of_it_is_ours(client, path):
    a_business()
    page = client.get(path).content
    weight = len(gzip.compress(page))
    parts = parts_of(page.decode())
    assert len(parts) >= 4
    for part in parts:
        assert part.startswith("/") and not part.startswith("//")
        response = client.get(part, headers={"Accept-Encoding": "gzip"})
        assert response.status_code == 200, part
        weight += len(body(response))
    assert weight < 100_000


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_script_or_style(client, path):
    a_business()
    response = client.get(path)
    page = response.content.decode()
    assert not re.search(r"<style|<script(?![^>]* src=)|\sstyle=|\son\w+=", page)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_language_landmarks_and_a_way_past_the_head(client, path):
    a_business()
    page = client.get(path).content.decode()
    assert '<html lang="en" dir="ltr">' in page
    assert page.index('class="skip" href="#main"') < page.index("<header") < page.index('<main id="main"')
    assert len(re.findall(r"<h1[ >]", page)) == 1 and "<footer" in page
    assert "{{" not in page and "{%" not in page and "{#" not in page


def test_sheets_name_no_other_server(client):
    from django.contrib.staticfiles import finders

    for name in ("portal/pico.min.css", "portal/daylight.css"):
        sheet = Path(finders.find(name)).read_text(encoding="utf-8")
        assert not re.search(r"@import|url\((?![\"']?data:)", sheet), name
