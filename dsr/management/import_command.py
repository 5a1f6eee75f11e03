"""What import_recipients and import_disclosures have in common: their options, and what they print."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from dsr import disclosures
from dsr.disclosures.imports import Import, ImportOptions, ImportResult, Rows, looks_like_part
from dsr.errors import DeskError
from dsr.management.businesses import add_business, the_business
from dsr.models import LedgerVersion


class ImportCommand(BaseCommand):
    """A file is checked wholly; one fault, and nothing is written."""

    rows: type[Rows]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file with a header; UTF-8, UTF-16 or Windows-1252")
        add_business(parser)
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="which column says what, where the header does not tell; repeat it for each. COLUMN= leaves one out",
        )
        parser.add_argument(
            "--dates", choices=["month-first", "day-first"], default="", help="how 03/04/2025 is meant"
        )
        parser.add_argument("--source", default="", help="kept with every row that names no source of its own")
        parser.add_argument("--allow-gaps", action="store_true", help="take rows in that a report cannot go out with")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="the file is the whole list: what it does not name ends (with --source: only rows of that source)",
        )
        parser.add_argument("--dry-run", action="store_true", help="count and check; write nothing")
        parser.add_argument("--publish", action="store_true", help="publish the draft when the file is in")
        parser.add_argument("--note", default="", help="what changed, kept with the published version")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._import(options)
        except DeskError as error:
            raise CommandError(str(error)) from error

    def _import(self, options: dict[str, Any]) -> None:
        how = ImportOptions(
            told=tuple(options["map"]),
            dates=options["dates"],
            allow_gaps=options["allow_gaps"],
            replaces=options["replace"],
            source=options["source"],
        )
        one = Import(the_business(options["business"]), self.rows, options["file"], how)
        self._say_columns(one)
        with tqdm(unit=f" {_('rows')}", desc=_("Checking"), disable=None) as bar:
            result = one.check(bar_of(bar))
        if result.problem_count:
            raise CommandError(_faults(result))
        with tqdm(total=result.rows, unit=f" {_('rows')}", desc=_("Comparing"), disable=None) as bar:
            result = one.compare(bar_of(bar)) if options["dry_run"] else one.put(bar_of(bar))
        self.stdout.write(_counts(result))
        if options["dry_run"]:
            self.stdout.write(_("This was a dry run: nothing was written."))
        else:
            self._after(one, options)

    def _say_columns(self, one: Import) -> None:
        names = {"\t": _("tab"), ",": _("comma"), ";": _("semicolon")}
        self.stdout.write(
            _("%(file)s: %(encoding)s, cells parted by %(delimiter)s.")
            % {
                "file": one.sheet.path.name,
                "encoding": one.sheet.encoding,
                "delimiter": names[one.sheet.delimiter],
            }
        )
        for name, numbers in one.columns.items():
            columns = ", ".join(f"“{one.sheet.header[number]}”" for number in numbers)
            self.stdout.write(f"  {name.replace('_', ' ')} ← {columns}")
        for line in _doubts(one):
            self.stdout.write(line)

    def _after(self, one: Import, options: dict[str, Any]) -> None:
        version = disclosures.open_draft(one.business)
        if version is None:
            self.stdout.write(_("Nothing changed; there is no new version."))
        elif options["publish"]:
            published = disclosures.publish_draft(version, None, options["note"])
            self.stdout.write(_("Version %(number)d is published.") % {"number": published.number})
        else:
            self.stdout.write(_kept(version))


def _doubts(one: Import) -> Iterator[str]:
    """What a person should look at: what was left out of the file, and how its letters were read."""
    if one.sheet.above:
        yield _("The header is line %(line)d; what stands above it is not read.") % {"line": one.sheet.header_line}
    if one.unused:
        yield _("  not used: %(columns)s") % {"columns": ", ".join(f"“{column}”" for column in one.unused)}
    if "postal_address" in {target.name for target in one.rows.targets}:
        for column in filter(looks_like_part, one.unused):
            yield _('“%(column)s” may be part of the address: say --map "%(column)s=postal_address".') % {
                "column": column
            }
    for line, cell in islice(one.sheet.read_as_windows(), 3):
        yield _("Read as Windows-1252; look whether it is right: line %(line)d: %(cell)s") % {
            "line": line,
            "cell": " ".join(cell.split()),
        }


def bar_of(bar: Any) -> Any:
    """Move a bar to a number of rows done; it begins anew with every reading of the file."""
    return lambda done: bar.update(done - bar.n) if done > bar.n else bar.reset(bar.total)


def _kept(version: LedgerVersion) -> str:
    return _("It is in the draft of version %(number)d. Publish it with: manage.py publish_ledger") % {
        "number": version.number
    }


def _counts(result: ImportResult) -> str:
    names = {"added": _("added"), "changed": _("changed"), "same": _("same"), "ended": _("ended"), "repeated": ""}
    parts = [f"{result.counts[name]:,} {word}" for name, word in names.items() if word]
    if result.counts["repeated"]:
        parts.append(_("%(count)s repeat another row") % {"count": f"{result.counts['repeated']:,}"})
    return _("%(rows)s rows: %(parts)s.") % {"rows": f"{result.rows:,}", "parts": ", ".join(parts)}


def _faults(result: ImportResult) -> str:
    lines = [str(problem) for problem in result.problems]
    more = result.problem_count - len(lines)
    if more:
        lines.append(_("and %(more)s more") % {"more": f"{more:,}"})
    head = _("%(count)s errors in %(rows)s rows. Nothing was written.") % {
        "count": f"{result.problem_count:,}",
        "rows": f"{result.rows:,}",
    }
    return "\n".join([head, *(f"  {line}" for line in lines)])
