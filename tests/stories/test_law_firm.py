"""A law firm's letter for 25 people, on paper: entered and acknowledged once, decided by two, answered by line."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dsr import disclosures, engine, repeats, review
from dsr.clock import now, today
from dsr.demo_clock import move_forward
from dsr.formats.references import spell
from dsr.lifecycle import State, Who
from dsr.models import Account, Bulk, Bundle, Case, Compilation, Letter
from dsr.models.bulk import BulkState
from tests.given import a_case, a_ledger, an_account
from tests.given_documents import a_pdf
from tests.given_forms import Asker
from tests.patience import until
from tests.stories.river import River

FIRM = "intake@pike.example"
WAIT = 600  # seconds that a decision waits
# Lines of the firm's list. The first three were answered this year, the fourth lives elsewhere, the fifth withdraws.
ANSWERED, ELSEWHERE, WITHDRAWS = (1, 2, 3), 4, 5
PEOPLE = {number: f"{name} Marchetti" for number, name in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXY", start=1)}


@pytest.fixture
def waits(river: River) -> Iterator[None]:
    """Decisions of this worker wait, too; those that come after do not."""
    river.decide_with_wait(WAIT)
    yield
    river.decide_with_wait(0)


@pytest.fixture
def desks(settings) -> tuple[Asker, Asker]:
    """Two people who may approve."""
    settings.BULK_SECOND_APPROVAL_ABOVE = 10
    settings.DECISION_WAIT = timedelta(seconds=WAIT)
    return a_desk(), a_desk()


def a_desk() -> Asker:
    account = an_account(Who.REVIEWER)
    Account.objects.filter(pk=account.pk).update(role="approver")
    desk = Asker()
    desk.force_login(account)
    return desk


def email_of(number: int) -> str:
    return f"client{number}@example.com"


def answered_before(river: River, number: int) -> Case:
    """A request of their own, answered earlier this year."""
    name = PEOPLE[number]
    received = now() - timedelta(days=2)
    case = a_case(
        received_at=received,
        parties={"subject": {"name": name}, "requester": {"name": name, "email": email_of(number)}},
    )
    river.until_state("review", case)
    draft = disclosures.request_compilation(Case.objects.get(pk=case.pk), "shine-the-light")
    until(lambda: Compilation.objects.filter(pk=draft.pk, state="done").exists(), "the report", river.tell)
    return case


def a_letter() -> dict[str, object]:
    lines = [f"{name}, {email_of(number)}, {'NV' if number == ELSEWHERE else 'CA'}" for number, name in PEOPLE.items()]
    return {
        "submission": "wave-1",
        "brand": Case.objects.earliest("pk").brand_id,
        "channel": "mail",
        "received_on": today().isoformat(),
        "kind": "shine-the-light",
        "came_to": str(Case.objects.earliest("pk").business.designated_addresses.get(medium="mail").pk),
        "name": "Pat Pike",
        "firm": "Pike & Alvarado LLP",
        "email": FIRM,
        "who": "agent",
        "is_stated": "on",
        "letter": SimpleUploadedFile("letter.pdf", a_pdf(), "application/pdf"),
        "documents": [SimpleUploadedFile("permissions.pdf", a_pdf(), "application/pdf")],
        "people": "\n".join(lines),
    }


def by_line() -> dict[int, Case]:
    rows = Bundle.objects.get().lines.select_related("case")
    return {row.number: row.case for row in rows}


def to_firm(river: River) -> list[str]:
    mails = [mail for mail in river.mail.kept if str(mail["To"]) == FIRM]
    return [str(mail["Subject"]) + "\n" + str(mail.get_body(("plain",)).get_content()) for mail in mails]


def look(desk: Asker, river: River, action: str, cases: list[Case], outcome: str) -> Bulk:
    """Choose them in the bundle, and read the look, of which more than a few are looked at by the worker."""
    sent = {"action": action, "outcome": outcome, "case": [spell(case.reference) for case in cases]}
    page = desk.post("/desk/bulk/", sent)["Location"]
    bulk = Bulk.objects.latest("pk")
    until(lambda: not bulk.rows.filter(result="new").exists(), "the look", river.tell)
    assert f">{action.capitalize()} {len(cases)}<" in re.sub(r"\s*([<>])\s*", r"\1", desk.get(page).content.decode())
    pressed = {"looks": bulk.looks, "ready": len(cases), "outcome": outcome}
    assert desk.post(page + "begin/", pressed).status_code == 302
    bulk.refresh_from_db()
    return bulk


def withdraw(river: River, desk: Asker, case: Case) -> None:
    """The firm calls; the link goes to the address on file, and a press ends the request."""
    case.refresh_from_db()
    said = {"seen": case.entry_count, "how": "phone", "note": "The firm called: this client needs no answer."}
    assert desk.post(f"/desk/{spell(case.reference)}/ask-withdrawal/", said).status_code == 302

    def links() -> list[str]:
        return [link for text in to_firm(river) for link in re.findall(r"/withdraw/[\w-]{20,}/", text)]

    until(links, "the link", river.tell)
    visitor = Asker()
    assert visitor.get(links()[0]).status_code == 200
    assert Case.objects.get(pk=case.pk).state == State.REVIEW, "a scanner that follows the link withdraws nothing"
    assert visitor.post(links()[0]).status_code in {200, 303}
    assert Case.objects.get(pk=case.pk).state == State.CLOSED


def answered_this_year(river: River, desk: Asker) -> dict[int, Case]:
    """Three of them asked by themselves two days ago, and have the list of companies."""
    earlier = {number: answered_before(river, number) for number in ANSWERED}
    look(desk, river, "approve", list(earlier.values()), "STL_DISCLOSED")
    until(lambda: Case.objects.filter(state=State.WORKING).count() == 3, "three decisions that wait", river.tell)
    move_forward(timedelta(seconds=WAIT + 60))
    river.until_state("responded", *earlier.values())
    return earlier


def entered(river: River, desk: Asker) -> dict[int, Case]:
    """The letter as 25 requests, acknowledged by one letter."""
    page = desk.post("/desk/enter/bundle/", a_letter())["Location"]
    lines = by_line()
    assert sorted(lines) == sorted(PEOPLE)
    river.until_state("review", *lines.values())
    until(lambda: len(to_firm(river)) == 1, "one covering letter", river.tell)
    assert all(spell(case.reference) in to_firm(river)[0] for case in lines.values())
    assert "answered" in desk.get(page).content.decode()
    return lines


def decline_what_repeats(river: River, desk: Asker, lines: dict[int, Case], earlier: dict[int, Case]) -> None:
    for number in ANSWERED:
        [found] = repeats.find_earlier_responses(lines[number])
        assert found.case == earlier[number]
        chosen = {
            "seen": Case.objects.get(pk=lines[number].pk).entry_count,
            "earlier": earlier[number].reference,
            "note": "The name and the email address are those of that request.",
            "is_permission_seen": "on",
        }
        assert desk.post(f"/desk/{spell(lines[number].reference)}/choose-earlier/", chosen).status_code == 302
    look(desk, river, "decline", [lines[number] for number in ANSWERED], "ALREADY_ANSWERED_THIS_CALENDAR_YEAR")


def approve_by_two(river: River, desks: tuple[Asker, Asker], rest: list[Case]) -> None:
    first, second = desks
    bulk = look(first, river, "approve", rest, "STL_DISCLOSED")
    assert bulk.state == BulkState.WAITS, "twenty are more than ten: a second person approves first"
    assert set(Case.objects.filter(pk__in=[case.pk for case in rest]).values_list("state", flat=True)) == {"review"}
    at_bulk = f"/desk/bulk/{spell(bulk.reference)}/"
    first.post(at_bulk + "approve/")
    bulk.refresh_from_db()
    assert bulk.state == BulkState.WAITS, "never the one who asked"
    assert second.post(at_bulk + "approve/").status_code == 302
    river.until_state("working", *rest)
    until(lambda: Bulk.objects.get(pk=bulk.pk).state == BulkState.DONE, "the end of the bulk work", river.tell)
    assert not Letter.objects.filter(is_response=True, case__in=rest).exists(), "all of it waits"


def take_back(desk: Asker, case: Case) -> None:
    taken = {"seen": Case.objects.get(pk=case.pk).entry_count, "note": "Her name is to be looked at once more."}
    assert desk.post(f"/desk/{spell(case.reference)}/take-back/", taken).status_code == 302


def approve_at_once(river: River, desk: Asker, case: Case) -> None:
    look(desk, river, "approve", [case], "STL_DISCLOSED")
    until(lambda: review.leaves_at(Case.objects.get(pk=case.pk)), "a decision that waits", river.tell)
    seen = Case.objects.get(pk=case.pk).entry_count
    assert desk.post(f"/desk/{spell(case.reference)}/send-now/", {"seen": seen}).status_code == 302
    river.until_state("responded", case)


def all_are_told_by_line(river: River, lines: dict[int, Case]) -> None:
    """The last letter lists all 25; nothing of one person stands in the letter about another, or in their record."""
    end = Letter.objects.filter(name="shine-the-light/answered", state="accepted")
    until(end.exists, "the end", river.tell)
    told = next(text for text in to_firm(river) if "not answered" in text)
    assert not Letter.objects.filter(
        case__in=lines.values(), name__in=[end[0].name, "shine-the-light/covering"]
    ).exists()
    by_reference = {spell(case.reference): number for number, case in lines.items()}
    said = {number: line for line in told.splitlines() for ref, number in by_reference.items() if ref in line}
    assert sorted(said) == sorted(PEOPLE)
    assert re.search(r": withdrawn on .*, and not answered\.", said[WITHDRAWS])
    assert [number for number, line in said.items() if "not answered" in line] == [WITHDRAWS]
    for ref, number in by_reference.items():
        own = [text for text in to_firm(river) if ref in text.partition("\n")[0]]
        responses = Letter.objects.filter(case=lines[number], is_response=True).count()
        assert responses == (0 if number == WITHDRAWS else 1), number
        strangers = [name for other, name in PEOPLE.items() if other != number and any(name in text for text in own)]
        assert strangers == []


def test_a_law_firms_letter_for_25_people(river: River, waits: None, desks: tuple[Asker, Asker]):
    if (today() - timedelta(days=3)).year != today().year:
        move_forward(timedelta(days=5))
    a_ledger()
    first, _second = desks
    earlier = answered_this_year(river, first)
    lines = entered(river, first)
    decline_what_repeats(river, first, lines, earlier)
    look(first, river, "decline", [lines[ELSEWHERE]], "NOT_CA_RESIDENT")
    withdraw(river, first, lines[WITHDRAWS])
    rest = [case for number, case in lines.items() if number > WITHDRAWS]
    approve_by_two(river, desks, rest)
    take_back(first, rest[0])
    move_forward(timedelta(seconds=WAIT + 60))
    river.until_state("responded", *rest[1:], *(lines[number] for number in (*ANSWERED, ELSEWHERE)))
    assert Case.objects.get(pk=rest[0].pk).state == State.REVIEW
    engine.run_daily_jobs()
    assert not Letter.objects.filter(name="shine-the-light/answered").exists(), "one of 25 is still to be decided"
    approve_at_once(river, first, rest[0])
    all_are_told_by_line(river, lines)
