"""A lost phone or key: the second factor of an account is taken away, and the account is signed out everywhere."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from dsr import access_record
from dsr.access_record import AccessName
from dsr.models import Account, Session


@transaction.atomic
def reset_factors(account: Account, by: Account | None, client: str = "") -> bool:
    """Whether there was any. `by` is the administrator, None the operator's command line; both stand in the record."""
    removed, _by_model = Authenticator.objects.filter(user=account).delete()
    if removed:
        Session.objects.filter(account=account).delete()
        access_record.write(AccessName.FACTORS_RESET, account, by=by, client=client)
    return bool(removed)
