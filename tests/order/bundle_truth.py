"""Of many people in one letter: nothing of one is with another, the firm is told once and only what it may know."""

from collections import Counter

from django.conf import settings
from django.test import Client

from dsr import agents, journal, letters, parties
from dsr.formats import references
from dsr.formats.days import long_day
from dsr.journal import EntryName
from dsr.kinds import base
from dsr.law.spans import local_date
from dsr.models import Account, Bulk, Bundle, Bundled, Case, Entry, Letter
from dsr.models.bulk import BulkResult
from tests.given_request_page import on_page

_UNDOES = ("reopen", "open-again", "join-again", "fail-delivery")
_DIRECTLY = "We deal with this person directly"
_CORRECTIONS = (EntryName.RECEIPT_CORRECTED, EntryName.RECEIPT_WAITS)


def of_all(read: set[int]) -> None:
    """`read`: the letters that were held against what happened, as soon as each was fixed."""
    for bundle in Bundle.objects.exclude(completed_at=None).exclude(key=None):
        lines = list(bundle.lines.select_related("case__business"))
        names = {line.case_id: _told_of(line.case) for line in lines}
        for line in lines:
            _names_nobody_else(line.case, names, read)
            _has_its_own_clock(line.case)
        for letter in bundle.letters.order_by("pk"):
            if letter.pk not in read and letters.keeps_words(letter):
                read.add(letter.pk)
                _tells_what_it_may(letter, lines, names)
        _is_told_once(bundle, lines)
    _receipts_agree()


def _told_of(case: Case) -> set[str]:
    subject = parties.sealed_value(case, "subject") if case.data_key else {}
    return {str(subject[name]) for name in ("name", "email") if subject.get(name)}


def _names_nobody_else(case: Case, names: dict[int, set[str]], read: set[int]) -> None:
    """Its letters; what is sealed in it at all is looked at in the end."""
    others = _others(case, names)
    for letter in case.letters.all():
        if letter.pk not in read and letters.keeps_words(letter):
            read.add(letter.pk)
            said = " ".join(letters.body_of(letter).values())
            assert not [name for name in others if name in said], f"another person stands in {letter.name}"


def _others(case: Case, names: dict[int, set[str]]) -> set[str]:
    return set().union(*(told for pk, told in names.items() if pk != case.pk)) - names[case.pk]


def _has_its_own_clock(case: Case) -> None:
    """As the law has it for how it came; only an earlier date that was told, or more time, rules beside that."""
    receipt = base.Receipt(case.received_at, case.is_designated, settings.REASONABLE_PERIOD_DAYS, frozenset())
    by_law = base.get(case.kind).clocks.respond(receipt).due_safe
    names = set(case.entries.values_list("name", flat=True))
    if not names & {"extend", "finish"}:
        assert case.due_safe <= by_law, f"{case} may be answered later than the law has it"
        assert case.due_safe == by_law or EntryName.RECEIPT_CORRECTED in names, f"{case}: {case.due_safe}, {by_law}"


def _tells_what_it_may(letter: Letter, lines: list[Bundled], names: dict[int, set[str]]) -> None:
    text = letters.body_of(letter)["text"]
    everybody = set().union(*names.values())
    assert not [name for name in everybody if name in text], f"{letter.name} names a person to the firm"
    said = {line.case_id: _of_line(text, line) for line in lines}
    agent = base.get(letter.bundle.kind).agents if letter.bundle else None
    if agent is not None and letter.name == agent.answered:
        _tells_the_end(said, lines)
    elif letter.name == base.letters.CORRECTED_OF_BUNDLE:
        for line in lines:
            day = f"received on {long_day(local_date(line.case.received_at))}."
            assert not said[line.case_id] or day in said[line.case_id], f"{said[line.case_id]} against {day}"


def _of_line(text: str, line: Bundled) -> str:
    found = [one for one in text.splitlines() if references.spell(line.case.reference) in one]
    assert len(found) <= 1, "a person is listed twice"
    return found[0] if found else ""


def _tells_the_end(said: dict[int, str], lines: list[Bundled]) -> None:
    waiting = Case.objects.unanswered().filter(pk__in=said)
    assert not waiting.exists(), "the firm was told of the end before all were answered"
    for line in lines:
        case, words = line.case, said[line.case_id]
        assert words, "a person is missing in the last letter"
        if parties.is_permission_shown(case):
            continue
        outcomes = [str(one) for one in base.get(case.kind).agents.outcome_words.values()]
        assert not [one for one in outcomes if one in words], f"an outcome is told without permission: {words}"
        went = Letter.objects.filter(case=case, is_response=True, to_person=True, state__in=["accepted", "mailed"])
        assert not went.exists() or _DIRECTLY in words, words


def _is_told_once(bundle: Bundle, lines: list[Bundled]) -> None:
    names = Counter(Entry.objects.filter(case__in=[one.case_id for one in lines]).values_list("name", flat=True))
    again = sum(names[name] for name in _UNDOES) + names[EntryName.COVERING_LETTER] - 1
    assert names[EntryName.BUNDLE_ANSWERED] <= 1 + again, "the firm was told of the end twice"
    corrected = names[EntryName.RECEIPT_CORRECTED]
    assert names[EntryName.DATES_TOLD] <= corrected + names[EntryName.RECEIPT_WAITS], "a date was told twice"
    assert bundle.received_at in {one.case.received_at for one in lines}, "it came on the day of none of them"


def _receipts_agree() -> None:
    """What the work says is corrected is so, waits, or was proposed; and no other line of it was touched."""
    for made in Bulk.objects.filter(action="receipt", choice__verb="correct"):
        for row in made.rows.exclude(result=BulkResult.READY):
            case = Case.objects.get(pk=row.case_id)
            entries = case.entries.filter(number__gt=row.seen, at__gte=made.begun_at)
            touched = entries.filter(name__in=_CORRECTIONS).exists() or _was_proposed(case, made)
            assert touched or row.result != BulkResult.DONE, f"{case} was not corrected, as its row says"


def _was_proposed(case: Case, made: Bulk) -> bool:
    return bool(case.second_approvals.filter(what="later-receipt", asked_at__gte=made.begun_at).exists())


def in_the_end(staff: Account) -> None:
    """When all have ended: the firm was told, and neither record nor page of one says a word of another."""
    for bundle in Bundle.objects.exclude(completed_at=None).exclude(key=None):
        assert agents.answered_bundles(bundle.pk) == [] and bundle.answered_at, "the firm was never told of the end"
        cases = [line.case for line in bundle.lines.select_related("case__business", "case__brand")]
        names = {case.pk: _told_of(case) for case in cases}
        for case in cases:
            others = _others(case, names)
            kept = str(parties.sealed_values(case)) + str([journal.facts_of(one) for one in case.entries.all()])
            assert not [name for name in others if name in kept], "another person is kept with it"
            desk = Client()
            desk.force_login(staff)
            pages = (desk.get(f"/desk/{references.spell(case.reference)}/"), on_page(Client(), case).get("/r/page/"))
            assert pages[0].status_code == 200
            seen = [name for page in pages for name in others if name in page.content.decode()]
            assert not seen, "another person stands on its page"
