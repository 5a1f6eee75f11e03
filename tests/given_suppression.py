"""What tests of suppression begin with: rows made by the verb, a key of another program, a provider."""

from dsr import sealing, suppression
from dsr.clock import now
from dsr.kinds.base import SuppressedUse
from dsr.models import ApiKey, Business, Case, System
from dsr.models.suppression import Purpose, Scope
from tests import given

MAIL = SuppressedUse(Purpose.MAIL.value)
SHARING = (SuppressedUse(Purpose.DIRECT_MARKETING.value), SuppressedUse(Purpose.SALE_SHARING.value))
DANA = "dana@example.com"


def suppressed(*uses: SuppressedUse, case: Case | None = None, **party: str) -> Case:
    """A case whose person is suppressed; all commercial mail to Dana unless told otherwise."""
    case = case or given.a_case()
    suppression.suppress(case, uses or (MAIL,), party or {"email": DANA}, source="page", at=case.received_at)
    return case


def an_api_key(business: Business, *scopes: Scope, key: str = "a-key-of-tests") -> ApiKey:
    return ApiKey.objects.create(
        business=business,
        name="mailer",
        digest=sealing.secret_digest("api", key),
        scopes=[scope.value for scope in scopes or Scope],
        made_at=now(),
    )


def a_provider(business: Business, *actions: str) -> System:
    return System.objects.create(
        business=business,
        name="Mail provider",
        owner_name="Jo Reyes",
        owner_email="jo@example.com",
        holds="Newsletter addresses",
        way="person",
        actions=list(actions),
    )
