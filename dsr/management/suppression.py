"""What the commands of the suppression list have in common: a file or standard input, and a bar on standard error."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandError
from tqdm import tqdm

from dsr.models import Business, MailList


def add_file(parser: ArgumentParser, what: str) -> None:
    parser.add_argument("file", nargs="?", default="-", help=f"{what}; - or nothing reads standard input")


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """The file, or standard input. Raises CommandError."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115  # closed below
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
    with file:
        yield file


def empty_words(count: int) -> str:
    """What is said of lines that held nothing; nothing where there were none."""
    return f" {count:,} empty line{'' if count == 1 else 's'} passed over." if count else ""


def bar(unit: str, total: int | None = None) -> Any:
    """Moves while it works, with the time left where the total is known; silent where nobody looks."""
    return tqdm(unit=unit, total=total, disable=None, file=sys.stderr)


def the_list(business: Business, slug: str) -> str:
    """The list by its short name; empty for all. Raises CommandError."""
    if slug and not MailList.objects.filter(business=business, slug=slug).exists():
        there = ", ".join(MailList.objects.filter(business=business).values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no mail list “{slug}”. There are: {there}.")
    return slug
