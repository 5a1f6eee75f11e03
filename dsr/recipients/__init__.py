"""Which third parties received what, and which of them are told of a case."""

from dsr.recipients.notice_recipients import (
    confirmed_by_systems,
    notified_providers,
    notified_recipients,
    providers_of,
    recipients_not_notified,
    unknown_recipient_count,
)
from dsr.recipients.opt_out_window import (
    OptOutRecipient,
    opt_out_period,
    opt_out_recipients,
    read_ahead,
    record_notified,
)
from dsr.recipients.sale_recipients import (
    NOTIFIED_LIST_WORD,
    all_notified,
    lacks_reason_not_notified,
    must_name_recipients,
    notified_by_other_means,
    owes_sale_notice,
    recipients_of_sale,
    require_reason_not_notified,
)

__all__ = [
    "NOTIFIED_LIST_WORD",
    "OptOutRecipient",
    "all_notified",
    "confirmed_by_systems",
    "lacks_reason_not_notified",
    "must_name_recipients",
    "notified_by_other_means",
    "notified_providers",
    "notified_recipients",
    "opt_out_period",
    "opt_out_recipients",
    "owes_sale_notice",
    "providers_of",
    "read_ahead",
    "recipients_not_notified",
    "recipients_of_sale",
    "record_notified",
    "require_reason_not_notified",
    "unknown_recipient_count",
]
