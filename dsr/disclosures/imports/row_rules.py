"""What a file of recipients and a file of disclosures may say, and what each row must."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dsr.disclosures import LedgerModel
from dsr.disclosures.imports import address_columns, cells
from dsr.disclosures.imports.cells import DateOrder
from dsr.disclosures.imports.columns import Target, with_commas
from dsr.disclosures.imports.row_keys import RecipientKeys, content_key, name_without_form, normalized_name
from dsr.law.exclusions import BY_EXCLUSION
from dsr.models import Business, Disclosure, Recipient
from dsr.models.disclosure import PassesOn

Fields = dict[str, Any]
# How a column of recipients may be called. Where two of them stand in one file, one may be the business itself.
_WHO = (
    *(
        "recipient",
        "recipient name",
        "recipient company",
        "third party",
        "third party name",
        "company",
        "company name",
    ),
    *("data broker", "data broker name", "broker", "vendor", "vendor name", "partner", "partner name", "processor"),
    *("subprocessor", "subprocessor name", "service provider", "service provider name", "supplier", "supplier name"),
    *("organization", "organization name", "organisation", "entity", "entity name", "legal name", "legal entity"),
)


class Rows(ABC):
    """How the rows of one kind of file become rows of the ledger."""

    model: LedgerModel
    targets: tuple[Target, ...]
    required: tuple[str, ...]  # each a field, or several of which one is enough, parted by |

    @abstractmethod
    def __init__(self, business: Business, dates: DateOrder) -> None: ...

    @abstractmethod
    def complete(self, fields: Fields) -> Iterator[str]:
        """Finish the fields in place, and give what is wrong whatever is allowed."""

    @abstractmethod
    def gaps(self, fields: Fields) -> Iterator[str]:
        """Give what is missing before a report may go out."""

    @abstractmethod
    def key(self, fields: Fields) -> str:
        """Take the key out of the fields, or find one."""

    def note(self, fields: Fields) -> None:  # noqa: B027  # most rows need no look at the others
        """Remember a row before any key is asked for."""


class RecipientRows(Rows):
    model = Recipient
    required = ("name",)
    targets = (
        Target("key", cells.text, ("key", "id", "recipient id", "recipient key"), longest=120),
        Target("name", cells.name, ("name", *_WHO), longest=300),
        Target("postal_address", cells.address, find=address_columns.find_address, join=address_columns.join_address),
        Target(
            "name_reveals_business",
            cells.yes_or_no,
            ("name reveals business", "name reveals the business"),
            is_answer=True,
        ),
        Target(
            "examples",
            cells.address_lines_of,
            ("examples", "examples of products or services", "products or services", "products"),
        ),
        Target("examples_unknown", cells.yes_or_no, ("examples unknown", "no examples known"), is_answer=True),
        Target("is_affiliate", cells.yes_or_no, ("affiliate", "is affiliate"), is_answer=True),
        Target("is_same_brand", cells.yes_or_no, ("same brand", "is same brand"), is_answer=True),
        Target("ccpa_role", cells.role, ("ccpa role", "role")),
        Target("source", cells.text, ("source",), longest=200),
    )

    def __init__(self, business: Business, dates: DateOrder = "") -> None:
        self._keys = RecipientKeys(business)
        self._ours = {
            name_without_form(name) for name in (business.name, *business.brands.values_list("name", flat=True))
        }

    def complete(self, fields: Fields) -> Iterator[str]:
        if not fields.get("name"):
            yield _("no name")
        elif name_without_form(fields["name"]) in self._ours and not fields.get("is_affiliate"):
            yield _(
                "“%(name)s” is the business itself, and a recipient is a third party: say with --map which column "
                "names the recipient, or mark an affiliate as such"
            ) % {"name": fields["name"]}
        if fields.get("is_same_brand") and not fields.get("is_affiliate"):
            yield _("it shares the brand name but is not marked as an affiliate")

    def gaps(self, fields: Fields) -> Iterator[str]:
        if not fields.get("postal_address"):
            yield _("no postal address")

    def note(self, fields: Fields) -> None:
        if not fields.get("key"):
            self._keys.note(fields["name"], fields.get("postal_address", ""))

    def key(self, fields: Fields) -> str:
        given = fields.pop("key", "")
        return given or self._keys.key_of(fields["name"], fields.get("postal_address", ""))


class DisclosureRows(Rows):
    model = Disclosure
    required = ("recipient", "categories", "period_start|date|year")

    def __init__(self, business: Business, dates: DateOrder = "") -> None:
        day = cells.day(dates)
        self.targets = (
            Target("key", cells.text, ("key", "id", "disclosure id", "disclosure key"), longest=120),
            Target(
                "recipient",
                cells.name,
                ("recipient key", "disclosed to", *_WHO),
            ),
            Target("categories", cells.categories, ("categories", "category"), join=with_commas),
            Target("derived_from", cells.categories, ("derived from", "list derived from"), join=with_commas),
            Target("period_start", day, ("period start", "from", "start", "start date", "from date")),
            Target("period_end", day, ("period end", "to", "end", "until", "end date", "to date")),
            Target("date", day, ("date", "disclosed on", "disclosure date")),
            Target("year", cells.year, ("year", "calendar year")),
            Target("purpose", cells.text, ("purpose", "marketing purpose"), longest=200),
            Target("exclusion", cells.exclusion, ("exclusion", "exclusion code", "excluded")),
            Target("exclusion_note", cells.address_lines_of, ("exclusion note", "why it is excluded", "note")),
            Target(
                "passes_on",
                cells.passes_on,
                ("passes on", "passes it on", "sells on", "sells it on", "recipient sells it on"),
            ),
            Target(
                "ccpa_sold_or_shared",
                cells.yes_or_no,
                ("ccpa sold or shared", "sold or shared", "sold"),
                is_answer=True,
            ),
            Target("channel", cells.text, ("channel",), longest=60),
            Target("source", cells.text, ("source",), longest=200),
        )
        self._there: dict[str, list[str]] = {}
        rows = Recipient.objects.filter(business=business, until_version=None).order_by("key")
        for key, name in rows.values_list("key", "name").iterator():
            self._there.setdefault(normalized_name(name), []).append(key)
        self._keys = {key for keys in self._there.values() for key in keys}

    def complete(self, fields: Fields) -> Iterator[str]:
        yield from self._recipient(fields)
        day, year = fields.pop("date", None), fields.pop("year", None)
        if year:
            day_one, last = date(year, 1, 1), date(year, 12, 31)
        else:
            day_one = last = day
        fields["period_start"] = fields.get("period_start") or day_one
        fields["period_end"] = fields.get("period_end") or last
        start, end = fields["period_start"], fields["period_end"]
        if start and end and end < start:
            yield _("the period ends before it begins")
        excluded = BY_EXCLUSION.get(fields.get("exclusion", ""))
        if excluded and excluded.ends_when_passed_on and fields.get("passes_on") == PassesOn.YES:
            yield _("the recipient sells it on, so the exclusion %(code)s does not hold") % {"code": excluded.code}

    def _recipient(self, fields: Fields) -> Iterator[str]:
        said = fields.pop("recipient", "")
        keys = [said] if said in self._keys else self._there.get(normalized_name(said), [])
        if not said:
            yield _("no recipient")
        elif not keys:
            yield _("no recipient is called “%(name)s”; import the recipients first") % {"name": said}
        elif len(keys) > 1:
            yield _("%(count)d recipients are called “%(name)s”; use one of the keys %(keys)s") % {
                "count": len(keys),
                "name": said,
                "keys": ", ".join(keys),
            }
        else:
            fields["recipient_key"] = keys[0]

    def gaps(self, fields: Fields) -> Iterator[str]:
        excluded = BY_EXCLUSION.get(fields.get("exclusion", ""))
        if excluded and excluded.needs_note and not fields.get("exclusion_note"):
            yield _("this exclusion needs a note")
        if excluded and excluded.asks_whether_passed_on and not fields.get("passes_on"):
            yield _("the exclusion %(code)s needs an answer: does the recipient sell, rent or exchange it on?") % {
                "code": excluded.code
            }
        if excluded:
            return
        if not fields.get("categories"):
            yield _("no categories")
        if not (fields["period_start"] and fields["period_end"]):
            yield _("no period: it needs both dates, one date, or a year")

    def key(self, fields: Fields) -> str:
        given = fields.pop("key", "")
        said = {name: value for name, value in fields.items() if value}
        spelled = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
        return given or content_key(spelled)
