"""To whom an evidence pack may go, and on what ground: the record of requests is shared for nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from dsr.law.citations import Citation, ccr, civ
from dsr.law.clocks import gettext_noop


@dataclass(frozen=True)
class Ground:
    """Why the record may be given out. `words` name it at the desk, `advice` says when it is right."""

    code: str
    words: str
    advice: str
    citation: Citation


# Not shared with a third party except as necessary to comply with a legal obligation; not used for anything else but
# to review and modify how requests are answered.
RECORD_USE = ccr("7101(d)")

ORDER = Ground(
    "order",
    gettext_noop("A court or an agency orders it"),
    gettext_noop("A court order, a subpoena, or a demand that the business must obey. Name it below."),
    RECORD_USE,
)
DUTY = Ground(
    "duty",
    gettext_noop("Another law makes us give it"),
    gettext_noop("Name the law below."),
    RECORD_USE,
)
CLAIM = Ground(
    "claim",
    gettext_noop("A legal claim is made or defended"),
    gettext_noop("It goes to the business’s own lawyer, who needs it for this claim. Name the claim below."),
    civ("1798.145(a)(1)(E)"),
)
REVIEW = Ground(
    "review",
    gettext_noop("The business reviews how it answers requests"),
    gettext_noop("It stays inside the business. Most often the form without personal data is enough."),
    RECORD_USE,
)
GROUNDS: Mapping[str, Ground] = {ground.code: ground for ground in (ORDER, DUTY, CLAIM, REVIEW)}


@dataclass(frozen=True)
class Receiver:
    """A sort of those whom a pack may go to, and the grounds on which it may. No requester is among them."""

    code: str
    words: str
    grounds: tuple[Ground, ...]


COURT = Receiver("court", gettext_noop("A court"), (ORDER,))
AGENCY = Receiver("agency", gettext_noop("An agency or the Attorney General"), (ORDER, DUTY))
LAWYER = Receiver("lawyer", gettext_noop("The business’s own lawyer"), (CLAIM, ORDER, DUTY))
INSIDE = Receiver("inside", gettext_noop("Somebody inside the business"), (REVIEW,))
RECEIVERS: Mapping[str, Receiver] = {one.code: one for one in (COURT, AGENCY, LAWYER, INSIDE)}
