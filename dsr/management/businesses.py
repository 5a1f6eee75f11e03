"""Which business a command is about."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from dsr.models import Business


def add_business(parser: ArgumentParser) -> None:
    parser.add_argument("--business", default="", help="its legal name; not needed while there is only one")


def the_business(name: str) -> Business:
    """Find a business by its exact name; without a name, the only one. Raises CommandError."""
    there = list(Business.objects.order_by("name"))
    found = [one for one in there if not name or one.name.casefold() == name.strip().casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one in there) or _("none yet")
    if not name:
        raise CommandError(_("Say which business with --business. There are: %(names)s.") % {"names": names})
    raise CommandError(
        _("There is no business called “%(name)s”. There are: %(names)s.") % {"name": name, "names": names}
    )
