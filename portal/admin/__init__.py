"""Django's admin, for administrators only: the desk is set up here for now. Nothing sealed is ever registered."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from portal.admin import (
    agents,
    business,
    ledger,
    suppression,
    systems,
    third_party_notices,
    verification,
    webhooks,
)

__all__ = [
    "agents",
    "business",
    "ledger",
    "suppression",
    "systems",
    "third_party_notices",
    "verification",
    "webhooks",
]

# Rights come from an account's role, and a second factor's secret is nobody else's to see.
for unwanted in (Group, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken):
    if admin.site.is_registered(unwanted):
        admin.site.unregister(unwanted)

admin.site.site_header, admin.site.site_title = _("Settings"), _("Privacy desk")
admin.site.index_title = _("Settings")
admin.site.site_url = "/desk/"
