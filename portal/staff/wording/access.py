"""The access record in words: what happened, and which page was seen."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.access_record import AccessName

WORDS: Mapping[AccessName, Any] = {
    AccessName.SIGNED_IN: _("Signed in"),
    AccessName.SIGNED_OUT: _("Signed out"),
    AccessName.SIGN_IN_FAILED: _("Wrong password"),
    AccessName.SIGN_IN_REFUSED: _("Sign-in refused"),
    AccessName.FACTOR_FAILED: _("Wrong code or passkey"),
    AccessName.CONFIRMED: _("Showed again who it is"),
    AccessName.FACTOR_ADDED: _("Added a second factor"),
    AccessName.FACTOR_REMOVED: _("Removed a second factor"),
    AccessName.CODES_MADE: _("Made recovery codes"),
    AccessName.FACTORS_RESET: _("Second factor reset"),
    AccessName.PASSWORD_CHANGED: _("Changed the password"),
    AccessName.PASSWORD_RESET: _("Set a password by email"),
    AccessName.SESSION_ENDED: _("Signed out elsewhere"),
    AccessName.INVITED: _("Invited"),
    AccessName.ACCOUNT_MADE: _("Account made by single sign-on"),
    AccessName.ROLE_CHANGED: _("Role changed"),
    AccessName.ROLE_KEPT: _("Role kept: the only administrator"),
    AccessName.COPY_RELEASED: _("Restored copy of the desk released"),
    AccessName.ACCOUNT_CLOSED: _("Account closed"),
    AccessName.ACCOUNT_OPENED: _("Account opened again"),
    AccessName.EMAIL_CHANGED: _("Email changed"),
    AccessName.VIEWED: _("Saw"),
    AccessName.DOWNLOADED: _("Downloaded"),
    AccessName.EXPORTED: _("Printed"),
}

PAGES: Mapping[str, Any] = {
    "queue": _("the queue"),
    "find": _("what a search found"),
    "case": _("a request"),
    "join": _("two requests side by side"),
    "draft": _("a decision"),
    "draft-email": _("the email of a decision"),
    "draft-pdf": _("the PDF of a decision"),
    "second-approval": _("a second approval"),
    "second-approval-email": _("the email of a second approval"),
    "letter": _("a letter"),
    "letter-email": _("the email of a letter"),
    "letter-pdf": _("the PDF of a letter"),
    "letter-file": _("a file of a letter"),
    "document": _("a document"),
    "bundle": _("a bundle"),
    "bundle-add": _("the people of a bundle"),
    "bundle-person": _("a person of a bundle"),
    "bundle-permissions": _("the permissions of a bundle"),
    "bundle-receipt": _("how a bundle came"),
    "bundle-letter": _("a letter about a bundle"),
    "bundle-letter-email": _("the email of a letter about a bundle"),
    "bundle-letter-pdf": _("the PDF of a letter about a bundle"),
    "bundle-document": _("a document of a bundle"),
    "bulk": _("bulk work"),
    "bulk-email": _("an email of bulk work"),
    "bulk-pdf": _("a PDF of bulk work"),
    "evidence": _("the evidence packs"),
    "evidence-pack": _("an evidence pack"),
    "evidence-case": _("asking for an evidence pack of a request"),
    "evidence-bundle": _("asking for an evidence pack of a bundle"),
    "evidence-file": _("the file of an evidence pack"),
    "letters": _("letters to mail"),
    "print-letters": _("letters to mail, in one file"),
    "system": _("the open steps of a system"),
    "tellings": _("company notices"),
    "suppression": _("the do-not-contact list"),
}
