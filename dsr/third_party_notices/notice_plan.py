"""Who is told of what was carried out: a row each, with the work of telling, before the response is written."""

from django.db import transaction

from dsr import corrections, journal, recipients
from dsr.journal import MACHINE, EntryName, Line
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.lifecycle import State
from dsr.models import Case, Entry, Step, ThirdPartyNotice
from dsr.models.system import StepState
from dsr.models.third_party_notice import ThirdPartyNoticeState, What
from dsr.reasons import Reason
from dsr.third_party_notices import rows


def plan_notices(case: Case) -> int:
    """After the work, and before the response: how many are told. Again tells nobody twice.

    Nothing is told of a decision that was taken back meanwhile.
    """
    kind = base.get(case.kind)
    if kind.notices is None:
        return 0
    what = _what(case, kind, kind.notices.instruction)
    with transaction.atomic():
        told = _wanted(case, kind, what) if what else []
        given_up = 0 if what == kind.notices.instruction else _give_up_chosen(case)
        if told and journal.record(case.pk, _line(what, told), MACHINE).state != State.WORKING:
            transaction.set_rollback(True)
            return 0
    if told or given_up:
        case.refresh_from_db()
    return len(told)


def _what(case: Case, kind: Kind, instruction: str) -> str:
    """What there is to tell; empty when nothing of the person was there, so nobody needs to hear the name."""
    if kind.items is not None and not corrections.new_values(case):
        return ""
    if kind.automatic_grant is not None:
        return instruction
    steps = list(Step.objects.filter(case=case))
    if any(step.state == StepState.DONE for step in steps):
        return instruction
    locked = any(step.state == StepState.KEPT and kind.keep_code(step.keep_code).locks for step in steps)
    # § 7022(f)(4): who processes for us keeps to the exception too. Other companies are told of nothing.
    return What.KEEPING if locked else ""


def _wanted(case: Case, kind: Kind, what: str) -> list[ThirdPartyNotice]:
    # What is to change differs with each decision; whoever was told to delete needs no second order.
    occasion = journal.newest_decision(case.pk) if kind.items is not None else 0
    to_providers = _occasion_of_providers(case, what) or occasion
    found = [rows.to_provider(case, what, to_providers, provider) for provider in recipients.providers_of(case)]
    told = [row for row in found if row]
    if what != What.KEEPING:
        # What staff chose stands, also when an earlier decision came to nothing.
        own = ThirdPartyNotice.objects.filter(case=case, what=what, provider=None)
        dropped = own.filter(state=ThirdPartyNoticeState.GIVEN_UP, reason=Reason.NOTHING_TO_TELL)
        dropped.update(state=ThirdPartyNoticeState.WANTED, reason="")
        without = {row.recipient_key for row in recipients.recipients_not_notified(case)}
        for key, name in recipients.confirmed_by_systems(case).items():
            if key in without:
                continue
            told.append(rows.to_recipient(case, what, occasion, rows.Addressee(key, name, is_confirmed=True)))
        chosen = own.filter(state=ThirdPartyNoticeState.WANTED, due_on=None)
        told += [row for row in chosen if row.pk not in {one.pk for one in told}]
    return [row for row in told if rows.release(row)]


def _occasion_of_providers(case: Case, what: str) -> int:
    """A provider was told which exceptions it keeps to: it is told anew once more is deleted, or one has ended."""
    told = ThirdPartyNotice.objects.filter(case=case, what=what, provider__isnull=False).order_by("-pk").first()
    if told is None or what != What.DELETION:
        return 0
    is_more = Step.objects.filter(case=case, state=StepState.DONE, settled_at__gt=told.made_at).exists()
    return journal.newest_decision(case.pk) if is_more or journal.is_finishing(case) else told.occasion


def _give_up_chosen(case: Case) -> int:
    """What staff chose before the decision is not told, because it came to nothing."""
    chosen = ThirdPartyNotice.objects.filter(case=case, state=ThirdPartyNoticeState.WANTED, due_on=None)
    return chosen.update(state=ThirdPartyNoticeState.GIVEN_UP, reason=Reason.NOTHING_TO_TELL)


def _line(what: str, told: list[ThirdPartyNotice]) -> Line:
    return Line(EntryName.TELLINGS_WANTED, {"what": str(what), "names": sorted(row.name for row in told)})


@transaction.atomic
def plan_statement_notices(case_id: int) -> int:
    """A statement was filed: it travels with the record, so whoever has the record is told; how many."""
    case = Case.objects.select_related("business").get(pk=case_id)
    filed = Entry.objects.filter(case=case, name=EntryName.STATEMENT_FILED).order_by("-number").first()
    if filed is None or not case.data_key:
        return 0
    found = [rows.to_provider(case, What.STATEMENT, filed.number, one) for one in recipients.providers_of(case)]
    known = {**recipients.confirmed_by_systems(case), **recipients.notified_recipients(case)}
    told = [row for row in found if row]
    for key, name in known.items():
        told.append(
            rows.to_recipient(case, What.STATEMENT, filed.number, rows.Addressee(key, name, is_confirmed=True))
        )
    told = [row for row in told if rows.release(row)]
    if told:
        journal.record(case.pk, _line(What.STATEMENT, told), MACHINE)
    return len(told)
