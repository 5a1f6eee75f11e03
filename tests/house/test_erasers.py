"""Whatever removes or blanks rows asks dsr/models/holds.py, or stands here with why nothing of a case goes with it."""

import ast
from collections.abc import Iterable, Iterator

from tests.house.source import Source, imports, product, python

_REMOVES = {"delete", "adelete", "_raw_delete"}
_BLANKS = {"purged_at", "sealed", "sealed_name", "data_key", "key", "words", "value", "forgotten_at", "details"}
_BLANKS |= {"sealed_address", "sealed_evidence"}
_SQL = r"\b(DELETE FROM|TRUNCATE TABLE)\b"
# Of the room that erases for others: who calls these has asked.
_ASKS = {
    "kept",
    "of_kept_case",
    "keeps_unentered",
    "is_kept",
    "kept_among",
    "refuse_if_kept",
    "refuse_if_in_ledger",
    "_erase",
}

NOTHING_OF_A_CASE_GOES = {
    "dsr/address_change/lost_address.py:ask_by_reference": "another address that was told, once a worker has looked",
    "dsr/agents/bundle_documents.py:keep_documents": "a form that was not sent yet: another file takes its place",
    "dsr/agents/bundle_documents.py:forget_documents": "of bundles that dsr/agents/bundles.py:forget_bundles chose",
    "dsr/agents/form_files.py:drop_files": "the form was sent: what came with it stands in its bundle",
    "dsr/anchors/daily_anchor.py:_note_leaves": "a leaf of an anchor that is not made yet is noted anew",
    "dsr/bulk/job.py:_end": "what was typed for all stands in the journal of each case; for one it is set aside",
    "dsr/disclosures/versions.py:_write": "a line that was never published, as docs/retention.md tells",
    "dsr/engine/copied_desk.py:let_go_on": "a mark that a person is awaited; the journal tells that it is gone",
    "dsr/evidence/job.py:_clear": "parts of a copy that was not finished; the record itself stays",
    "dsr/evidence/release.py:_end": "a copy of what stays in the record",
    "dsr/journal/name_index.py:index_names": "rows that say that words of names are owed",
    "dsr/journal/name_index.py:_index": "hashes are made anew of a name that stays",
    "dsr/journal/seals.py:reseal": "hashes are made anew; the earlier value is set aside",
    "dsr/journal/seals.py:renew_indexes": "hashes are made anew of a value that stays",
    "dsr/journal/seals.py:_erase": "it sets aside what a hold keeps",
    "dsr/documents.py:_delete": "purge() and checked() have asked",
    "dsr/receipt_corrections/correction_effect.py:_look_again": "the choice of an earlier answer; the journal has it",
    "dsr/repeats/choice.py:_unlink": "the choice of an earlier answer; the journal has it",
    "dsr/request_page/code_mail.py:_send_email": "a code that nobody was sent; the journal has that it failed",
    "dsr/request_page/references.py:send_references": "who asked for a list of references, once a worker has looked",
    "dsr/request_page/visits.py:end_visit": "that a browser is on a page; the journal has that it was opened",
    "dsr/retention/legal_holds.py:end_hold": "the hashes of whom the hold was on, which ends",
    "dsr/retention/legal_holds.py:forget_holds": "whom a hold was on that ended so long ago, and why",
    "dsr/retention/short_lived_rows.py:forget_short_lived_rows": "what lasts for hours: sessions, codes, counts",
    "dsr/suppression/feed.py:erase": "an address of the list that every program took; its case has it",
    "dsr/suppression/spelling_renewal.py:note_renewal": "a note that hashes are owed",
    "dsr/verification/account_handoff.py:forget_handoffs": "a sign-in of an hour; what came of it is in the case",
    "dsr/work_queue.py:discard": "ids and a lease",
    "portal/public/form/draft.py:_forget_files": "files of a form that was not sent, or that stand in its case now",
    "portal/staff/account/sessions.py:sessions_page": "sessions of staff",
    "portal/staff/account/sign_in_events.py:_end_others": "sessions of staff",
    "portal/staff/account/single_sign_on.py:_end_sessions": "sessions of staff",
    "portal/staff/account/single_sign_on.py:pre_social_login": "a colleague's link to another issuer",
    "portal/staff/people/factor_reset.py:reset_factors": "a second factor of staff",
    "portal/staff/people/pages.py:_record": "sessions of staff",
    "portal/staff/people/pages.py:end_person_sessions": "sessions of staff",
    "portal/staff/queue/saved_views.py:delete_view": "a list of filters",
    "portal/web/limit_rows.py:begin_count": "a count of a limit",
    "portal/web/limit_rows.py:end_count": "a count of a limit",
    "portal/web/session_store.py:clear_expired": "sessions of browsers",
    "portal/web/session_store.py:delete": "sessions of browsers",
}


def erasers(sources: Iterable[Source]) -> dict[str, tuple[Source, ast.FunctionDef]]:
    """By file and function: each that removes rows, or blanks what is sealed in them."""
    found = {}
    for source in sources:
        for function in ast.walk(source.tree):
            if isinstance(function, ast.FunctionDef) and any(map(_erases, _own(function))):
                found[f"{source.path}:{function.name}"] = (source, function)
    return found


def _own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """All of a function but the functions in it."""
    left = list(ast.iter_child_nodes(function))
    while left:
        node = left.pop()
        yield node
        if not isinstance(node, ast.FunctionDef):
            left += ast.iter_child_nodes(node)


def _erases(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    if node.func.attr in _REMOVES:
        return True
    return node.func.attr == "update" and any(word.arg in _BLANKS and _is_blank(word.value) for word in node.keywords)


def _is_blank(value: ast.AST) -> bool:
    """Nothing, or the instant at which something was erased."""
    return (isinstance(value, ast.Constant) and not value.value) or ast.unparse(value) == "now()"


def _asks(function: ast.FunctionDef) -> bool:
    names = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
    names |= {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return bool(names & _ASKS)


def that_ask_nobody(sources: Iterable[Source]) -> list[str]:
    sources = list(sources)
    faults = [
        source.fault(function, f"{place}: ask dsr/models/holds.py before it erases")
        for place, (source, function) in erasers(sources).items()
        if not _asks(function) and place not in NOTHING_OF_A_CASE_GOES
    ]
    return faults + [fault for source in sources for fault in source.matches(_SQL, "SQL that erases asks nobody")]


def test_everything_that_erases_asks_whether_a_hold_keeps_it() -> None:
    assert that_ask_nobody(product()) == []


_OUTSIDE = ("dsr/systems/", "dsr/fulfilment/", "dsr/steps/", "dsr/suppression/", "dsr/third_party_notices/")


def test_a_hold_stops_nothing_in_a_system_of_the_business() -> None:
    """What was granted is still deleted there, and told; only an exception at its step keeps it."""
    asking = [
        source.path for source in python("dsr") if any(name == "dsr.models.holds" for _node, name in imports(source))
    ]
    assert asking and not [path for path in asking if path.startswith(_OUTSIDE)]


def test_every_exception_is_still_there_and_asks_nobody() -> None:
    found = erasers(python("dsr", "portal"))
    assert NOTHING_OF_A_CASE_GOES.keys() - found.keys() == set()


def test_a_planted_eraser_is_found() -> None:
    for planted in (
        "def shed(case):\n    Sealed.objects.filter(case=case).delete()\n",
        "def shed(case):\n    Bundle.objects.update(sealed=None)\n",
        "def shed(row):\n    row.attachments.update(purged_at=now())\n",
        "def shed(cursor):\n    cursor.execute('DELETE FROM dsr_sealed')\n",
        "class Shed:\n    def all(self):\n        self.rows._raw_delete('default')\n",
    ):
        assert that_ask_nobody([Source("dsr/review/decisions.py", planted)])
    asks = "def shed(case):\n    holds.refuse_if_kept(case)\n    Sealed.objects.filter(case=case).delete()\n"
    assert not that_ask_nobody([Source("dsr/review/decisions.py", asks)])
