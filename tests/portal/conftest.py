"""Pages are tested with their files collected as in production: names with hashes, listed in a manifest."""

import pytest
from django.conf import settings
from django.core.management import call_command


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    if not settings.STATIC_ROOT.joinpath("staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
