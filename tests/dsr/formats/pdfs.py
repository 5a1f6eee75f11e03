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
    found = [f"{failure.rule_id}: {failure.message}" for result in results for failure in result.failures]
    # The validator takes a stream whose last byte happens to be a line end for one of a wrong length. A second
    # reader decides: it warns of every stream that does not end where its length says.
    with pikepdf.open(path) as pdf:
        warnings = [*pdf.check_pdf_syntax(), *map(str, pdf.get_warnings())]
    return [fault for fault in found if "STREAM-LENGTH" not in fault] + warnings


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
    """How many pages, which title, which language."""
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as about:
        return len(pdf.pages), re.sub(r"\s+", " ", str(about.get("dc:title"))), str(pdf.Root.Lang)


def made_on(data: bytes) -> str:
    """The day that the file says it was made, YYYY-MM-DD."""
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as about:
        return str(about.get("xmp:CreateDate"))[:10]
