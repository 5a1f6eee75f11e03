"""What a business asks for a kind: its rule, held between the least and the most that the law lets the kind ask."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from dsr import systems
from dsr.errors import BadInput
from dsr.formats.law_numbers import law_text_now
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.law.citations import ccr
from dsr.law.verification import (
    ASKED_TOO_MUCH,
    BY_POINT,
    FORBIDDEN_POINTS,
    SNYDER,
    Bounds,
    Level,
    Matter,
)
from dsr.models import VerificationRule

DEFAULT_POINTS = ("email", "name")
# One more than must match, so that who lacks one has another to give; every further one asks for more than is needed.
_SPARE = 1


def proof_level_of(business_id: int, kind: Kind) -> Level:
    """The level asked at this business, clamped: a rule outside the bounds asks for the nearest the law allows."""
    rule = _rule(business_id, kind.code)
    return clamp(kind.proof_bounds, rule.level) if rule else kind.proof_bounds.least


def points_to_match(
    business_id: int, kind: Kind, level: Level, without: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The points that may be matched at this level. What is forbidden or unknown is left out, what lacks is added.

    `without` are those that the request itself says are wrong, § 7060(h).
    """
    return _points(_rule(business_id, kind.code), level, without) if level.points else ()


def points_to_ask(business_id: int, kind: Kind) -> tuple[Level, tuple[str, ...]]:
    """Both of these for a new request of this kind, with one query."""
    rule = _rule(business_id, kind.code)
    level = clamp(kind.proof_bounds, rule.level) if rule else kind.proof_bounds.least
    return level, _points(rule, level) if level.points else ()


def _points(rule: VerificationRule | None, level: Level, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    able = [name for name in (*DEFAULT_POINTS, *BY_POINT) if name not in without]
    chosen = [name for name in (rule.points if rule else DEFAULT_POINTS) if name in able]
    others = [name for name in able if name not in chosen]
    unique = list(dict.fromkeys([*chosen, *others]))
    return tuple(unique[: max(level.points, min(len(chosen), level.points + _SPARE))])


def clamp(bounds: Bounds, level: str) -> Level:
    """The nearest level within the bounds."""
    if level not in set(Level) or Level(level) is Level.ACCOUNT:
        return bounds.least
    wanted = Level(level)
    if wanted.rank < bounds.least.rank:
        return bounds.least
    return bounds.most if wanted.rank > bounds.most.rank else wanted


def proof_rule_faults(kind_code: str, level: str, points: Sequence[str]) -> list[tuple[str, str]]:
    """(field, words) of everything that the law does not allow in a rule."""
    try:
        kind = base.get(kind_code)
    except BadInput as error:
        return [("kind", str(error))]
    found = list(_point_faults(level, points))
    if level not in set(Level) or not kind.proof_bounds.allows(Level(level)):
        found.insert(0, ("level", _out_of_bounds(kind, level)))
    return found


def _out_of_bounds(kind: Kind, level: str) -> str:
    bounds = kind.proof_bounds
    is_too_much = level in set(Level) and Level(level).rank > bounds.most.rank
    allowed = [one for one in Level if bounds.allows(one)]
    words = _("For “%(kind)s” the law allows to ask: %(levels)s (%(citation)s).") % {
        "kind": kind.title,
        "levels": "; ".join(law_text_now(one.label) for one in allowed),
        "citation": bounds.citation,
    }
    return f"{words} {_fined(bounds.matters)}" if is_too_much and bounds.matters else words


def _fined(matters: Iterable[Matter]) -> str:
    """Who was fined for the like, so that nobody takes the bound for a nicety."""
    told = "; ".join(_("%(matter)s: %(words)s") % {"matter": one, "words": _(one.words)} for one in matters)
    return _("Businesses were fined for asking too much. %(matters)s.") % {"matters": told}


def _point_faults(level: str, points: Sequence[str]) -> Iterator[tuple[str, str]]:
    forbidden = sorted(FORBIDDEN_POINTS & set(points))
    if forbidden:
        yield (
            "points",
            _(
                "Never ask for this to prove who somebody is: %(points)s. You may ask for: %(allowed)s "
                "(%(citation)s). %(fined)s"
            )
            % {
                "points": ", ".join(forbidden),
                "allowed": _labels(BY_POINT),
                "citation": ccr("7060(c)(2)"),
                "fined": _fined([SNYDER]),
            },
        )
    unknown = sorted(set(points) - FORBIDDEN_POINTS - set(BY_POINT))
    if unknown:
        yield (
            "points",
            _("Not known: %(points)s. You may ask for: %(allowed)s (%(citation)s).")
            % {"points": ", ".join(unknown), "allowed": _labels(BY_POINT), "citation": ccr("7060(c)")},
        )
    if level in set(Level):
        yield from _number_faults(Level(level).points, len(set(points)))


def _number_faults(needed: int, given: int) -> Iterator[tuple[str, str]]:
    most = needed + _SPARE if needed else 0
    if given > most:
        yield (
            "points",
            _(
                "At this level at most %(most)s points may be asked: more than is needed is not allowed "
                "(%(citation)s). %(fined)s"
            )
            % {"most": most, "citation": ccr("7060(c)"), "fined": _fined(ASKED_TOO_MUCH)},
        )
    elif given < needed:
        yield (
            "points",
            _("At this level %(needed)s points must match: choose at least so many (%(citation)s).")
            % {"needed": needed, "citation": ccr("7062")},
        )


def _labels(names: Iterable[str]) -> str:
    return ", ".join(_(BY_POINT[name].words) for name in names)


def all_proof_rule_faults() -> Iterator[tuple[VerificationRule, str]]:
    """Every rule that says what the law does not allow, for `manage.py check`."""
    for rule in VerificationRule.objects.select_related("business").order_by("pk"):
        for _field, words in proof_rule_faults(rule.kind, rule.level, rule.points):
            yield rule, words


def why_nobody_passes(rule: VerificationRule) -> str:
    """Why no answer of a system can prove anybody by this rule, so that each proof waits for staff; else empty."""
    try:
        kind = base.get(rule.kind)
    except BadInput:  # told as a fault
        return ""
    level = proof_level_of(rule.business_id, kind)
    asked = points_to_match(rule.business_id, kind, level)
    held = systems.can_match_points(rule.business_id, asked)
    if len(held) >= level.points:
        return ""
    return _(
        "Nobody can pass this rule by itself: %(needed)d points must match, and no single system with approved "
        "fields can compare more than %(held)d of these: %(asked)s. Choose points that a system holds, or approve "
        "its fields. Until then staff must look at every proof."
    ) % {"needed": level.points, "held": len(held), "asked": _labels(asked)}


def all_impassable_rules() -> Iterator[tuple[VerificationRule, str]]:
    """Every rule that nobody can pass by itself, for `manage.py check`."""
    for rule in VerificationRule.objects.select_related("business").order_by("pk"):
        if why := why_nobody_passes(rule):
            yield rule, why


def _rule(business_id: int, kind: str) -> VerificationRule | None:
    return VerificationRule.objects.filter(business_id=business_id, kind=kind).first()
