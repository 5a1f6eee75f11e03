"""Files to import."""

from pathlib import Path

import pytest

from tests.dsr.management.typed import LIST, run
from tests.given import a_business


@pytest.fixture
def write(tmp_path):
    def write(text: str, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return write


@pytest.fixture
def recipients(write):
    """Two recipients in the draft."""
    a_business()
    run("import_recipients", write(LIST, "recipients.csv"))
