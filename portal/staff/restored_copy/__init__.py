"""A desk that was restored from a backup: what may have gone out since is listed, and an administrator releases it."""

from portal.staff.restored_copy.pages import note_gone_letters, release_copy, restored_copy_page, settle_copied

__all__ = ["note_gone_letters", "release_copy", "restored_copy_page", "settle_copied"]
