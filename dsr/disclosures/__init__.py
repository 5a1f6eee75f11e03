"""The disclosure ledger: what it holds, and the report that is compiled from one version of it."""

from dsr.disclosures.compilations import compile_report, current_compilation, request_compilation, retry_compilation
from dsr.disclosures.versions import (
    LedgerItem,
    LedgerModel,
    begin_draft,
    compare_rows,
    discard_draft,
    end_row,
    end_rows,
    finish_file,
    is_draft_empty,
    open_draft,
    publish_draft,
    put_row,
    put_rows,
)

__all__ = [
    "LedgerItem",
    "LedgerModel",
    "begin_draft",
    "compare_rows",
    "compile_report",
    "current_compilation",
    "discard_draft",
    "end_row",
    "end_rows",
    "finish_file",
    "is_draft_empty",
    "open_draft",
    "publish_draft",
    "put_row",
    "put_rows",
    "request_compilation",
    "retry_compilation",
]
