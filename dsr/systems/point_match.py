"""What a person gives as proof, compared with what the systems hold: the answer names points, never values."""

from collections.abc import Collection, Mapping

from dsr.models import System


def match_points(
    business_id: int, points: Mapping[str, str], within: Mapping[str, str] | None = None
) -> frozenset[str]:
    """The names of the offered points that the best single record of any system matches.

    `within` holds what a record must say too, though it proves nothing: what is said to be wrong. Without it, who
    proves one record could have another one changed.

    Raises Unreachable when a system cannot be asked: no answer is not a "no".
    """
    offered = {name: told for name, told in points.items() if told.strip()}
    best: frozenset[str] = frozenset()
    for system in _approved(business_id):
        best = max(best, system.how.matched(system, offered, within or {}), key=len)
    return best


def can_match_points(business_id: int, points: Collection[str]) -> frozenset[str]:
    """Those of these points that the best system of the business can compare: points of two are never joined."""
    held = (system.how.comparable(system) for system in _approved(business_id))
    return max((names & frozenset(points) for names in held), key=len, default=frozenset())


def _approved(business_id: int) -> list[System]:
    """Where nobody has approved how a person is found, nobody is proved."""
    return [system for system in System.objects.active().filter(business_id=business_id) if system.is_approved]
