"""The queue's small drawing: open requests by how near their date is, as one bar in parts."""

from dataclasses import dataclass

from portal.staff.queue.listing import Summary

WIDTH = 600  # units of the drawing; the page scales it
_GAP = 3
_LEAST = 10  # so that one case among hundreds is still seen


@dataclass(frozen=True)
class Bar:
    """One part of the bar. `name` is its class: overdue, soon, later."""

    name: str
    x: float
    width: float


def bars(summary: Summary) -> list[Bar]:
    """The parts from left to right, the most urgent first; none when nothing is open."""
    counts = [
        (name, count)
        for name, count in (("overdue", summary.overdue), ("soon", summary.soon), ("later", summary.later))
        if count
    ]
    if not counts:
        return []
    total = sum(count for _name, count in counts)
    room = WIDTH - _GAP * (len(counts) - 1) - _LEAST * len(counts)
    parts, x = [], 0.0
    for name, count in counts:
        width = _LEAST + room * count / total
        parts.append(Bar(name, round(x, 1), round(width, 1)))
        x += width + _GAP
    return parts
