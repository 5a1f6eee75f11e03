"""Named rate limits; reaching one is a line of the log. Keys are keyed hashes.

Without the cache those hold that portal/web/limit_rows.py counts in rows: sign-in, PROOF, the page of one's request.
"""

import logging
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from dsr.clock import now
from portal.web.client_address import client_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """So many times in so many seconds from one network address."""

    name: str
    times: int
    seconds: int


# Generous: the customers of a mobile carrier share an address, and a person held back is told how to write to us.
PUBLIC_FORM = Limit("public-form", 600, 3600)
# From one network for one address that our letters go to: who fills in forms in somebody else's name fills no mailbox,
# and holds nobody back who writes from another network.
ANSWERED_ADDRESS = Limit("answered-address", 20, 3600)
# Files are kept for an hour before the form that they came with is sent. As generous as the form itself.
DRAFT_FILES = Limit("draft-files", 600, 3600)
# Each case counts its own wrong codes; this holds back who tries many references.
PROOF = Limit("proof", 30, 3600)
# The page of one's own request. Each code counts its own tries in its row, and each link its codes: these hold back
# who tries many links, or fills a mailbox. From one network as generous as the form: a carrier's customers share it.
PAGE_NETWORK = Limit("page-network", 600, 3600)
PAGE_LINK = Limit("page-link", 40, 3600)  # from one network for one link
PAGE_MAILBOX = Limit("page-mailbox", 3, 3600)  # for one address, from anywhere
PAGE_MAILBOX_DAY = Limit("page-mailbox-day", 8, 86_400)
# The page without a link only: a link of ours is never held back.
STOP_MAIL = Limit("stop-mail", 1200, 3600)
# Each key of a program counts for itself.
API = Limit("api", 6_000, 60)
# Of a system that answers later: it may have a thousand steps to tell of at once.
CALLBACK = Limit("callback", 6_000, 60)
API_BULK = Limit("api-bulk", 60, 3600)


def allows(request: HttpRequest, limit: Limit, address: str = "") -> bool:
    """Count this request against the limit of its client's network, for this address; False when it is over it."""
    origin = client_of(request)
    return counts(limit, f"{origin} {address}".strip()) if origin else True


def counts(limit: Limit, origin: str) -> bool:
    """Count one more of this origin, such as a network or a key; False when it is over the limit."""
    window = int(now().timestamp()) // limit.seconds
    digest = salted_hmac(f"portal.limits.{limit.name}", f"{origin} {window}", algorithm="sha256").hexdigest()
    key = f"limit:{limit.name}:{digest}"
    counter: Any = cache
    count = counter.count(key, limit.seconds)
    if count == limit.times + 1:  # once in each window: who is held back fills no log
        log.warning("held back limit=%s origin=%s", limit.name, digest[:12])
    return bool(count <= limit.times)
