"""What people type into the form, and a way to press its button."""

import re

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
    page = client.get(url).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def press(client, url=URL, **changes):
    """Open the form, fill it in and send it."""
    return client.post(url, {**opened(client, url), **FOR_ONESELF, **changes})
