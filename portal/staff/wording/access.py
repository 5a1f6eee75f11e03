"""The access record in words: what happened, which page was seen, and what else the line tells."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dsr.access_record import AccessName, Why
from dsr.lifecycle import Who
from portal.staff.wording import states, unknown_codes

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
    AccessName.HOLD_SET: _("Set a litigation hold"),
    AccessName.HOLD_CHANGED: _("Changed a litigation hold"),
    AccessName.HOLD_ENDED: _("Ended a litigation hold"),
    AccessName.PERIOD_CHANGED: _("Changed how long records are kept"),
    AccessName.VIEWED: _("Saw"),
    AccessName.DOWNLOADED: _("Downloaded"),
    AccessName.EXPORTED: _("Printed"),
    AccessName.REFUSED: _("Refused for this role"),
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
    "bundle-through-agent": _("whom of a bundle the agent is answered for"),
    "bundle-receipt": _("how a bundle came"),
    "bundle-letter": _("a letter about a bundle"),
    "bundle-letter-email": _("the email of a letter about a bundle"),
    "bundle-letter-pdf": _("the PDF of a letter about a bundle"),
    "bundle-last-letter": _("the last letter of a bundle, before it leaves"),
    "bundle-last-letter-email": _("the email of the last letter of a bundle, before it leaves"),
    "bundle-last-letter-pdf": _("the PDF of the last letter of a bundle, before it leaves"),
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
    "holds": _("litigation holds"),
    "hold": _("a litigation hold"),
    "change-hold": _("a litigation hold to change"),
}

# Pages and presses that show nobody and are not for every role: tests/portal/staff/account/test_seen_pages.py.
ROUTES: Mapping[str, Any] = {
    "enter": _("a new request"),
    "enter-kind": _("a new request"),
    "enter-bundle": _("a new bundle"),
    "bulk-look": _("bulk work"),
    "evidence-period": _("asking for an evidence pack of some days"),
    "evidence-script": _("the script that checks packs"),
    "stuck-work": _("stuck work"),
    "work-again": _("stuck work"),
    "access-record": _("the access record"),
    "people": _("people"),
    "person": _("an account"),
    "person-sessions": _("signing somebody out"),
    "person-factors": _("the second factor of somebody else"),
    "invite": _("an invitation"),
    "invite-again": _("an invitation"),
    "restored-copy": _("the restored copy of the desk"),
    "release-copy": _("the restored copy of the desk"),
    "gone-letters": _("the restored copy of the desk"),
    "settle-copied": _("the restored copy of the desk"),
    "complete-year": _("whether a year is complete"),
    "withdraw-year": _("whether a year is complete"),
    "set-hold": _("a new litigation hold"),
    "oversight": _("Oversight"),
    "oversight-csv": _("the file of Oversight"),
    "oversight-measure": _("Oversight"),
    "record-periods": _("how long records are kept"),
    "record-period": _("how long records are kept"),
}
ROLES: Mapping[Who, Any] = {
    Who.VIEWER: _("viewer"),
    Who.AUDITOR: _("auditor"),
    Who.REVIEWER: _("reviewer"),
    Who.APPROVER: _("approver"),
    Who.ADMINISTRATOR: _("administrator"),
}
REASONS: Mapping[Why, Any] = {
    Why.NO_ROLE: _("the provider's groups give no role"),
    Why.ROLE_AGAIN: _("the provider's groups give a role again"),
    Why.NO_EMAIL: _("the provider tells no proved email address"),
    Why.OTHER_PERSON: _("the account belongs to another person of the provider"),
    Why.PROVIDER_ONLY: _("the account signs in at the provider only"),
    Why.CLOSED: _("the account was closed"),
}
FACTORS: Mapping[str, Any] = {
    "password": _("password"),
    "totp": _("authenticator app"),
    "webauthn": _("passkey"),
    "recovery_codes": _("recovery codes"),
    "socialaccount": _("at the provider"),
}
# A fact of one word alone; those that belong together are told together.
_ALONE: Mapping[str, Mapping[Any, Any]] = {"role": ROLES, "why": REASONS, "factor": FACTORS}


def page_of(page: str, facts: Mapping[str, Any]) -> str:
    """What was seen, or asked for and not opened; empty where nothing."""
    if "route" in facts:
        return _word("route", ROUTES, facts["route"])
    return _word("page", PAGES, page) if page else ""


def facts_in_words(facts: Mapping[str, Any]) -> str:
    """What a line tells beside what happened and where; empty where nothing."""
    said = [_word(name, words, facts[name]) for name, words in _ALONE.items() if name in facts]
    if "kind" in facts:
        span = {"kind": states.title(facts["kind"]), "before": facts["before"], "months": facts["months"]}
        said.append(_now("%(kind)s: from %(before)s to %(months)s months") % span)
    elif "before" in facts:
        roles = {name: _word("role", ROLES, facts[name]) for name in ("before", "after")}
        said.append(_now("from %(before)s to %(after)s") % roles)
    if facts.get("method", "GET") not in {"GET", "HEAD"}:
        said.append(_now("a press"))
    if "deletions" in facts:  # noted in words
        said.append(str(facts["deletions"]))
    return ", ".join(said)


def _word(kind: str, words: Mapping[Any, Any], code: Any) -> str:
    return str(words[code]) if code in words else unknown_codes.sentence(kind, str(code))
