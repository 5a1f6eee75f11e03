"""A desk that was restored from a backup: what may have gone out since, and its release."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr import engine, installation
from dsr.errors import DeskError
from dsr.formats import references
from dsr.journal import Actor
from dsr.lifecycle import Who
from dsr.models import Account, CopiedCase, Letter
from dsr.models.case import Delivery
from dsr.models.installation import Misfit

_SHOWN = 1_000


class Command(BaseCommand):
    help = (
        "Says whether this desk is taken for a restored copy, and lists the requests of which something may have gone "
        "out after the backup. --release lets it work again; those requests still wait until --go-on names them, or "
        "--gone reads in the mail server's log what went out. docs/operations.md tells the order."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--hold", action="store_true", help="this is a copy, though its place does not tell it")
        what.add_argument("--release", action="store_true", help="this desk works from now on; needs --by")
        what.add_argument("--gone", type=Path, metavar="FILE", help="a log that names Message-IDs of what went out")
        what.add_argument("--go-on", nargs="+", metavar="REFERENCE", help="these requests go on, or: all; needs --by")
        parser.add_argument(
            "--without-replay", action="store_true", help="with --release: no system was restored with the desk"
        )
        parser.add_argument(
            "--on", type=date.fromisoformat, metavar="DATE", help="with --gone: the day, where its lines name none"
        )
        parser.add_argument("--by", default="", metavar="EMAIL", help="the administrator who says so")

    def handle(self, *args: Any, **options: Any) -> None:
        installation.look_at_place()
        try:
            self._do(options)
        except DeskError as error:
            raise CommandError(str(error)) from error

    def _do(self, options: dict[str, Any]) -> None:
        if options["hold"]:
            is_new = installation.hold(Misfit.BY_HAND)
            self.stdout.write("Mail and work wait now." if is_new else "Mail and work waited already.")
        elif options["release"]:
            count = engine.release(_administrator(options["by"]), without_replay=options["without_replay"])
            self.stdout.write(f"The desk works again. {count:,} requests wait until somebody says that they go on.")
        elif options["gone"]:
            with options["gone"].open(errors="replace") as log:
                self.stdout.write(f"{engine.note_gone(log, options['on']):,} letters of it are not sent again.")
        elif options["go_on"]:
            self._go_on(options["go_on"], _administrator(options["by"]))
        else:
            self._show()

    def _go_on(self, named: list[str], actor: Actor) -> None:
        cases = CopiedCase.objects.all()
        if named != ["all"]:
            spelled = {name: references.parse(name) for name in named}
            if wrong := [name for name, found in spelled.items() if not found]:
                raise CommandError(f"These are no references: {', '.join(wrong)}")
            cases = cases.filter(case__reference__in=list(spelled.values()))
        self.stdout.write(f"{engine.let_go_on(list(cases.values_list('pk', flat=True)), actor):,} requests go on.")

    def _show(self) -> None:
        held = installation.words_of_hold()
        self.stdout.write(held or "This desk is no copy that waits.")
        names = ", ".join(business.name for business in engine.not_replayed())
        if held and names:
            self.stdout.write(f"Deletions are to be replayed first of: {names}")
        rows, count = engine.waiting(_SHOWN)
        self.stdout.write(f"{count:,} requests of which something may have gone out after the backup:")
        for row in rows:
            told = [f"{one.name} {_how(one)}" for one in row.letters]
            told += [f"{row.others} other pieces of work"] if row.others else []
            self.stdout.write(f"  {references.spell(row.case.reference)}  {row.case.state:<12} {'; '.join(told)}")


def _how(letter: Letter) -> str:
    return "on paper" if letter.delivery == Delivery.MAIL else letter.message_id


def _administrator(email: str) -> Actor:
    account = Account.objects.filter(email__iexact=email, role=Who.ADMINISTRATOR, is_active=True).first()
    if account is None:
        raise CommandError("Say with --by which administrator it is, by the email of an open account.")
    return Actor(Who.ADMINISTRATOR, account.pk)
