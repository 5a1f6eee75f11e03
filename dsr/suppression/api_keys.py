"""Keys of other programs: made once, kept as keyed hashes, revoked."""

import secrets
from collections.abc import Iterable

from django.utils.translation import gettext as _

from dsr import key_marks, sealing
from dsr.clock import now, today
from dsr.errors import BadInput
from dsr.models import ApiKey, Business
from dsr.models.suppression import Scope
from dsr.suppression import feed

_PREFIX = "dl_"  # so that a leaked key is known for what it is


def make_api_key(
    business: Business, name: str, scopes: Iterable[str], account_id: int | None = None
) -> tuple[ApiKey, str]:
    """The key's row, and the key itself, which is never shown again. Raises BadInput."""
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in Scope.values]
    if unknown or not wanted:
        raise BadInput(_("A key may do one or more of: %(scopes)s.") % {"scopes": ", ".join(Scope.values)})
    if not name.strip():
        raise BadInput(_("Say which program uses the key."))
    key_marks.leave_key_marks()  # before the first data that stands on one
    text = _PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        business=business,
        name=name.strip()[:80],
        digest=_digest(text),
        scopes=wanted,
        made_at=now(),
        made_by_id=account_id,
        confirmed_up_to=0,
    )
    return key, text


def _digest(text: str) -> str:
    return sealing.secret_digest("api", text)


def find_api_key(text: str) -> ApiKey | None:
    """The key that is in use under this text. The day of its use is noted once a day."""
    key = ApiKey.objects.select_related("business").filter(digest=_digest(text), revoked_at=None).first()
    if key is not None and key.used_on != today():
        ApiKey.objects.filter(pk=key.pk).update(used_on=today())
    return key


def revoke_api_key(key: ApiKey) -> None:
    """From now on the key opens nothing; addresses that were kept for its program alone are erased."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now()):
        feed.release_addresses(key)
