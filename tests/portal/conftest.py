"""Pages are tested with their files collected as in production: names with hashes, listed in a manifest."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from tests.bare_days import bare_days


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    if not settings.STATIC_ROOT.joinpath("staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def only_dated_days(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No page that a test opens says a day outside of a `<time>`; letters, and Django's own admin, apart."""
    found: list[str] = []
    whole = Client.request

    def watched(self: Client, **asked: Any) -> Any:
        answer = whole(self, **asked)
        if is_page(answer) and not str(asked.get("PATH_INFO")).startswith("/admin/"):
            found.extend(f"{asked.get('PATH_INFO')}: {one}" for one in bare_days(answer.content.decode()))
        return answer

    monkeypatch.setattr(Client, "request", watched)
    yield
    assert not found, "\n".join(sorted(set(found)))


def is_page(answer: Any) -> bool:
    """A page of the site, with a way past its head; no letter, no picture."""
    return (
        not answer.streaming
        and answer.headers.get("Content-Type", "").startswith("text/html")
        and b'href="#main"' in answer.content
    )
