"""The columns and tables of a refusal that the database itself does not name, by what its catalog says."""

from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from dsr.errors import CannotAct, DeskError
from dsr.systems.sql.catalog import known_facts
from dsr.systems.sql.catalog_facts import ACTS_BY_ITSELF, TableFacts
from dsr.systems.sql.failures import sort_failure
from dsr.systems.sql.remarks import Remark, RemarkKind, refusal
from dsr.systems.sql.row_reading import ABOUT, SETTING

_K = RemarkKind
_TEXTS = frozenset({"text", "padded"})
_OF_VALUES = frozenset({_K.TOO_LONG, _K.WRONG_TYPE, _K.NEEDS_VALUE, _K.OTHER_CHARACTERS})


def named_failure(connection: Connection, error: DBAPIError) -> DeskError:
    """What a failure means for the work, with the names that a person needs; the connection is in no transaction, or
    in one that went back to before the failure.
    """
    about = connection.info.get(ABOUT, "")
    failure = sort_failure(error, str(about))
    facts = known_facts(connection, about) if about and not error.connection_invalidated else None
    if facts is None or not isinstance(failure, CannotAct):
        return failure
    told = [Remark.from_json(one) for one in failure.remarks]
    words = (error.statement or "").lstrip().upper()
    setting = connection.info.get(SETTING, ()) if words.startswith("UPDATE") else ()
    try:
        return refusal([_named(one, facts, setting) if one.table == str(about) else one for one in told])
    except DBAPIError:  # the catalog does not answer either
        return failure


def _named(said: Remark, facts: TableFacts, setting: Sequence[str]) -> Remark:
    if said.kind is _K.REFERRED_TO:
        return _of_reference(said, facts, setting)
    if said.kind is _K.MUST_BE_UNIQUE:
        columns = said.column or ", ".join(facts.links.named.get(said.other, ()))
        return Remark(said.kind, said.table, columns, "" if columns else said.other)
    if said.kind is _K.BREAKS_RULE:
        known = [one for one in facts.links.rules if _bare(one.name) == _bare(said.other)]
        return Remark(said.kind, said.table, ", ".join(known[0].columns), known[0].name) if known else said
    if said.kind in _OF_VALUES and not said.column:
        return Remark(said.kind, said.table, " / ".join(_suspects(said.kind, facts, setting)), said.other)
    return said


def _of_reference(said: Remark, facts: TableFacts, setting: Sequence[str]) -> Remark:
    """Which table refers, by which column; or which column that is set refers to nothing."""
    leading = [name for name in setting if name.lower() in facts.links.leading]
    if leading:
        return Remark(_K.NO_SUCH_REFERENCE, said.table, " / ".join(leading))
    changed = {name.lower() for name in setting} if setting else None
    holding = [one for one in facts.references if one.action(changed) not in {None, *ACTS_BY_ITSELF}]
    if said.other:
        holding = [one for one in holding if one.place[1] == said.other]
    columns = {", ".join(one.columns) for one in holding}
    others = said.other or " / ".join(dict.fromkeys(one.place[1] for one in holding))
    return Remark(said.kind, said.table, columns.pop() if len(columns) == 1 else "", others)


def _suspects(kind: RemarkKind, facts: TableFacts, setting: Sequence[str]) -> list[str]:
    columns = [(name, facts.column(name)) for name in setting]
    if kind is _K.TOO_LONG:
        found = [name for name, column in columns if column and column.length]
    elif kind is _K.WRONG_TYPE:
        found = [name for name, column in columns if column and column.family not in _TEXTS]
    else:
        found = []
    return found or list(setting)


def _bare(words: str) -> str:
    return "".join(words.split())
