"""What a letter calls people. A name that a stranger typed stands in none before something was proved.

Whoever knows an address can have a letter sent to it; what greets there, in our name, is then none of their words.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dsr.formats.short_words import initials_of, leads_elsewhere
from dsr.law.verification import Level
from dsr.models import Case
from dsr.models.case import Channel


def is_name_known(case: Case) -> bool:
    """True once who asks is proved, and where somebody at the desk read what came and wrote the name down."""
    is_proved = case.verified_at is not None or case.verified_level == Level.ACCOUNT
    return is_proved or case.channel != Channel.FORM


def subject_called(case: Case, sealed: Mapping[str, Any]) -> str:
    """The person it is about: by name, or by initials, which say nothing of themselves; empty where there is none."""
    name = str(sealed.get("subject", {}).get("name") or "")
    if not name or is_name_known(case):
        return name
    letters = "".join(one for one in initials_of(name) if one.isalpha())
    return _("the person with the initials %(letters)s") % {"letters": letters} if letters else ""


def names_of(case: Case, sealed: Mapping[str, Any], *, reads_person: bool = False) -> dict[str, str]:
    """The words of a letter that call people; sentences to who asks for themselves say “you”, and have no name.

    `reads_person`: it goes to whom it is about, though another wrote; then it says who that was.
    """
    if reads_person:
        return {
            "requester_name": str(sealed.get("subject", {}).get("name") or "") if is_name_known(case) else "",
            "for_self": "yes",
            "about_whom": subject_called(case, sealed) or _("this person"),
            "asked_by": acting_name(sealed),
        }
    asking = str(sealed.get("requester", {}).get("name") or sealed.get("subject", {}).get("name") or "")
    return {
        "requester_name": asking if is_name_known(case) else "",
        "for_self": "no" if case.is_for_another else "yes",
        "about_whom": subject_called(case, sealed) or _("this person"),
        "asked_by": "",
    }


def acting_name(sealed: Mapping[str, Any]) -> str:
    """Who says to act for the person, in words that cannot lead anywhere."""
    name = str(sealed.get("requester", {}).get("name") or "")
    firm = str(sealed.get("agent", {}).get("name") or "")
    words = (
        _("%(name)s of %(firm)s") % {"name": name, "firm": firm} if name and firm and name != firm else name or firm
    )
    return _("Somebody") if not words or leads_elsewhere(words) else words
