"""What stands in a mapping and no request can ask, a deed, a part, a corrected value: a table would be missed."""

from collections.abc import Iterable, Iterator

from dsr.kinds import base
from dsr.systems.sql.mapping import SystemMapping
from dsr.systems.sql.remarks import Remark, RemarkKind, refusal

_K = RemarkKind


def unasked_remarks(mapping: SystemMapping) -> list[Remark]:
    """All of it, by table, with what can be written instead. No database is asked."""
    found = [remark for action in mapping.actions for remark in _of_action(mapping, action)]
    found += (
        Remark(_K.NOTHING_CORRECTED, act.table, ", ".join(act.corrected)) for act in mapping.lock if act.corrected
    )
    return list(dict.fromkeys(found))


def refuse_unasked(mapping: SystemMapping, actions: Iterable[str], *, is_for_part: bool) -> None:
    """Nothing is looked up or done by a mapping that would miss a table. Raises CannotAct.

    Whatever part a table is said to belong to, a request for all of it takes its rows.
    """
    harmless = {_K.UNKNOWN_DEED, *(() if is_for_part else (_K.UNKNOWN_PART,))}
    told = (remark for action in actions if action in mapping.actions for remark in _of_action(mapping, action))
    if faults := [remark for remark in told if remark.kind not in harmless]:
        raise refusal(faults)


def has_unknown_part(mapping: SystemMapping, action: str) -> bool:
    """Whether a table of the deed belongs to a part that nobody can choose, so that it may be any of them."""
    return any(remark.kind is _K.UNKNOWN_PART for remark in _of_action(mapping, action))


def _of_action(mapping: SystemMapping, action: str) -> Iterator[Remark]:
    works = [(kind, kind.work.action) for kind in base.every() if kind.work]
    doing = [kind for kind, other in works if other == action]
    if not doing:
        yield Remark(_K.UNKNOWN_DEED, column=action, other=", ".join(sorted({other for _kind, other in works})))
    # Where nobody chooses parts, what is said of them does nothing; a name that is none is a fault all the same.
    known = {one.value for kind in doing for one in kind.portions}
    known = known or {one.value for kind, _action in works for one in kind.portions}
    corrects = any(kind.items is not None for kind in doing)
    for act in mapping.actions[action]:
        if act.portion and act.portion not in known:
            yield Remark(_K.UNKNOWN_PART, act.table, act.portion, ", ".join(sorted(known)))
        if act.corrected and doing and not corrects:
            yield Remark(_K.NOTHING_CORRECTED, act.table, ", ".join(act.corrected))
