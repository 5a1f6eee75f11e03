"""What the access record tells of. A member that was ever written stays, with its words."""

from enum import StrEnum


class AccessName(StrEnum):
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGN_IN_REFUSED = "sign-in-refused"  # who it is was shown, and it does not open this desk
    FACTOR_FAILED = "factor-failed"
    CONFIRMED = "confirmed"  # who is signed in showed once more that it is the same person
    FACTOR_ADDED = "factor-added"
    FACTOR_REMOVED = "factor-removed"
    CODES_MADE = "codes-made"
    FACTORS_RESET = "factors-reset"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105  (the name of an entry)
    PASSWORD_RESET = "password-reset"  # noqa: S105  (as above)
    SESSION_ENDED = "session-ended"
    INVITED = "invited"
    ACCOUNT_MADE = "account-made"  # by a first single sign-on
    ROLE_CHANGED = "role-changed"
    ROLE_KEPT = "role-kept"  # the provider's groups give another to the only administrator
    ACCOUNT_CLOSED = "account-closed"
    ACCOUNT_OPENED = "account-opened"
    EMAIL_CHANGED = "email-changed"
    COPY_RELEASED = "copy-released"  # a desk that was restored from a backup
    HOLD_SET = "legal-hold-set"
    HOLD_CHANGED = "legal-hold-changed"
    HOLD_ENDED = "legal-hold-ended"
    PERIOD_CHANGED = "period-changed"  # how long the record of a kind is kept
    VIEWED = "viewed"
    DOWNLOADED = "downloaded"
    REFUSED = "refused"  # a page or press that this role does not open
    EXPORTED = "exported"


class Why(StrEnum):
    """Why a sign-in was refused, or the provider's groups changed an account."""

    NO_ROLE = "no-role"
    ROLE_AGAIN = "role-again"
    NO_EMAIL = "no-email"
    OTHER_PERSON = "other-person"
    PROVIDER_ONLY = "provider-only"
    CLOSED = "closed"


# What a line may tell beside whom, where and what was seen. The desk has words for each, and for its values.
FACTS = frozenset({"role", "before", "after", "why", "factor", "kind", "months", "method", "route", "deletions"})
