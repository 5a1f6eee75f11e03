"""A report that nobody has seen: one entry of the register and its templates, and its kind is answered with it."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from dsr import disclosures, letters, review
from dsr.disclosures import report_register
from dsr.disclosures.report import Gap
from dsr.errors import BadInput, Blocked, Changed
from dsr.formats import pdf
from dsr.kinds import base
from dsr.kinds.base import clocks, questions
from dsr.kinds.base.letters import COMMON, acknowledgement
from dsr.law.citations import bpc
from dsr.lifecycle import Who
from dsr.models import Case, Compilation, Recipient, SecondApproval
from dsr.models.case import Delivery
from tests import given
from tests.dsr.formats.pdfs import facts_of, faults, tags
from tests.given_law import shown

KIND, REPORT = "count-please", "recipient-count"
_LAW = bpc("17592")
_BODY = "#let report-body(data) = { heading(level: 1, data.title); par(data.said) }"
_ALONE = """#import "body.typ": report-body
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(font: "Noto Sans", lang: "en")
#report-body(data)"""

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


class CountReport(disclosures.Report[dict[str, Any]]):
    """How many companies the ledger knows."""

    name = REPORT
    format_version = 7
    paper_template = "/count/body.typ"
    paper_words = "The number stands on the next page."

    def gather(self, basis: disclosures.Basis) -> tuple[dict[str, Any], Sequence[Gap]]:
        business, year = basis.business, basis.year
        count = Recipient.objects.filter(business=business).count()
        gaps = [] if count else [Gap("nobody", business.name, "Enter a company first.", True, ("recipient", ""))]
        return {"year": year, "count": count, "title": f"Companies in {year}"}, gaps

    def outcome(self, facts: dict[str, Any]) -> str:
        return "COUNTED"

    def row_count(self, facts: dict[str, Any]) -> int:
        return 1

    def text(self, facts: dict[str, Any]) -> str:
        return f"In {facts['year']} we knew {facts['count']} companies."

    def fragment(self, facts: dict[str, Any]) -> str:
        return f"<h2>{facts['title']}</h2><p>{self.text(facts)}</p>"

    def document(self, facts: dict[str, Any]) -> bytes:
        return pdf.compile("count/alone.typ", self.paper_data(facts))

    def paper_data(self, facts: dict[str, Any], most: int | None = None) -> dict[str, Any]:
        return {"title": facts["title"], "said": self.text(facts)}

    def attachments(self, row: Compilation) -> list[tuple[str, bytes, str]]:
        return [(f"count-{row.year}.pdf", bytes(row.pdf or b""), "application/pdf")]


def _kind() -> base.Kind:
    words = COMMON | {"report_text", "report_html"}
    return base.Kind(
        code=KIND,
        title="How many companies",
        summary="Ask how many companies we know.",
        law=(_LAW,),
        questions=(*questions.WHO, *questions.WHERE),
        page=base.Page(),
        clocks=base.Clocks(respond=clocks.by_policy),
        outcomes=(base.Outcome("COUNTED", "Tell the number", _LAW, f"{KIND}/counted", needs_report=True),),
        letters=base.Letters(
            declared=(acknowledgement(KIND), base.LetterWords(f"{KIND}/counted", words)),
            acknowledgement=f"{KIND}/acknowledgement",
        ),
        report=base.Report(REPORT, year=lambda received_at: received_at.year - 1),
    )


@pytest.fixture
def counted(tmp_path: Path, settings: Any) -> Iterator[None]:
    """The entry and its templates, and a kind that names it."""
    templates = tmp_path / "templates"
    shutil.copytree(settings.BASE_DIR / "templates", templates)
    bodies = {"acknowledgement": "We have it. {{ promise }}", "counted": "Here it is.\n\n{{ report_text }}"}
    for name, body in bodies.items():
        folder = templates / "letters" / KIND / name
        folder.mkdir(parents=True)
        page = body.replace("{{ report_text }}", "{{ report_html|safe }}")
        for file, text in (("subject.txt", f"{name} {{{{ reference }}}}"), ("body.txt", body), ("body.html", page)):
            (folder / file).write_text(text)
    (templates / "count").mkdir()
    (templates / "count" / "body.typ").write_text(_BODY)
    (templates / "count" / "alone.typ").write_text(_ALONE)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [templates]}]
    settings.BASE_DIR = tmp_path
    disclosures.register_report(CountReport())
    base.register(_kind())
    yield
    del base._kinds[KIND], report_register._reports[REPORT]


def _answered() -> tuple[Case, Compilation]:
    case = given.in_review(business=given.a_ledger(recipients=3), kind=KIND, answers={})
    row = Compilation.objects.get(report=REPORT)
    review.approve(case.pk, given.staff(), review.Approval("COUNTED", row.pk), seen=case.entry_count)
    given.drain()
    case.refresh_from_db()
    return case, row


def test_its_kind_is_answered_with_its_own_facts_and_words(counted, tmp_path):
    case, row = _answered()
    assert case.state == "responded"
    assert (row.state, row.outcome, row.format_version, row.row_count, row.csv) == ("done", "COUNTED", 7, 1, None)
    assert row.facts == '{"count":3,"title":"Companies in 2025","year":2025}'
    sent = mail.outbox[-1]
    html = sent.alternatives[0][0]
    assert "In 2025 we knew 3 companies." in sent.body and "<h2>Companies in 2025</h2>" in html
    [(name, content, mime)] = sent.attachments
    assert (name, mime, facts_of(content)[1]) == ("count-2025.pdf", "application/pdf", "Companies in 2025")
    assert faults(content, tmp_path) == []
    for said in (sent.subject, sent.body, html, row.facts, row.text, row.html):
        assert "1798.83" not in said and "direct marketing" not in said


def test_what_is_about_one_person_is_given_out_by_two(counted, monkeypatch):
    monkeypatch.setattr(CountReport, "is_about_person", True)
    case = given.in_review(business=given.a_ledger(recipients=3), kind=KIND, answers={})
    row, first = Compilation.objects.get(report=REPORT), given.staff(Who.ADMINISTRATOR)
    chosen = review.Approval("COUNTED", row.pk)
    with pytest.raises(Blocked, match="Nobody else can approve"):
        review.approve(case.pk, replace(first, ground=""), chosen, seen=case.entry_count)
    second = given.staff(Who.ADMINISTRATOR, "second@example.com")
    review.approve(case.pk, first, chosen, seen=case.entry_count)
    given.drain()
    case.refresh_from_db()
    assert (SecondApproval.objects.get().what, case.state, mail.outbox[1:]) == ("release", "working", [])
    review.approve_second(case.pk, second, seen=case.entry_count)
    given.drain()
    case.refresh_from_db()
    assert (case.state, case.to_do) == ("responded", "answered")


def test_on_paper_its_own_pages_follow(counted, tmp_path):
    _case, row = _answered()
    parties = {"subject": {"name": "Lee Moss"}, "requester": {"name": "Lee Moss", "postal": "1 Elm\nChico, CA 95926"}}
    case = given.in_review(kind=KIND, answers={}, delivery=Delivery.MAIL, parties=parties)
    letter = letters.compose(case, f"{KIND}/counted", compilation=row)
    assert "The number stands on the next page." in letter.text and "we knew" not in letter.text
    assert letter.paper is not None and faults(letter.paper, tmp_path) == []
    assert tags(letter.paper).count("/H1") == 2 and "/Table" not in tags(letter.paper)
    assert "1798.83" not in letter.text + str(disclosures.report_paper_data(row))


def test_the_desk_shows_its_draft_and_its_gaps(counted):
    reader = Client()
    reader.force_login(given.an_account())
    case = given.in_review(business=given.a_ledger(recipients=0), kind=KIND, answers={})
    row = Compilation.objects.get(report=REPORT)
    page = shown(reader.get(reverse("staff:case", args=[case.reference])).content.decode())
    assert "Enter a company first." in page and "1798.83" not in page
    with pytest.raises(Blocked):
        review.approve(case.pk, given.staff(), review.Approval("COUNTED", row.pk), seen=case.entry_count)
    assert "Enter a company first." in [gap.words for gap in disclosures.ledger_gaps(case.business, 2025, 1)]
    Recipient.objects.create(business=case.business, key="r1", name="Alder Media", from_version=1)
    Compilation.objects.filter(pk=row.pk).update(state="wanted", gaps=[])
    disclosures.compile_report(row.pk)
    draft = reader.get(reverse("staff:draft", args=[case.reference, "COUNTED"])).content.decode()
    assert "count-2025.pdf" in draft and "In 2025 we knew 1 companies." in draft


def test_no_case_is_answered_with_the_report_of_another_kind(counted):
    business = given.a_ledger()
    given.in_review(business=business)
    other = Compilation.objects.get()
    Compilation.objects.filter(pk=other.pk).update(outcome="COUNTED")
    case = given.in_review(business=business, kind=KIND, answers={})
    with pytest.raises(Changed):
        review.approve(case.pk, given.staff(), review.Approval("COUNTED", other.pk), seen=case.entry_count)


def test_a_report_that_is_not_registered_fails_loudly(counted):
    case, row = _answered()
    with pytest.raises(BadInput, match="no-such-report"):
        disclosures.request_compilation(case, "no-such-report")
    Compilation.objects.filter(pk=row.pk).update(report="no-such-report", state="wanted")
    with pytest.raises(BadInput, match="no-such-report"):
        disclosures.compile_report(row.pk)
    assert Compilation.objects.get(pk=row.pk).state == "wanted"


def test_every_report_that_a_kind_names_is_registered_once():
    for kind in base.every():
        assert kind.report is None or disclosures.report_of(kind.report.name).name == kind.report.name
    with pytest.raises(ValueError, match="twice"):
        disclosures.register_report(disclosures.report_of("shine-the-light"))
