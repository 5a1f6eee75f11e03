"""What people type into the form, and a way to press its button."""

from dsr.models import Business
from tests import given
from tests.given_forms import hidden_fields

URL = "/ask/shine-the-light/"
FOR_ONESELF = {
    "for_whom": "self",
    "subject_name": "Dana Whitlow",
    "delivery": "email",
    "email": "dana@example.com",
    "ca_resident": "yes",
    "household": "yes",
}
# What all forms together may ask for; each takes its own.
TO_ANY_FORM = {
    **FOR_ONESELF,
    "email_with_us": "dana@example.com",
    "extent": "all",
    "item1_field": "phone",
    "item1_says": "555 0100",
    "item1_should": "555 0199",
    "found_by": "email",
    "child_email": "kim@example.com",
    "relation": "parent",
    "wish": "delete",
    "how_known": "An account of my child",
    "text": "You answered too late.",
}


def a_business_of_every_kind():
    """One to which every law applies, so that each kind may be asked of it."""
    made = given.a_business()
    Business.objects.update(is_ccpa_business=True, sells=True, toll_free_phone="1-800-555-0142", phone_offered=True)
    return made


def opened(client, url=URL):
    """The hidden fields of a freshly opened form."""
    return hidden_fields(client.get(url).content.decode())


def press(client, url=URL, **changes):
    """Open the form, fill it in and send it."""
    return client.post(url, {**opened(client, url), **FOR_ONESELF, **changes})
