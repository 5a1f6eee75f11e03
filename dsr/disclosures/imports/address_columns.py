"""Columns that say one postal address in parts: recognized by their headers, set in the order of an envelope."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from django.utils.translation import gettext as _

from dsr.disclosures.imports.cells import BadCell
from dsr.disclosures.imports.columns import Ambiguous
from dsr.disclosures.imports.postal_address import postal_lines
from dsr.formats.american_states import STATES
from dsr.formats.placeholders import is_no_place


class Part(IntEnum):
    """In the order in which an envelope is written."""

    STREET = 1
    STREET_2 = 2
    STREET_3 = 3
    CITY = 4
    COUNTY = 5
    STATE = 6
    ZIP = 7
    COUNTRY = 8


_SPELLED = {
    Part.STREET: "address|addr|street|street address|street name|address street|address line|full address|{line} 1",
    Part.STREET_2: "{line} 2|suite|unit|apt|apartment|floor",
    Part.STREET_3: "{line} 3",
    Part.CITY: "city|town|city town|town city|city or town|locality|municipality|post town|address city|city name",
    Part.COUNTY: "county|address county",
    Part.STATE: "state|province|state province|province state|state or province|state code|state abbreviation"
    "|address state",
    Part.ZIP: "zip|zip code|postal code|post code|zip postal code|zip or postal code|postal zip code|address zip"
    "|zip postal",
    Part.COUNTRY: "country|country code|country name|nation|address country",
}
_LINES = ("address", "address line", "addr", "addr line", "street", "street address", "street line", "line")
_BY_HEADER = {
    form.format(line=line).replace(" ", ""): part
    for part, forms in _SPELLED.items()
    for form in forms.split("|")
    for line in (_LINES if "{line}" in form else ("",))
}
# Which of several addresses it is. Those that mean the same are one; "" says no more than the part does.
_WHICH = {
    **dict.fromkeys(("full", "complete", "current", "company", "recipient", "vendor", "their"), ""),
    **dict.fromkeys(("mailing", "postal", "mail"), "mailing"),
    **{word: word for word in ("physical", "business", "billing", "shipping", "delivery", "work", "home", "contact")},
    **dict.fromkeys(("headquarters", "hq", "office", "main", "principal", "primary", "corporate"), "main"),
}
_LOOKS_LIKE_ONE = re.compile(
    r"\b(addr|address|street|suite|box|attn|attention|city|town|county|state|province|region|zip|post|postal|postcode"
    r"|country)\b"
)
_IS_ANOTHER = re.compile(r"\b(e ?mail|web|website|url|ip|of|status|united)\b")


@dataclass(frozen=True)
class _Column:
    which: str
    part: Part


def words_of(header: str) -> list[str]:
    """ZipCode, ZIP_CODE and “Zip code” are the same two words."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])|_", " ", header)
    return re.findall(r"\w+", apart.casefold())


@lru_cache(maxsize=512)  # asked anew for every row
def _column(header: str) -> _Column | None:
    words, which = words_of(header), ""
    while words:
        if part := _BY_HEADER.get("".join(words)):
            return _Column(which, part)
        end = 0 if words[0] in _WHICH else -1
        word = words.pop(end)
        if word not in _WHICH:
            return None
        which = _WHICH[word] or which
    return None


def looks_like_part(header: str) -> bool:
    """Whether a column that is not used may belong to the address all the same."""
    words = " ".join(words_of(header))
    return bool(_LOOKS_LIKE_ONE.search(words)) and not _IS_ANOTHER.search(words)


def find_address(header: Sequence[str], free: Sequence[int]) -> list[int]:
    """The columns of the address, by number. Raises Ambiguous where they may say more than one address."""
    found = {number: column for number in free if (column := _column(header[number]))}
    columns = list(found.values())
    is_whole = len({one.part for one in columns}) == len(columns)
    if not is_whole or len({one.which for one in columns} - {""}) > 1:
        names = ", ".join(f"“{header[number]}”" for number in found)
        raise Ambiguous(
            _(
                "These columns may say more than one postal address: %(columns)s. Say which belong to the one to use, "
                "with --map COLUMN=postal_address for each."
            )
            % {"columns": names}
        )
    return list(found)


def join_address(headers: Sequence[str], cells: Sequence[str]) -> str:
    """One address, in lines where there are several parts; nothing where no cell says its street.

    Raises BadCell for a ZIP Code or a country that is none.
    A county stands in an address that has no state. Cells of columns that no header explains come behind the street.
    """
    said: dict[Part | None, list[str]] = {}
    for header, cell in zip(headers, cells, strict=True):
        column = _column(header)
        if not is_no_place(cell):
            said.setdefault(column.part if column else None, []).append(cell)
        elif column and column.part == Part.COUNTRY and cell.strip() == "NA":
            said[Part.COUNTRY] = [cell]
    if set(said) <= {None, Part.STREET}:
        return ", ".join(cell for cells_of_part in said.values() for cell in cells_of_part)
    _refuse_what_a_spreadsheet_made(said)
    if not said.keys() & {None, Part.STREET, Part.STREET_2, Part.STREET_3}:
        return ""
    lines = [postal_lines(cell) for part in (Part.STREET, Part.STREET_2, Part.STREET_3) for cell in said.get(part, [])]
    lines.append(postal_lines(", ".join(said.get(None, []))))
    if not _is_said(said, lines):
        lines += _place(said)
    lines += said.get(Part.COUNTRY, [])
    apart = [line for some in lines for line in some.splitlines() if line.strip()]
    # What one column says already, another need not say again: “1 Road, Reno, NV 89501” beside a column of the city.
    return "\n".join(line for at, line in enumerate(apart) if line.casefold() not in map(str.casefold, apart[:at]))


def _is_said(said: dict[Part | None, list[str]], lines: list[str]) -> bool:
    """Whether a line says the city and the code already, with a state that no column says."""
    city, code = (" ".join(said.get(part, [])).strip().casefold() for part in (Part.CITY, Part.ZIP))
    plain = [line.casefold() for some in lines for line in some.splitlines()]
    is_whole = not said.keys() & {Part.STATE, Part.COUNTY} and bool(city and code)
    return is_whole and any(line.startswith(f"{city}, ") and line.endswith(f" {code}") for line in plain)


def _place(said: dict[Part | None, list[str]]) -> list[str]:
    """A code of figures stands beside the city, as machines that sort mail read it; one that begins with a letter, as
    in the United Kingdom, on a line of its own.
    """
    city, state, code = (" ".join(said.get(part, [])).strip() for part in (Part.CITY, Part.STATE, Part.ZIP))
    if not state:
        is_beside = code[:1].isdigit()
        first, last = (f"{city} {code}".strip(), "") if is_beside else (city, code)
        return [first, *said.get(Part.COUNTY, []), last]
    return [f"{', '.join(filter(None, (city, state)))} {code}".strip()]


def _refuse_what_a_spreadsheet_made(said: dict[Part | None, list[str]]) -> None:
    country, code = (" ".join(said.get(part, [])).strip() for part in (Part.COUNTRY, Part.ZIP))
    state = " ".join(said.get(Part.STATE, [])).strip()
    if country == "NA":
        if set(said) == {Part.COUNTRY}:
            del said[Part.COUNTRY]
            return
        raise BadCell(_("“NA” may be Namibia or mean nothing; write the country's name, or leave the cell empty"))
    is_american = re.sub(r"\W", "", country).casefold() in {"us", "usa", "unitedstates", "unitedstatesofamerica"}
    is_american = is_american or (not country and (len(state) == 2 or state.upper() in STATES))
    if re.fullmatch(r"\d+\.0+", code) or (is_american and re.fullmatch(r"\d{1,4}", code)):
        raise BadCell(_("“%(cell)s” is not a ZIP Code; a spreadsheet drops its first 0: write 06511") % {"cell": code})
