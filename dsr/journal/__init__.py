"""The audit log: its one writer, reading it, and checking its chain."""

from dsr.journal.chain_check import Fault, check_chain, verify_chain
from dsr.journal.data_keys import rewrap_data_keys
from dsr.journal.entries import (
    answered_before,
    chain,
    chained_fields,
    closed_at,
    facts_of,
    is_disowned,
    is_entered_by_staff,
    is_finishing,
    newest_decision,
    newest_number,
    receipt_facts,
)
from dsr.journal.entry_macs import add_macs
from dsr.journal.entry_names import EntryName
from dsr.journal.moves import MACHINE, REQUESTER, Actor, Line, Move, must_decide
from dsr.journal.name_index import has_owed_names, index_names, owe_names
from dsr.journal.receipt_dates import Came, Dated, clock_facts, date_receipt
from dsr.journal.seals import (
    HeldCase,
    erase_set_aside,
    hold_case,
    renew_indexes,
    reseal,
    unseal,
    unseal_all,
    unseal_one,
)
from dsr.journal.shared_letters import hold_letters, take_back_whole
from dsr.journal.stuck_marks import unmarked_cases
from dsr.journal.waits import has_waiting_receipt, wait_from_now, waiting_receipts
from dsr.journal.writer import follow_closed_days, forget, open_case, record, thin, transition

__all__ = [
    "MACHINE",
    "REQUESTER",
    "Actor",
    "Came",
    "Dated",
    "EntryName",
    "Fault",
    "HeldCase",
    "Line",
    "Move",
    "add_macs",
    "answered_before",
    "chain",
    "chained_fields",
    "check_chain",
    "clock_facts",
    "closed_at",
    "date_receipt",
    "erase_set_aside",
    "facts_of",
    "follow_closed_days",
    "forget",
    "has_owed_names",
    "has_waiting_receipt",
    "hold_case",
    "hold_letters",
    "index_names",
    "is_disowned",
    "is_entered_by_staff",
    "is_finishing",
    "must_decide",
    "newest_decision",
    "newest_number",
    "open_case",
    "owe_names",
    "receipt_facts",
    "record",
    "renew_indexes",
    "reseal",
    "rewrap_data_keys",
    "take_back_whole",
    "thin",
    "transition",
    "unmarked_cases",
    "unseal",
    "unseal_all",
    "unseal_one",
    "verify_chain",
    "wait_from_now",
    "waiting_receipts",
]
