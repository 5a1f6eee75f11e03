"""An invitation by mail: its link sets the first password, for as long as a link that resets one."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from dsr import access_record
from dsr.access_record import AccessName
from dsr.models import Account, Brand
from portal.web.client_address import client_hash


def invite(request: HttpRequest, account: Account, by: Account) -> None:
    """Raises OSError where the mail server takes nothing: the account is there, and is invited again."""
    key = {"uidb36": user_pk_to_url_str(account), "key": default_token_generator.make_token(account)}
    brand = Brand.objects.filter(is_front=True).first()
    words = {
        "by": str(by),
        "brand": brand.name if brand else "",
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "link": settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs=key),
    }
    access_record.write(AccessName.INVITED, account, by=by, client=client_hash(request), role=account.role)
    get_adapter(request).send_mail("staff/people/email/invitation", account.email, words)
