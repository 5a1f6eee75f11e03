"""Backups: the database with its documents and the anchors as one folder; restored elsewhere, and checked."""

from dsr.backups.backup_folder import Backup, check_backup, make_backup, restore_backup
from dsr.backups.restored_check import Checked, check_restored

__all__ = ["Backup", "Checked", "check_backup", "check_restored", "make_backup", "restore_backup"]
