"""Why the work in systems cannot go on, the way out, and the button where it is not “Try again”."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.reasons import Reason

REASONS: Mapping[Reason, tuple[Any, ...]] = {
    Reason.SYSTEM_UNREACHABLE: (
        _("the system cannot be reached"),
        _("It was tried many times. Check that it runs and that the connection is right. Then try again."),
    ),
    Reason.SYSTEM_REFUSED: (
        _("the system refuses what its fields say"),
        _("Read below what it is. An administrator mends the fields or the rights of its account. Then try again."),
    ),
    Reason.ROWS_CHANGED: (
        _("the rows changed since they were looked up"),
        _("Look again, compare the counts, and decide whether it is still the same person."),
        _("Look again"),
    ),
    Reason.ROWS_LEFT: (
        _("rows are left after the work"),
        _("An administrator looks at the fields: they do not reach these rows. Then try again."),
    ),
    Reason.MAPPING_NOT_APPROVED: (
        _("the fields are not approved, so rows are only counted"),
        _("Look at the fields and approve them. The work then goes on by itself."),
    ),
    Reason.OWNER_SILENT: (
        _("the owner of the system does not answer"),
        _("Chase the owner, or record what you did, when you know."),
    ),
    Reason.SYSTEM_WITHOUT_REASON: (
        _("a system takes no part, and the register does not say why"),
        _("An administrator gives the reason, or lets the system take part. Then try again."),
    ),
    Reason.SYSTEM_ADDED: (
        _("a system was added to the register since the decision"),
        _("Decide for that system too."),
    ),
    Reason.CORRECTION_UNDONE: (
        _("a system no longer holds what was corrected: a later import or change undid it"),
        _("Find what brought the old value back and stop it. Then correct it again (§ 7023(c))."),
    ),
    Reason.HOLD_OVER: (
        _("data was kept for a time only, and that time is over"),
        _("Ask who directed the hold. Renewed: record that at the step. Over: end the keeping there."),
        _("Look again"),
    ),
    Reason.REVIEW_DUE: (
        _("the day came to look again at what is kept"),
        _("Has the reason ended? End the keeping at the step, or write there why it is still needed, and until when."),
        _("Look again"),
    ),
    Reason.STEP_FAILED: (
        _("the work in a system failed"),
        _("See the step. Try it again, or record what you did."),
    ),
    Reason.NO_ADDRESS: (
        _("the request gives nothing that finds people here"),
        _("Look there yourself and record what you did."),
    ),
    Reason.MORE_THAN_ONE_PERSON: (
        _("the address finds more than one person, so nothing is done by itself"),
        _(
            "Look there yourself whose rows they are. If they are all this person, confirm it. If not, change only "
            "this person's rows there and record what you did; what another person holds stays."
        ),
    ),
    Reason.PERHAPS_THIS_PERSON: (
        _("nothing is found exactly, but something there may be this person's"),
        _("Read below what it is. Look there yourself and record what you did."),
    ),
    Reason.MATCHED_BY_OTHER_POINTS: (
        _("nothing is found by the email address, but the proof matched a record with another one"),
        _("Look there yourself and record what you did."),
    ),
    Reason.CHANGED_BEFORE: (
        _("it was corrected there before, and the person is not found there any more"),
        _("Look there yourself and record what you did."),
    ),
    Reason.TOO_MANY_ROWS: (
        _("the identity of a system finds too many rows for one person"),
        _("An administrator mends the fields. Then try again."),
    ),
}
