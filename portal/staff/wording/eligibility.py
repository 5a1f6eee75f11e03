"""The desk's words about whom the law covers: what is known, and what an entry of the journal tells."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dsr.eligibility import Ground, Standing
from dsr.formats.days import long_day
from dsr.models.eligibility import About, RestsOn, Says
from portal.staff.wording import unknown_codes


def about(code: str, says: str = Says.SO) -> str:
    """One condition, as it is or as it is not."""
    if code not in About.values:
        return unknown_codes.sentence("condition", code)
    return str(About(code).denied if says == Says.NOT_SO else About(code).label)


def known(standing: Standing) -> str:
    """What is known of a condition, and from whom."""
    if standing.says is None:
        return _("not said")
    answer = _("no") if standing.says is Says.NOT_SO else _("yes")
    if standing.ground is None:
        return answer
    day = long_day(standing.day) if standing.day else ""
    words = {
        Ground.REQUEST: _("%(answer)s, the request says"),
        Ground.TOLD: _("%(answer)s, we were told on %(day)s"),
        Ground.HEARD: _("%(answer)s, we were told on %(day)s"),
        Ground.CONTRACT: _("%(answer)s, our contract shows"),
        Ground.LAST_PURCHASE: _("%(answer)s, the last purchase was on %(day)s"),
    }
    return words[standing.ground] % {"answer": answer, "day": day}


def eligibility_in_short(facts: Mapping[str, Any]) -> str:
    """What an entry says of it: what was asked, or what was recorded and what it rests on."""
    if isinstance(facts["about"], list):
        return "; ".join(about(code) for code in facts["about"])
    says, rests_on = str(facts["says"]), str(facts.get("rests_on", ""))
    day = long_day(date.fromisoformat(facts["day"])) if facts.get("day") else ""
    parts = [
        about(facts["about"], says),
        str(Says(says).label) if says == Says.OPEN else "",
        str(RestsOn(rests_on).label) if rests_on in RestsOn.values else "",
        day,
    ]
    return "; ".join(part for part in parts if part)
