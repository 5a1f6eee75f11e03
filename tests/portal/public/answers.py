"""What people type into the form, and a way to press its button."""

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


def opened(client, url=URL):
    """The hidden fields of a freshly opened form."""
    return hidden_fields(client.get(url).content.decode())


def press(client, url=URL, **changes):
    """Open the form, fill it in and send it."""
    return client.post(url, {**opened(client, url), **FOR_ONESELF, **changes})
