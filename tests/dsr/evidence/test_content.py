"""What a pack holds: all of one request and nothing of another, reports with their ground, dates with their law."""

import json
from datetime import date
from email import message_from_bytes, policy

import pytest

from dsr import agents, evidence, journal, parties, review
from dsr.clock import today
from dsr.errors import BadInput
from dsr.formats import references
from dsr.models import Entry, Sealed
from dsr.models.legal_hold import HoldScope
from tests import given
from tests.dsr.agents.test_bundles import a_roll
from tests.given_evidence import alone, content, files, lines, made, verified, wanted
from tests.given_holds import hold_on
from tests.given_systems import a_deletion, an_owner, directed, step_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_letters_reports_dates_and_templates_of_an_answered_request(tmp_path):
    case = given.responded(business=given.a_ledger())
    pack = made(case)
    held = files(content(pack))
    place = f"cases/{case.reference}"
    facts = json.loads(held[f"{place}/facts.json"])
    response = case.letters.get(is_response=True)
    message = message_from_bytes(held[f"{place}/letters/{response.pk}.eml"], policy=policy.default)
    assert (message["To"], message["Message-ID"]) == ("dana@example.com", response.message_id)
    assert "Alder Catalog Company 1" in message.get_body(("plain",)).get_content()
    assert [part.get_filename() for part in message.iter_attachments()] == ["disclosures-2025.pdf"]
    report = json.loads(held[f"reports/{case.compilation_id}/report.json"])
    assert (
        report["checksum"] == case.compilation.checksum
        and "every export of customers" in report["complete"]["sources"]
    )
    assert held[f"reports/{case.compilation_id}/report.pdf"] == bytes(case.compilation.pdf)
    assert held[f"reports/{case.compilation_id}/facts.json"].decode() == case.compilation.facts
    (clock, *_more) = facts["dates"]
    assert clock["by"] == case.due_safe.isoformat() and "1798.83" in str(clock["because"])
    assert json.loads(held["templates.json"])[response.name].keys() >= {"subject.txt", "body.txt", "body.html"}
    assert {one["name"] for one in json.loads(held["staff.json"]).values()} >= {"Robin Vale"}
    assert json.loads(held[f"{place}/said.json"])["requester"]["email"] == "dana@example.com"


def test_a_paper_letter_is_there_as_it_is_printed():
    kim = {"name": "Kim Agent", "firm": "Agents, LLC", "postal": "9 Oak Street\nOakland, CA 94610"}
    bundle = agents.enter_bundle(a_roll(delivery="mail", agent=kim), given.staff()).bundle
    held = files(content(made(bundle)))
    assert held[f"bundle/letters/{bundle.letters.get().pk}.pdf"].startswith(b"%PDF-")


def test_a_note_for_counsel_is_sealed_apart_and_opened_with_nothing_else():
    case = given.in_review()
    review.add_note(case.pk, given.staff(), "Privileged, perhaps.", is_for_counsel=True)
    entry = Entry.objects.filter(case=case).last()
    facts = journal.facts_of(entry)
    assert entry.name == "note" and "counsel" in facts and "words" not in facts
    case.refresh_from_db()
    assert "Privileged" not in str(parties.sealed_values(case))
    assert parties.notes_for_counsel(case) == {f"counsel:{entry.number}": "Privileged, perhaps."}
    assert journal.check_chain(case).fault == ""
    Sealed.objects.filter(name=f"counsel:{entry.number}").delete()
    assert journal.check_chain(case).fault == "the words of this entry were removed."


@pytest.fixture
def bundle():
    return agents.enter_bundle(a_roll(), given.staff()).bundle


def test_a_bundle_holds_all_its_people_and_one_of_them_nothing_of_the_others(bundle, tmp_path):
    given.drain()
    first, second, *_more = [line.case for line in bundle.lines.select_related("case")]
    names = [parties.sealed_value(one, "subject")["name"] for one in (first, second)]
    pack = made(bundle)
    whole = files(content(pack))
    letter = bundle.letters.get()
    covering = message_from_bytes(whole[f"bundle/letters/{letter.pk}.eml"], policy=policy.default)
    spelled = [references.spell(one.reference) for one in (first, second)]
    assert all(one in covering.get_body(("plain",)).get_content() for one in spelled)
    assert all(name.encode() in b"".join(whole.values()) for name in names)
    assert verified(tmp_path, content(pack))[0] == 2
    own = files(content(made(first)))
    told = b"".join(own.values())
    assert names[0].encode() in told and names[1].encode() not in told
    listed = json.loads(own[f"cases/{first.reference}/facts.json"])["letters"]
    assert {one["id"] for one in listed} == {*first.letters.values_list("pk", flat=True)}
    mails = [message_from_bytes(part, policy=policy.default) for name, part in own.items() if name.endswith(".eml")]
    assert not [one for one in mails if spelled[1] in one.get_body(("plain",)).get_content()]
    assert second.reference.encode() not in told and not [name for name in own if name.startswith("bundle/")]
    assert "They are of the whole bundle" in str(lines(own["withheld.jsonl"]))


def test_a_pack_of_a_bundle_goes_not_to_its_agent(bundle):
    agent = agents.agent_of_bundle(bundle)
    for changes in ({"address": agent["email"]}, {"recipient": agent["name"]}, {"recipient": "Lee Tran"}):
        with pytest.raises(BadInput, match="no requester"):
            evidence.ask_pack(wanted(bundle, **changes), alone())


def test_a_period_holds_what_one_business_received_in_it(frozen, tmp_path):
    inside, other = given.in_review(), given.in_review(business=given.a_business("Other, Inc."))
    frozen(given.at("2026-03-12T09:00:00-07:00"))
    later = given.in_review()
    days = evidence.Days(inside.business, date(2026, 3, 10), date(2026, 3, 11))
    pack = made(days, is_redacted=True)
    listed = [one["reference"] for one in lines(files(content(pack))["cases.jsonl"])]
    assert listed == [inside.reference] and other.reference not in listed and later.reference not in listed
    assert verified(tmp_path, content(pack))[0] == 2
    with pytest.raises(BadInput, match="No request was received"):
        evidence.ask_pack(wanted(evidence.Days(other.business, today(), today())), alone())


def test_a_request_that_was_forgotten_still_shows_its_chain(tmp_path):
    case = given.told(given.in_review())
    review.decline(case.pk, given.staff(), seen=case.entry_count, reasons=["NO_EBR"])
    given.drain()
    journal.forget(case.pk)
    pack = made(case)
    status, said = verified(tmp_path, content(pack))
    assert status == 2 and "The request was forgotten" in said
    assert b"Dana" not in b"".join(part for name, part in files(content(pack)).items() if name.startswith("cases/"))


def said_of(case, held: dict[str, bytes]) -> tuple[dict[str, object], str]:
    """What of its sealed values is in the pack by name, and what is told to be withheld."""
    said = json.loads(held[f"cases/{case.reference}/said.json"])
    return said, str([(one["what"], one["count"]) for one in lines(held["withheld.jsonl"])])


def test_what_is_set_aside_for_a_hold_is_counted_and_not_told():
    case = given.in_review()
    hold_on(alone(), HoldScope.CASE, reference=case.reference)
    for name in ("points", "saved-decision:7", "document:8", "counsel:9"):
        journal.reseal(case.pk, name, {"kept": "Set aside."})
        journal.unseal_one(case.pk, name)
    assert Sealed.objects.filter(case=case, name__startswith="held:").count() == 4
    held = files(content(made(case)))
    said, withheld = said_of(case, held)
    assert said["requester"]["email"] == "dana@example.com" and not [name for name in said if "held:" in name]
    assert b"Set aside." not in b"".join(held.values()) and "('Values kept for a litigation hold', 4)" in withheld


def test_what_an_order_forbids_to_tell_is_withheld_and_any_other_direction_is_told():
    business = given.a_business()
    owner = an_owner(business)
    case = a_deletion(business)
    step = step_of(case, owner)
    whole = directed(case, step.pk, agency="Fresno Police")
    told, _withheld = said_of(case, files(content(made(whole))))
    assert "Fresno Police" in str(told)
    case.refresh_from_db()
    directed(case, step.pk, agency="Secret Bureau", number="S-99", why="Under seal.", forbids_telling=True)
    held = files(content(made(case, receiver="court", ground="order", orders="It is their own order.")))
    said, withheld = said_of(case, held)
    everything = b"".join(held.values())
    assert "Fresno Police" in str(said) and "('Sealed words', 2)" in withheld
    for secret in (b"Secret Bureau", b"S-99", b"Under seal.", b"their own order"):
        assert secret not in everything
    redacted = made(case, is_redacted=True, orders="It is their own order.")
    assert b"Sealed words" not in files(content(redacted))["withheld.jsonl"]
