"""After a restore or an import: purge again who was deleted before."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dsr import installation
from dsr.errors import DeskError
from dsr.management.businesses import add_business, the_business
from dsr.models import System
from dsr.models import way as ways


class Command(BaseCommand):
    help = (
        "Looks in every database of the register for people who were deleted before and are there again, such as "
        "after a backup was restored. Counts only, unless --do is given."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_business(parser)
        parser.add_argument("--system", default="", help="only this one, by its name")
        parser.add_argument("--since", type=date.fromisoformat, help="only deletions since this day (YYYY-MM-DD)")
        parser.add_argument("--do", action="store_true", help="purge them; without it nothing is changed")
        parser.add_argument(
            "--even-new",
            action="store_true",
            help="with --do: also who may have come anew after the deletion, which the fields cannot tell",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        replaying = [way.code for way in ways.every() if way.replays]
        business = the_business(options["business"])
        systems = System.objects.active().filter(business=business, way__in=replaying)
        if options["system"]:
            systems = systems.filter(name=options["system"])
        if not systems:
            raise CommandError(_("There is no such database in the register."))
        failed = [system.name for system in systems if not self._replay(system, options)]
        if options["do"] and not (failed or options["system"] or options["since"]):
            installation.note_replay(business.pk)  # a restored copy may be released then
        if not options["do"]:
            self.stdout.write(_("This was a dry run: nothing was changed. Add --do to purge."))
        if failed:
            raise CommandError(_("Not finished: %(names)s.") % {"names": ", ".join(failed)})

    def _replay(self, system: System, options: dict[str, Any]) -> bool:
        try:
            count = system.how.replay(system, options["since"], does=options["do"], even_new=options["even_new"])
        except DeskError as error:
            self.stderr.write(f"{system.name}: {error}")
            return False
        told = {
            "name": system.name,
            "read": f"{count.read:,}",
            "back": f"{count.back:,}",
            "anew": f"{count.anew:,}",
            "purged": f"{count.purged:,}",
            "unsure": f"{count.unsure:,}",
            "alike": f"{count.alike:,}",
        }
        self.stdout.write(
            _("%(name)s: %(read)s people read, %(back)s deleted before are back, %(purged)s rows purged.") % told
        )
        if not system.how.tells_new(system):
            self.stdout.write(
                _("  Its fields do not say when people came: customers who came anew look the same as copies.")
            )
        if count.unsure and not (options["do"] and options["even_new"]):
            said = _(
                "  Of these, %(unsure)s may hold data given anew after the deletion: only --even-new purges them."
            )
            self.stdout.write(said % told)
        if count.alike:
            said = _(
                "  %(alike)s more are left alone: an earlier release deleted who has this address, or one with ß for "
                "its ss, and could not tell them apart. Look there yourself."
            )
            self.stdout.write(said % told)
        if count.anew:
            self.stdout.write(_("  %(anew)s came anew after their deletion and were left alone.") % told)
        return True
