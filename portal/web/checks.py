"""What `manage.py check` finds in the database: keys that it knows and that are lost, and ways in that are owed."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import DatabaseError
from django.utils.translation import gettext as _

from dsr import disclosures, installation, key_marks, parties, suppression, verification
from dsr.law import ccpa
from dsr.models import Business, OwedRenewal


def lost_keys(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """An error for a key without which nothing may be answered or taken; a warning for one that others outlive."""
    try:
        problems = key_marks.key_problems()
    except DatabaseError:  # no table yet, or no database: other checks say so
        return []
    return [_message(problem) for problem in problems]


def _message(problem: key_marks.KeyProblem) -> checks.CheckMessage:
    make = checks.Error if problem.is_fatal else checks.Warning
    hint = "docs/keys.md says how to put a key back, and what to do when it is gone for good."
    return make(problem.words, hint=hint, id=f"daylight.{problem.purpose}-key")


def restored_copy(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """A warning while the desk is taken for a restored copy: an error would stop the very commands that it needs."""
    try:
        words = installation.words_of_hold()
    except DatabaseError:  # no table yet, or no database: other checks say so
        return []
    hint = "docs/operations.md says what to do before it is released."
    return [checks.Warning(words, hint=hint, id="daylight.restored-copy")] if words else []


def wrong_clock(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """A warning where the clock of this machine is not the database's."""
    try:
        seconds = round(installation.clock_difference().total_seconds())
    except DatabaseError:  # no database: other checks say so
        return []
    if abs(seconds) <= installation.LIMIT.total_seconds():
        return []
    words = _("The clock of this machine is %(seconds)s s off the database's: no work is taken here.")
    return [checks.Warning(words % {"seconds": -seconds}, hint="Set it right (NTP).", id="daylight.clock")]


def missing_phones(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """A warning for every business that must take requests by a toll-free phone and names none."""
    try:
        owing = list(Business.objects.filter(is_ccpa_business=True, exclusively_online=False).order_by("pk"))
    except DatabaseError:  # no table yet, or no database: other checks say so
        return []
    return [
        checks.Warning(
            f"{business.name} is a business under the CCPA, not only online, and takes no requests by toll-free phone "
            f"({ccpa.WAYS_IN}).",
            hint="Enter the number in Settings and switch the phone on, or say that the business is only online.",
            id="daylight.toll-free-phone",
        )
        for business in owing
        if not (business.phone_offered and business.toll_free_phone.strip())
    ]


def owed_renewals(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """A warning while hashes of an earlier release wait for today's spelling, or names for their index."""
    try:
        words = renewal_words()
    except DatabaseError:  # no table yet, or no database: other checks say so
        return []
    hint = "docs/production.md, After an upgrade. Checks look under both spellings meanwhile."
    return [checks.Warning(words, hint=hint, id="daylight.digests")] if words else []


def renewal_words() -> str:
    """What waits for `renew_digests`, counted, and for `index_names`; empty where nothing does."""
    owed = {*OwedRenewal.objects.values_list("what", flat=True)}
    said = [_digest_words()] if owed - {OwedRenewal.What.NAMES} else []
    if OwedRenewal.What.NAMES in owed:
        said.append(
            _(
                "Not every request is found by a word of a name yet; by the whole name, email and reference it is. "
                "Run once: manage.py index_names."
            )
        )
    return " ".join(said)


def _digest_words() -> str:
    rows, requests = suppression.owed_renewals()
    return _(
        "%(rows)d hashes of the suppression list and %(requests)d requests are spelled as an earlier release spelled "
        "them, or nobody has looked yet whether they are. Run once: manage.py renew_digests."
    ) % {"rows": rows, "requests": requests}


def sale_conflicts(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """A warning for every business of which the set-up and the ledger do not agree whether it sells or shares."""
    try:
        found = list(disclosures.sale_conflicts())
    except DatabaseError:  # no table yet, or no database: other checks say so
        return []
    return [checks.Warning(f"{business.name}: {words}", id="daylight.sells-or-shares") for business, words in found]


def unlawful_rules(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """An error for every rule of verification that asks for more, or less, than the law allows."""
    try:
        faults = list(verification.all_proof_rule_faults())
    except DatabaseError:  # no table yet, or no database: other checks say so
        return []
    return [
        checks.Error(
            f"{rule.business.name}, {rule.kind}: {words}",
            hint="Change it in Settings, Verification rules. Until then the nearest that the law allows is asked.",
            id="daylight.verification-rule",
        )
        for rule, words in faults
    ]


def unlawful_agent_rules(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """An error for every rule for agents that asks of the person what the law does not allow."""
    try:
        faults = list(parties.all_agent_rule_faults())
    except DatabaseError:  # no table yet, or no database: other checks say so
        return []
    return [
        checks.Error(
            f"{rule.business.name}, {rule.kind}: {words}",
            hint="Change the rule in Settings, Rules for agents. Until then the person is asked nothing.",
            id="daylight.agent-rule",
        )
        for rule, words in faults
    ]


def impassable_rules(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """A warning for every rule of verification whose points no system can compare."""
    try:
        found = list(verification.all_impassable_rules())
    except DatabaseError:  # no table yet, or no database: other checks say so
        return []
    return [
        checks.Warning(f"{rule.business.name}, {rule.kind}: {words}", id="daylight.verification-points")
        for rule, words in found
    ]
