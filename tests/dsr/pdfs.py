"""What tests read out of a PDF."""

import io
import re
from pathlib import Path

import page
import pikepdf


def faults(data: bytes, folder: Path) -> list[str]:
    """What breaks PDF/UA-1 or PDF/A-2a, as far as a machine can tell."""
    path = folder / "validated.pdf"
    path.write_bytes(data)
    limits = page.SafetyLimits(max_table_grid_rows=5000)
    results = [page.validate_pdf(path, profile=profile, limits=limits) for profile in ("ua1", "2a")]
    assert all(result.rules.total > 100 for result in results)
    return [str(failure) for result in results for failure in result.failures]


def tags(data: bytes) -> list[str]:
    """The names of all structure elements, in reading order."""
    found: list[str] = []

    def walk(element: pikepdf.Object) -> None:
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            found.append(str(element.S))
            walk(element.get("/K", pikepdf.Array()))

    with pikepdf.open(io.BytesIO(data)) as pdf:
        walk(pdf.Root.StructTreeRoot.K)
    return found


def facts_of(data: bytes) -> tuple[int, str, str]:
    """Pages, title and language."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        title = re.sub(r"\s+", " ", str(pdf.open_metadata().get("dc:title")))
        return len(pdf.pages), title, str(pdf.Root.Lang)
