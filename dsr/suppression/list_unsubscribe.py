"""The two headers by which a mailbox lets a person unsubscribe with one press, RFC 8058, and the links in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dsr import key_marks, sealing
from dsr.errors import BadInput, CannotOpen
from dsr.formats import public_urls
from dsr.formats.addresses import one_address
from dsr.models import Business, MailList

_VERSION = "1"
# RFC 5322 allows 998 characters a line, and a folded header can break a signature made elsewhere.
_LONGEST = 400


@dataclass(frozen=True)
class UnsubscribeLink:
    """Whom a link names: the business, the address, and the list (empty: all commercial mail)."""

    business_id: int
    email: str
    list_slug: str


def unsubscribe_token(business: Business, email: str, list_slug: str = "") -> str:
    """An opaque token that nobody can forge and that shows no address. Raises BadInput."""
    email = one_address(email)
    if len(email.encode()) > _LONGEST:
        raise BadInput(_("This email address is too long."))
    known = MailList.objects.filter(business=business, slug=list_slug, is_active=True)
    if list_slug and not known.exists():
        raise BadInput(_("There is no mail list “%(list)s” in use.") % {"list": list_slug})
    key_marks.note_link_key_use()
    return sealing.seal_link([_VERSION, str(business.pk), list_slug, email])


def unsubscribe_headers(business: Business, email: str, list_slug: str = "") -> dict[str, str]:
    """The two headers for one recipient and list. The message's DKIM signature must cover both. Raises BadInput."""
    address = public_urls.unsubscribe(unsubscribe_token(business, email, list_slug))
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def read_unsubscribe_token(token: str) -> UnsubscribeLink:
    """Whom a token names. Raises CannotOpen when it is none of ours or was changed."""
    parts = sealing.open_link(token)
    if len(parts) != 4 or parts[0] != _VERSION or not parts[1].isdigit():
        raise CannotOpen("The token has another form.")
    return UnsubscribeLink(int(parts[1]), parts[3], parts[2])


def submission_of_token(token: str, lists: Sequence[str] | None = None) -> str:
    """What makes one case of every press of the same link, and of the same choice of `lists` on its page.

    Without `lists` it is the press in the mail program. Raises CannotOpen for what is no token.
    """
    link = sealing.link_identity(token)
    return sealing.secret_digest("unsubscribe-link", link if lists is None else f"{link} {sorted(set(lists))}")


def masked_address(email: str) -> str:
    """The address so that its owner knows it again and nobody else learns it: d…a@e…e.com."""
    local, _at, domain = email.rpartition("@")
    name, dot, end = domain.rpartition(".")
    return f"{_mask(local)}@{_mask(name)}{dot}{end}"


def _mask(text: str) -> str:
    return f"{text[:1]}…{text[-1:]}" if len(text) > 2 else f"{text[:1]}…"
