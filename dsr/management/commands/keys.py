"""Show the keys that the database knows, and accept that one is gone for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr import journal, key_marks
from dsr.models import KeyMark, Suppression


class Command(BaseCommand):
    help = (
        "Shows the marks of all keys, and which of them is lost or wrong. Tells no key. With --accept-lost the key "
        "that is configured is taken as it is, or the one that lacks is given up: for a sealing key, what it sealed "
        "is not opened again; for the index key, nobody is found by email or name; for the key of names, nobody is "
        "found by a word of a name until index_names has run; for a link key, mail with its "
        "links can no longer be unsubscribed from by the link; for the suppression key, nobody on the list is known."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accept-lost", metavar="PURPOSE:NAME", help="such as index:only or links:2026")
        parser.add_argument(
            "--confirm",
            metavar="PURPOSE:NAME",
            help="say that a key which nothing here could prove is the right one, after comparing it with its copy",
        )
        parser.add_argument("--yes", action="store_true", help="do it without asking; needed for --accept-lost")

    def handle(self, *args: Any, **options: Any) -> None:
        problems = {f"{problem.purpose}:{problem.name}": problem for problem in key_marks.key_problems()}
        lost = {name: problem.words for name, problem in problems.items() if not problem.is_unproved}
        if options["confirm"]:
            self._confirm(options["confirm"])
            return
        if options["accept_lost"]:
            self._accept(options["accept_lost"], lost, is_sure=options["yes"])
            return
        marks = {f"{mark.purpose}:{mark.name}": mark for mark in KeyMark.objects.order_by("purpose", "name")}
        for name in [*marks, *(lost.keys() - marks.keys())]:
            state = "LOST" if name in lost else "not proved" if name in problems else "known"
            seen = f"first seen {marks[name].first_seen_at:%Y-%m-%d}" if name in marks else "without a mark"
            self.stdout.write(f"{name:<30} {state:<10} {seen}")
            if name in problems:
                self.stdout.write(f"    {problems[name].words}")

    def _confirm(self, name: str) -> None:
        purpose, _colon, mark = name.partition(":")
        if not key_marks.confirm_key(purpose, mark):
            raise CommandError(f"No key {name} waits to be confirmed.")
        self.stdout.write(f"The key {name} is known now.")

    def _accept(self, name: str, lost: dict[str, str], *, is_sure: bool) -> None:
        if name not in lost:
            raise CommandError(f"No key {name} is lost.")
        if not is_sure:
            rows = Suppression.objects.filter(lifted_at=None).count() if name.startswith("suppression") else 0
            told = f" {rows} people on the list would be mailed and shared again." if rows else ""
            raise CommandError(f"{lost[name]}{told} If it is gone for good, say so with --yes.")
        purpose, _colon, mark = name.partition(":")
        key_marks.leave_key_marks(accepted=[(purpose, mark)])
        if purpose == key_marks.NAMES:
            journal.owe_names()
            self.stdout.write("Make the index anew under it: manage.py index_names")
        self.stdout.write(f"The key {name} is given up. The keys that are configured now have left their marks.")
