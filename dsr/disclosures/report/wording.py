"""The words of the Shine the Light report, one source for page, PDF, table and plain text."""

from datetime import date
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsr.disclosures.report.facts import MOST_ROWS_ON_PAGES, Facts, checksum
from dsr.formats.days import long_day


class Words(TypedDict):
    """Everything a reader sees beside the facts. Empty text and an empty list mean: leave this part out."""

    title: str
    law: str
    statement: str
    about: list[str]
    left_out: list[str]
    categories_heading: str
    categories_intro: str
    recipients_heading: str
    recipients_intro: str
    columns: list[str]
    summary: str
    same_brand_heading: str
    same_brand_intro: str
    source_heading: str
    source: list[tuple[str, str]]
    source_in_letter: list[tuple[str, str]]
    replaced: str


def words(facts: Facts, *, on_paper: bool = False) -> Words:
    """Put the report into words, in the language that is active now."""
    return {
        "title": _title(facts),
        "law": _("California “Shine the Light” report, Cal. Civ. Code § 1798.83"),
        "statement": _statement(facts),
        "about": [*_about(facts), *_left_out(facts)],
        "left_out": _left_out(facts),
        "categories_heading": _("Kinds of information we disclosed"),
        "categories_intro": _("These are the kinds that the law names, in its own words."),
        "recipients_heading": _("Who received it"),
        "recipients_intro": _recipients_intro(facts),
        "columns": [_("Name"), _("Address"), _("Products or services")],
        "summary": _summary(facts, on_paper),
        "same_brand_heading": _("Companies that share our brand name"),
        "same_brand_intro": _same_brand(facts),
        "source_heading": _("About this report"),
        "source": [*_source(facts), (_("Checksum of the facts (SHA-256)"), checksum(facts))],
        "source_in_letter": _source(facts),
        "replaced": _(
            "Some characters cannot be printed here. A mark such as [U+5F20] stands in their place. "
            "The exact spelling is in the CSV file of this report, which we send on request."
        ),
    }


def is_long(facts: Facts, *, on_paper: bool = False) -> bool:
    """Tell whether pages carry a summary and the CSV all recipients. No CSV travels with paper, so paper lists all."""
    return not on_paper and len(facts["recipients"]) > MOST_ROWS_ON_PAGES


def _day(text: str) -> str:
    return long_day(date.fromisoformat(text))


def _title(facts: Facts) -> str:
    if facts["as_of"]:
        return _("What is known as of %(day)s: who received personal information for direct marketing in %(year)d") % {
            "day": _day(facts["as_of"]),
            "year": facts["year"],
        }
    return _("Who received personal information for direct marketing in %(year)d") % {"year": facts["year"]}


def _so_far_with_affiliates(count: int) -> str:
    return ngettext(
        "As of %(day)s our record of %(year)d lists %(count)s third party that is named here, and one or more "
        "affiliated companies that share our brand name, that received personal information about our customers "
        "for direct marketing. Our check of that year is not finished: this report is not complete.",
        "As of %(day)s our record of %(year)d lists %(count)s third parties that are named here, and one or more "
        "affiliated companies that share our brand name, that received personal information about our customers "
        "for direct marketing. Our check of that year is not finished: this report is not complete.",
        count,
    )


def _so_far(facts: Facts, day: str) -> str:
    """What is known as of a day never sounds like all."""
    said, count = {"day": day, "year": facts["year"]}, len(facts["recipients"])
    is_brand_listed = bool(facts["same_brand"] and facts["same_brand"]["categories"])
    if count and is_brand_listed:
        return _so_far_with_affiliates(count) % {**said, "count": f"{count:,}"}
    if count:
        return ngettext(
            "As of %(day)s our record of %(year)d lists %(count)s third party that received personal information "
            "about our customers for its direct marketing. Our check of that year is not finished: this report is not "
            "complete.",
            "As of %(day)s our record of %(year)d lists %(count)s third parties that received personal information "
            "about our customers for their direct marketing. Our check of that year is not finished: this report is "
            "not complete.",
            count,
        ) % {**said, "count": f"{count:,}"}
    if is_brand_listed:
        return (
            _(
                "As of %(day)s our record of %(year)d lists affiliated companies that share our brand name. Our check "
                "of that year is not finished: this report is not complete."
            )
            % said
        )
    if any(facts["not_listed"].values()):  # it lists some, of which the law asks us to list none
        return (
            _(
                "As of %(day)s our record of %(year)d lists no disclosure yet that the law asks us to list. Our check "
                "of that year is not finished: this report is not complete."
            )
            % said
        )
    return (
        _(
            "As of %(day)s our record of %(year)d lists no company yet. Our check of that year is not finished: this "
            "does not mean that nothing was disclosed."
        )
        % said
    )


def _statement(facts: Facts) -> str:
    year = facts["year"]
    if facts["as_of"]:
        return _so_far(facts, _day(facts["as_of"]))
    if facts["outcome"] == "STL_NONE_DISCLOSED":
        return _("We disclosed no personal information to third parties for their direct marketing in %(year)d.") % {
            "year": year
        }
    if facts["outcome"] == "STL_NONE_TO_LIST":
        return _("In %(year)d we made no disclosure that California Civil Code § 1798.83 asks us to list.") % {
            "year": year
        }
    if facts["outcome"] == "STL_SAME_BRAND_COUNT":
        return _(
            "In %(year)d the disclosures that California Civil Code § 1798.83 asks us to list went only to affiliated "
            "companies that share our brand name."
        ) % {"year": year}
    count = len(facts["recipients"])
    if facts["same_brand"]:
        return _disclosed_to_affiliates_too(year, count)
    return ngettext(
        "In %(year)d we disclosed personal information about our customers to %(count)s third party "
        "for its direct marketing.",
        "In %(year)d we disclosed personal information about our customers to %(count)s third parties "
        "for their direct marketing.",
        count,
    ) % {"year": year, "count": f"{count:,}"}


def _disclosed_to_affiliates_too(year: int, count: int) -> str:
    # They are third parties as well, (e)(8)(A), though none of them is named and counted with the others.
    return ngettext(
        "In %(year)d we disclosed personal information about our customers for direct marketing to the %(count)s "
        "third party that is listed here, and to one or more affiliated companies that share our brand name.",
        "In %(year)d we disclosed personal information about our customers for direct marketing to the %(count)s "
        "third parties that are listed here, and to one or more affiliated companies that share our brand name.",
        count,
    ) % {"year": year, "count": f"{count:,}"}


def _about(facts: Facts) -> list[str]:
    lines = [
        _(
            "California Civil Code § 1798.83, the “Shine the Light” law, lets customers who live in "
            "California ask a business what kinds of personal information it disclosed to third parties for "
            "their direct marketing in the calendar year before, and to whom."
        ),
        _("This report is the same for every customer who asks. It holds nothing about any one person."),
    ]
    if facts["categories"]:
        lines.append(
            _("A kind of information is listed if we disclosed it about any customer. It may not apply to you.")
        )
    return lines


def _left_out(facts: Facts) -> list[str]:
    """What was disclosed and is not listed, and by which rule of § 1798.83; a sentence each."""
    lines: list[str] = []
    if facts["not_listed"]["same_brand"]:
        lines.append(
            _(
                "Affiliated companies that share our brand name also received kinds of information that the law "
                "does not ask us to list between such companies, § 1798.83(f)(1)."
            )
            if facts["categories"]
            else _(
                "Affiliated companies that share our brand name received personal information, but only kinds that "
                "the law does not ask us to list between such companies, § 1798.83(f)(1)."
            )
        )
    if facts["not_listed"]["excluded"]:
        lines.append(
            _(
                "Disclosures that the law does not count as disclosures for the direct marketing of third parties, "
                "§ 1798.83(d) and (e)(2), are not listed."
            )
        )
    return lines


def _recipients_intro(facts: Facts) -> str:
    if not facts["recipients"]:
        return ""
    return _(
        "Where a name does not show what a company does, we give examples of the products or services "
        "it markets, if we know them."
    )


def _summary(facts: Facts, on_paper: bool) -> str:
    if not is_long(facts, on_paper=on_paper):
        return ""
    return _(
        "The list has %(count)s names and addresses, which is too long for these pages. The full list is in "
        "the CSV file that comes with this report. It opens in any spreadsheet program. If you need it on "
        "paper, write to us and we mail it free of charge."
    ) % {"count": f"{len(facts['recipients']):,}"}


def _same_brand(facts: Facts) -> str:
    brand = facts["same_brand"]
    if brand is None:
        return ""
    return ngettext(
        "%(count)s affiliated company shares our brand name. In %(year)d it received personal information for "
        "direct marketing.",
        "%(count)s affiliated companies share our brand name. In %(year)d one or more of them received personal "
        "information for direct marketing.",
        brand["count"],
    ) % {"count": f"{brand['count']:,}", "year": facts["year"]}


def _source(facts: Facts) -> list[tuple[str, str]]:
    return [
        (_("Year"), str(facts["year"])),
        (_("Version of our record of disclosures"), str(facts["ledger_version"])),
        *_known(facts),
        (_("Questions"), facts["business"]["contact"]),
    ]


def _known(facts: Facts) -> list[tuple[str, str]]:
    """On which check it rests that the year is complete, or of which day it is."""
    if facts["complete"]:
        return [(_("Our records were checked through"), _day(facts["complete"]["checked_through"]))]
    return [(_("As of"), _day(facts["as_of"]))] if facts["as_of"] else []
