"""The list of who must not be mailed or shared, and all that reads and writes it."""

from dsr.suppression.api_keys import find_api_key, make_api_key, revoke_api_key
from dsr.suppression.checks import check_addresses, check_sharing, is_mail_suppressed
from dsr.suppression.consent import lift_by_consent, record_consent
from dsr.suppression.effect import (
    Effect,
    effect_of,
    holds_stop,
    is_sale_stop_asked,
    is_sale_stopped_everywhere,
    laws_of_stop,
)
from dsr.suppression.export_import import export_list, import_addresses, import_hashes
from dsr.suppression.feed import (
    confirm_feed,
    erase_served_addresses,
    feed_address,
    feed_after,
    feed_taken_at,
    is_feed_awaited,
    newest_feed_number,
)
from dsr.suppression.known_person import FIELDS, LOOKALIKE, read_field, read_person
from dsr.suppression.list_unsubscribe import (
    UnsubscribeLink,
    masked_address,
    read_unsubscribe_token,
    submission_of_token,
    unsubscribe_headers,
    unsubscribe_token,
)
from dsr.suppression.spelling_renewal import Renewal, renew_list
from dsr.suppression.stop_list import (
    USES,
    closed_uses,
    evidence_of,
    follow_decision,
    is_opted_out,
    is_suppressed,
    lock_kept_data,
    may_share,
    rows_of_person,
    suppress,
    suppressed_person,
    unlock_kept_data,
)

__all__ = [
    "FIELDS",
    "LOOKALIKE",
    "USES",
    "Effect",
    "Renewal",
    "UnsubscribeLink",
    "check_addresses",
    "check_sharing",
    "closed_uses",
    "confirm_feed",
    "effect_of",
    "erase_served_addresses",
    "evidence_of",
    "export_list",
    "feed_address",
    "feed_after",
    "feed_taken_at",
    "find_api_key",
    "follow_decision",
    "holds_stop",
    "import_addresses",
    "import_hashes",
    "is_feed_awaited",
    "is_mail_suppressed",
    "is_opted_out",
    "is_sale_stop_asked",
    "is_sale_stopped_everywhere",
    "is_suppressed",
    "laws_of_stop",
    "lift_by_consent",
    "lock_kept_data",
    "make_api_key",
    "masked_address",
    "may_share",
    "newest_feed_number",
    "read_field",
    "read_person",
    "read_unsubscribe_token",
    "record_consent",
    "renew_list",
    "revoke_api_key",
    "rows_of_person",
    "submission_of_token",
    "suppress",
    "suppressed_person",
    "unlock_kept_data",
    "unsubscribe_headers",
    "unsubscribe_token",
]
