"""Whether a database that was restored is what the backup holds: its rows, its keys, its journal, its anchors."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from dsr import anchors, journal, key_marks
from dsr.backups import database_file
from dsr.backups.backup_folder import Backup

# The row of the installation is made where the backup had none, and a start may note what it finds.
_LATER = {"dsr_installation"}


@dataclass
class Checked:
    rows: int
    cases: int
    entries: int
    faults: list[str]


def check_restored(backup: Backup, tell: Callable[[int], object] = lambda _entries: None) -> Checked:
    """Compare; `tell` hears how many entries were followed. In constant memory."""
    here = database_file.counts()
    faults = [
        _("%(table)s: the backup has %(then)s rows, the database %(now)s.")
        % {"table": table, "then": then, "now": here.get(table, 0)}
        for table, then in backup.rows.items()
        if here.get(table, 0) != then and table not in _LATER
    ]
    faults += [problem.words for problem in key_marks.key_problems() if problem.is_fatal]
    cases = entries = 0
    for checked in journal.verify_chain():
        cases, entries = cases + 1, entries + checked.entries
        faults += [f"Case {fault.reference}, entry {fault.number}: {fault.words}" for fault in checked.faults]
        tell(checked.entries)
    faults += anchors.check_anchors(settings.ANCHOR_DIR).faults
    return Checked(sum(here.values()), cases, entries, faults)
