"""A slip of the finger in the domain of an email address: asked about, never refused."""

# The domains that most people's addresses have, and some that look like them and are right as they are.
_KNOWN = (
    *("gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "aol.com", "comcast.net", "msn.com"),
    *("live.com", "me.com", "mac.com", "att.net", "sbcglobal.net", "verizon.net", "bellsouth.net", "cox.net"),
    *("charter.net", "earthlink.net", "protonmail.com", "proton.me", "ymail.com", "rocketmail.com", "mail.com"),
    *("email.com", "gmx.com", "gmx.net", "gmx.de", "aim.com", "hey.com", "yahoo.co.uk", "yahoo.es", "yahoo.ca"),
    *("hotmail.es", "hotmail.co.uk", "hotmail.fr", "outlook.es", "googlemail.com", "fastmail.com", "zoho.com"),
)
_LONG = 8  # letters of a domain in which two slips may be one of these still


def meant(email: str) -> str:
    """The address that was perhaps meant; empty where the domain is known, or like none that is."""
    name, _at, domain = email.rpartition("@")
    domain = domain.lower()
    if not name or not domain or domain in _KNOWN:
        return ""
    slips, likely = min((_slips(domain, known), known) for known in _KNOWN)
    most = 2 if len(likely) > _LONG else 1
    return f"{name}@{likely}" if slips <= most else ""


def _slips(one: str, other: str) -> int:
    """Letters left out, put in, changed, or two that changed places: the optimal string alignment of the two."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, against in enumerate(other, start=1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and (one[row - 2], letter) == (against, other[column - 2]):
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]
