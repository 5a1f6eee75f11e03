"""A failure of the other database, sorted: what passes by itself is tried again, all else a person must mend.

Its own words quote rows and are never kept: of them only the names of tables, columns and constraints are read.
"""

import re
import sqlite3
from typing import Any

from django.utils.translation import gettext as _
from sqlalchemy.exc import DBAPIError

from dsr.errors import DeskError, Unreachable
from dsr.systems.sql.remarks import Remark, RemarkKind, refusal

_K = RemarkKind


def sort_failure(error: DBAPIError, table: str) -> DeskError:
    """What a failure means for the work; `table` is the one that was asked."""
    own: Any = error.orig
    if isinstance(own, sqlite3.Error):
        remark = _of_sqlite(own)
    elif hasattr(own, "diag"):
        remark = _of_postgresql(own)
    elif own is not None and own.args and isinstance(own.args[0], int):
        remark = _of_mariadb(own)
    else:
        remark = None if error.connection_invalidated else Remark(_K.UNKNOWN, other=type(own).__name__)
    if remark is None:
        return Unreachable(_("The database does not answer, or its rows are held by others."))
    return refusal([Remark(remark.kind, remark.table or table, remark.column, remark.other)])


# SQLite: the names of its extended codes.
_SQLITE_PASSES = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_PROTOCOL")
_SQLITE = {
    "SQLITE_CONSTRAINT_NOTNULL": _K.NEEDS_VALUE,
    "SQLITE_CONSTRAINT_UNIQUE": _K.MUST_BE_UNIQUE,
    "SQLITE_CONSTRAINT_PRIMARYKEY": _K.MUST_BE_UNIQUE,
    "SQLITE_CONSTRAINT_FOREIGNKEY": _K.REFERRED_TO,
    "SQLITE_CONSTRAINT_CHECK": _K.BREAKS_RULE,
    "SQLITE_CONSTRAINT_TRIGGER": _K.BREAKS_RULE,
    "SQLITE_CONSTRAINT_DATATYPE": _K.WRONG_TYPE,
    "SQLITE_MISMATCH": _K.WRONG_TYPE,
    "SQLITE_TOOBIG": _K.TOO_LONG,
    "SQLITE_READONLY": _K.READ_ONLY,
    "SQLITE_AUTH": _K.NO_RIGHT,
    "SQLITE_NOTADB": _K.NO_DATABASE,
}
_SQLITE_WORDS = (
    (re.compile(r"no such table: (?:\w+\.)?(?P<table>.+)"), _K.NO_TABLE),
    (re.compile(r"no such column: (?:[^.]+\.)?\"?(?P<column>[^\".]+)\"?"), _K.NO_COLUMN),
    (re.compile(r"cannot UPDATE generated column \"(?P<column>[^\"]+)\""), _K.COMPUTED),
)


def _of_sqlite(own: sqlite3.Error) -> Remark | None:
    name, words = str(getattr(own, "sqlite_errorname", "")), str(own)
    if name.startswith(_SQLITE_PASSES):
        return None
    for pattern, kind in _SQLITE_WORDS:
        if found := pattern.match(words):
            said = found.groupdict()
            return Remark(kind, said.get("table", ""), said.get("column", ""))
    kind = next((kind for code, kind in _SQLITE.items() if name.startswith(code)), _K.UNKNOWN)
    failed = re.match(r"(?:NOT NULL|UNIQUE) constraint failed: (.+)", words)
    columns = [one.strip().rpartition(".")[::2] for one in failed[1].split(",")] if failed else []
    table, column = (columns[0][0], ", ".join(one for _t, one in columns)) if columns else ("", "")
    rule = re.match(r"CHECK constraint failed: (.+)|UNIQUE constraint failed: index '(.+)'", words, re.DOTALL)
    other = (rule[1] or rule[2]) if rule else ""
    if kind is _K.MUST_BE_UNIQUE and other:  # an index of an expression
        table, column = "", ""
    return Remark(kind, table, column, name if kind is _K.UNKNOWN else other)


# PostgreSQL: SQLSTATE. Those of two letters are whole classes.
_STATES_PASS = ("08", "53", "57P", "55P03", "55006", "40001", "40P01", "25P03", "58")
_STATES = {
    "42P01": _K.NO_TABLE,
    "3F000": _K.NO_TABLE,
    "42703": _K.NO_COLUMN,
    "42501": _K.NO_RIGHT,
    "3D000": _K.NO_DATABASE,
    "28": _K.NO_LOGIN,
    "23502": _K.NEEDS_VALUE,
    "23505": _K.MUST_BE_UNIQUE,
    "23503": _K.REFERRED_TO,
    "23001": _K.REFERRED_TO,
    "23514": _K.BREAKS_RULE,
    "23P01": _K.BREAKS_RULE,
    "44000": _K.BREAKS_RULE,
    "P0001": _K.BREAKS_RULE,
    "22001": _K.TOO_LONG,
    "428C9": _K.COMPUTED,
    "42883": _K.WRONG_TYPE,
    "42804": _K.WRONG_TYPE,
    "42846": _K.WRONG_TYPE,
    "22P05": _K.OTHER_CHARACTERS,
    "22021": _K.OTHER_CHARACTERS,
    "22": _K.WRONG_TYPE,
    "57014": _K.TOO_SLOW,
    "25006": _K.READ_ONLY,
}
# Before there is a session the driver gives no SQLSTATE, only what the server said in its own language.
_NO_SESSION = (
    (re.compile(r"password|authentication|pg_hba|role .* does not exist|no encryption", re.IGNORECASE), _K.NO_LOGIN),
    (re.compile(r"database .* does not exist", re.IGNORECASE), _K.NO_DATABASE),
)


def _of_postgresql(own: Any) -> Remark | None:
    state = getattr(own, "sqlstate", None) or getattr(own, "pgcode", None) or ""
    if not state:
        return next((Remark(kind) for pattern, kind in _NO_SESSION if pattern.search(str(own))), None)
    if state.startswith(_STATES_PASS):
        return None
    kind = _STATES.get(state) or _STATES.get(state[:2], _K.UNKNOWN)
    said = own.diag
    table, other = said.table_name or "", said.constraint_name or ""
    if kind is _K.REFERRED_TO:
        # An act that leaves no row to refer to is told of the table that refers.
        is_about_child = "insert or update on" in (said.message_primary or "")
        kind, table, other = (_K.NO_SUCH_REFERENCE, table, "") if is_about_child else (kind, "", table)
    column = said.column_name or _quoted(said.message_primary, kind, state)
    is_named = kind is _K.MUST_BE_UNIQUE or kind is _K.NO_SUCH_REFERENCE
    if is_named and (named := re.search(r"\((.+?)\)=\(", said.message_detail or "", re.DOTALL)):
        column = named[1]
    if kind is _K.NO_RIGHT and "row-level security" in (said.message_primary or ""):
        kind, other = _K.ROW_SECURITY, "UPDATE"
    return Remark(kind, table, column, state if kind is _K.UNKNOWN else other)


def _quoted(words: str | None, about: RemarkKind, state: str) -> str:
    """The column that stands in the words, where nothing else names it, and no value does."""
    found = re.search(r"column (?:\w+\.)?\"?([^\" ]+)\"? ", words or "")
    return found[1] if found and (about in {_K.NO_COLUMN, _K.COMPUTED} or state == "42804") else ""


# MariaDB and MySQL: their numbers.
_NUMBERS_PASS = frozenset(
    {
        *(1020, 1040, 1053, 1077, 1078, 1079, 1080, 1158, 1159, 1160, 1161, 1203, 1205, 1213, 1226, 1927),
        *(2002, 2003, 2006, 2012, 2013, 2055, 4031),
    }
)
_NUMBERS = {
    1146: _K.NO_TABLE,
    1054: _K.NO_COLUMN,
    1142: _K.NO_RIGHT,
    1143: _K.NO_RIGHT,
    1227: _K.NO_RIGHT,
    1370: _K.NO_RIGHT,
    1044: _K.NO_LOGIN,
    1045: _K.NO_LOGIN,
    1130: _K.NO_LOGIN,
    1698: _K.NO_LOGIN,
    1049: _K.NO_DATABASE,
    1046: _K.NO_DATABASE,
    1048: _K.NEEDS_VALUE,
    1263: _K.NEEDS_VALUE,
    1364: _K.NEEDS_VALUE,
    1062: _K.MUST_BE_UNIQUE,
    1586: _K.MUST_BE_UNIQUE,
    1406: _K.TOO_LONG,
    1264: _K.WRONG_TYPE,
    1265: _K.WRONG_TYPE,
    1292: _K.WRONG_TYPE,
    1366: _K.WRONG_TYPE,
    1416: _K.WRONG_TYPE,
    4078: _K.WRONG_TYPE,
    1451: _K.REFERRED_TO,
    1217: _K.REFERRED_TO,
    1452: _K.NO_SUCH_REFERENCE,
    1216: _K.NO_SUCH_REFERENCE,
    1906: _K.COMPUTED,
    3105: _K.COMPUTED,
    4025: _K.BREAKS_RULE,
    3819: _K.BREAKS_RULE,
    1644: _K.BREAKS_RULE,
    1267: _K.OTHER_CHARACTERS,
    1270: _K.OTHER_CHARACTERS,
    1271: _K.OTHER_CHARACTERS,
    3988: _K.OTHER_CHARACTERS,
    1969: _K.TOO_SLOW,
    3024: _K.TOO_SLOW,
    1290: _K.READ_ONLY,
    1792: _K.READ_ONLY,
    1836: _K.READ_ONLY,
}
_MARIADB_COLUMN = {
    1048: r"Column '([^']+)'",
    1054: r"Unknown column '(?:[^'.]+\.)*([^'.]+)' in",
    1143: r"for column '([^']+)' in table",
    1263: r"column '([^']+)'",
    **dict.fromkeys((1264, 1265, 1292, 1366, 1406), r"for column (?:`[^`]+`\.)*[`']([^`']+)[`'] at row"),
    1364: r"Field '([^']+)'",
    1906: r"generated column '([^']+)' in table",
    3105: r"generated column '([^']+)' in table",
}


def _of_mariadb(own: Any) -> Remark | None:
    number, words = own.args[0], str(own.args[1]) if len(own.args) > 1 else ""
    if number in _NUMBERS_PASS or number == 0:  # 0: the driver lost the connection
        return None
    kind = _NUMBERS.get(number, _K.UNKNOWN)
    if number == 1366 and "Incorrect string value" in words:
        kind = _K.OTHER_CHARACTERS
    columns = re.findall(_MARIADB_COLUMN[number], words) if number in _MARIADB_COLUMN else []
    key = re.search(r"for key '(?:[^'.]+\.)?([^']+)'$", words)
    child = re.search(r"fails \((?:`[^`]+`\.)?`([^`]+)`, CONSTRAINT", words)
    rule = re.search(r"CONSTRAINT `([^`]+)` failed", words)
    other = str(number) if kind is _K.UNKNOWN else ""
    if kind is _K.REFERRED_TO and child:
        other = child[1]
    if kind is _K.NO_SUCH_REFERENCE and (own := re.search(r"FOREIGN KEY \(`([^)]+)`\) REFERENCES", words)):
        columns = [own[1].replace("`", "")]
    if kind is _K.BREAKS_RULE:
        other = rule[1].rpartition(".")[2] if rule else ""
    if kind is _K.MUST_BE_UNIQUE and key:
        other = key[1]
    return Remark(kind, "", columns[-1] if columns else "", other)  # the last: what stands before may be a value
