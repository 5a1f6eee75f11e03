"""One row of a list of people: who it is, where they live, and what is said to be wrong; or what is wrong with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dsr import letters
from dsr.agents.people_columns import ITEM_ROLES, Columns, Role
from dsr.errors import BadInput
from dsr.formats.addresses import one_address
from dsr.formats.american_states import STATES
from dsr.formats.hidden_characters import HiddenCharacter
from dsr.formats.placeholders import says_nothing
from dsr.formats.short_words import refuse_no_name
from dsr.law import correction

_LONGEST = 200
_LONGEST_POSTAL = 500
_LONGEST_OF_ITEM = {"says": 500, "should": 500, "why": 1000}  # as the public form takes them
_SPREADSHEET_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_CALIFORNIA = frozenset({"CA", "CALIFORNIA", "CALIF."})
# What stands in no name, and what begins none: a mark of a list, a number before the name.
_ODD = re.compile(r"^[\W\d_]|[:;<>|=*#_?!{}\[\]\\~^%$+\"]")
_MOST_WORDS = 6
# Who lives in one of these lives in the United States, and not in California.
_OTHER_STATES = STATES - _CALIFORNIA
# How letters name what the form offers to choose.
_ALSO_CALLED = {
    **dict.fromkeys(("e-mail", "e-mail address", "email"), "email"),
    **dict.fromkeys(("phone", "telephone", "telephone number", "mobile", "cell", "cell phone"), "phone"),
    **dict.fromkeys(("address", "postal address", "street address", "home address", "zip", "zip code"), "postal"),
    **dict.fromkeys(("date of birth", "birth date", "birthday", "dob", "age"), "birth"),
    **dict.fromkeys(("full name", "first name", "last name", "surname"), "name"),
    **dict.fromkeys(("order", "payment", "bill", "invoice"), "order"),
    **dict.fromkeys(("account", "customer number", "customer details", "account details"), "account"),
    **dict.fromkeys(("health",), "health"),
    **dict.fromkeys(("other", "something else"), "other"),
}


@dataclass(frozen=True)
class PersonRule:
    """What a row must say, and may."""

    by_name: bool  # the address may be left out
    with_items: bool  # what is wrong may stand there


def person_in(columns: Columns, cells: Sequence[str], rule: PersonRule) -> dict[str, Any] | str:
    """Name, email, in_california and items of a row; or what is wrong with it, and what to do."""
    if columns.is_by_place and rule.by_name:
        cells = _with_gap(cells)
    if any(cell.startswith("=") or cell in _SPREADSHEET_ERRORS for cell in cells):
        return _("A cell holds a formula, or an error of a spreadsheet. Write what it should say.")
    if any(cells[columns.width :]):
        return _behind(columns, rule)
    name, email = columns.name(cells), columns.cell(cells, Role.EMAIL)
    if fault := _fault_of_name(name, rule):
        return fault
    if not email and not rule.by_name:
        return _("Give the email address after the name: what is stopped is found by it.")
    if len(name) > _LONGEST or len(email) > 254:
        return _("This is too long for one person. Give one person a line.")
    try:
        email = one_address(email) if email else ""
    except HiddenCharacter as error:
        return str(error)
    except BadInput:
        return _("Give an email address like name@example.com after the name.")
    if email and (why := letters.why_not_mailed(email)):
        return why
    state = columns.cell(cells, Role.STATE).upper()
    if state and state not in _CALIFORNIA and state not in _OTHER_STATES:
        return _("Write the state as two letters, such as CA, or leave it out.")
    postal = _lines_of(columns.cell(cells, Role.POSTAL))
    if len(postal) > _LONGEST_POSTAL or "@" in postal:
        return _("Give the mailing address as on an envelope: street, city, state and ZIP code.")
    item = _item(columns, cells) if rule.with_items else None
    if isinstance(item, str):
        return item
    lives = "" if not state else "yes" if state in _CALIFORNIA else "no"
    return {"name": name, "email": email, "in_california": lives, "items": (item,) if item else (), "postal": postal}


def _lines_of(cell: str) -> str:
    """A mailing address in one cell, as lines: the street before the first comma, the rest below it."""
    street, _comma, rest = cell.partition(",")
    return "\n".join(part.strip() for part in (street, rest) if part.strip())


def _fault_of_name(name: str, rule: PersonRule) -> str:
    """What is wrong with a name, and what to do; empty when nothing is."""
    if "@" in name:
        return _("The name holds an email address. Put a comma between the two.")
    if says_nothing(name):
        return (
            _("Give the name. A merged cell names its first line alone.") if rule.with_items else _("Give the name.")
        )
    try:
        refuse_no_name(name)
    except BadInput as error:
        return str(error)
    return ""


def _behind(columns: Columns, rule: PersonRule) -> str:
    if not columns.is_by_place:
        return _("Something stands behind the last column that has a name. Put quotation marks around commas.")
    if rule.with_items:
        return _(
            "Give at most a name, an email address, a state, what is wrong, what it says, what it should say and why. "
            "Put quotation marks around commas."
        )
    return _("Give at most a name, an email address and a state. Put quotation marks around commas.")


def _with_gap(cells: Sequence[str]) -> Sequence[str]:
    """A name and a state, where the address between them was left out."""
    is_state = len(cells) >= 2 and cells[1].upper() in _CALIFORNIA | _OTHER_STATES
    return [cells[0], "", *cells[1:]] if is_state else cells


def doubt_in(columns: Columns, cells: Sequence[str], rule: PersonRule) -> str:
    """What a person should look at before this row is entered: it may say something else than was read; else empty."""
    name = columns.name(cells)
    if _ODD.search(name) or len(name.split()) > _MOST_WORDS or name.rpartition(" ")[2] in STATES:
        return _("Is “%(name)s” a name? It is entered as it stands here.") % {"name": name}
    if not columns.is_by_place or not rule.by_name or len(cells) < 2:
        return ""
    state = cells[1]
    if _with_gap(cells) is not cells and not state.isupper() and len(state) == 2:
        words = _("“%(name)s” is read as the name, and “%(state)s” as the state where they live.")
        return words % {"name": name, "state": state}
    return ""


def _item(columns: Columns, cells: Sequence[str]) -> dict[str, str] | str | None:
    """What is wrong, as a request holds it; None where the row says nothing of it."""
    said = {role.value: columns.cell(cells, role) for role in ITEM_ROLES}
    if not any(said.values()):
        return None
    field = field_called(said["field"])
    if not field:
        names = ", ".join(_(one.words) for one in correction.FIELDS)
        return _("Say what is wrong as one of: %(names)s.") % {"names": names}
    if not said["should"]:
        return _("Write what it should say; or leave out what is wrong too, and ask the agent for it later.")
    if any(len(said[name]) > most for name, most in _LONGEST_OF_ITEM.items()):
        return _("What is wrong is said at too great length: at most 500 letters, and 1,000 of why.")
    return {**said, "field": field}


def field_called(words: str) -> str:
    """The field that is called so; empty where none is."""
    plain = words.casefold().strip(" .:")
    by_words = {_(one.words).casefold(): one.name for one in correction.FIELDS}
    return by_words.get(plain) or (plain if plain in correction.BY_FIELD else _ALSO_CALLED.get(plain, ""))
