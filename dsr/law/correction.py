"""Correction, Cal. Civ. Code § 1798.106 and its regulations, as data: the items, the grounds to deny, the endings."""

from dataclasses import dataclass, replace

from dsr.law import deletion
from dsr.law.citations import ccr, civ
from dsr.law.clocks import gettext_noop
from dsr.law.endings import Ending, Ground, Keeping

STATUTE = civ("1798.106")
HANDLING = ccr("7023")
TOTALITY = ccr("7023(b)")
SYSTEMS = ccr("7023(c)")
DOCUMENTS = ccr("7023(d)")
IN_LIEU = ccr("7023(e)")
DENIAL = ccr("7023(f)")
SOURCE = ccr("7023(i)")
CONFIRMED = ccr("7023(j)")
REMAINS = ccr("7023(c)")
DISPUTED = ccr("7060(h)")  # never verify with the information that is disputed

# The same item, denied within so many calendar months, may be denied again unless new documents came, § 7023(g).
REPEAT_MONTHS = 6
REPEAT = ccr("7023(g)")
# Of a denial about health information a written statement may be filed, at most so many words an item, § 7023(f)(3).
STATEMENT_WORDS = 250
STATEMENT = civ("1798.185(a)(7)(D)")


@dataclass(frozen=True)
class Field:
    """Something that can be wrong. `points` are it and what derives from it: they never prove who asks, § 7060(h)."""

    name: str
    words: str
    points: frozenset[str] = frozenset()
    is_health: bool = False


FIELDS = (
    Field("name", gettext_noop("Name"), frozenset({"name"})),
    Field("email", gettext_noop("Email address"), frozenset({"email"})),
    Field("phone", gettext_noop("Phone number"), frozenset({"phone"})),
    Field("postal", gettext_noop("Mailing address"), frozenset({"zip"})),
    Field("birth", gettext_noop("Date of birth or age")),
    Field("order", gettext_noop("An order, a payment or a bill"), frozenset({"order"})),
    Field("account", gettext_noop("Account or customer details"), frozenset({"customer"})),
    Field("health", gettext_noop("Health information"), is_health=True),
    Field("other", gettext_noop("Something else")),
)
BY_FIELD = {field.name: field for field in FIELDS}

C_REPEAT = "C_REPEAT_WITHIN_6_MONTHS"
# Why one item is not corrected. The letter gives the ground and, beside it, the facts that staff write.
GROUNDS = (
    Ground(
        "C_MORE_LIKELY_ACCURATE",
        gettext_noop("all things considered, what we have is more likely right than wrong"),
        ccr("7023(b)"),
    ),
    Ground(
        "C_DOCS_INADEQUATE",
        gettext_noop("the documents do not show that it is wrong"),
        ccr("7023(f)(1)"),
    ),
    Ground(
        C_REPEAT,
        gettext_noop(
            "we denied a request about the same item within the last %(repeat_months)s months, and nothing new came"
        ),
        REPEAT,
    ),
    Ground(
        "C_FRAUD_OR_ABUSE",
        gettext_noop("we have good reason, in writing, to believe that the request is fraudulent or abusive"),
        ccr("7023(h)"),
    ),
    Ground("C_IMPOSSIBLE", gettext_noop("it cannot be corrected"), ccr("7023(f)(2)")),
    Ground(
        "C_DISPROPORTIONATE",
        gettext_noop("correcting it would take an effort out of all proportion to what it means for the person"),
        ccr("7023(f)(2)"),
    ),
    Ground("C_LAW_CONFLICT", gettext_noop("another law does not let us change it"), ccr("7023(f)(1)")),
    Ground(
        "C_CCPA_EXCEPTION",
        gettext_noop("an exception of the California Consumer Privacy Act covers it"),
        civ("1798.145"),
    ),
)
# Not a ground of ours: nothing of what was granted stands in that system.
NOT_CHANGED = Ground("NOT_CHANGED", gettext_noop("nothing was to be changed there"), HANDLING, Keeping.NOT_ASKED)
# Why a system cannot change what was granted.
KEPT = tuple(one for one in GROUNDS if one.code in {"C_IMPOSSIBLE", "C_LAW_CONFLICT", "C_CCPA_EXCEPTION"})

GRANTS = (
    Ending(
        "CORRECTED",
        gettext_noop("Decide on each item"),
        gettext_noop(
            "For each item: correct it, delete it with the person's consent, or deny it and say why. "
            "Weigh everything: what it is, how we got it, and every document, from whomever it came."
        ),
        TOTALITY,
    ),
    Ending(
        "CORRECTED_PARTLY",
        gettext_noop("Corrected in part"),
        gettext_noop("It follows from the items."),
        DENIAL,
    ),
    Ending(
        "DELETED_IN_LIEU",
        gettext_noop("Deleted in place of correcting"),
        gettext_noop("It follows from the items."),
        IN_LIEU,
    ),
    Ending(
        "CORRECT_NOTHING_HELD",
        gettext_noop("None of it is held"),
        gettext_noop("It follows from the steps: every system was looked at."),
        SYSTEMS,
    ),
    Ending("DENIED", gettext_noop("No item was corrected"), gettext_noop("It follows from the items."), DENIAL),
    Ending(
        "DENIED_STATEMENT_INVITED",
        gettext_noop("Denied; a statement about health information is invited"),
        gettext_noop("It follows from the items."),
        ccr("7023(f)(3)"),
    ),
    Ending(
        "STATEMENT_FILED",
        gettext_noop("Denied; the person's statement stands with the record"),
        gettext_noop("The person filed it after the response."),
        ccr("7023(f)(3)"),
    ),
)
# How a request ends before its items are looked at: as with a deletion, but for the two steps, which only that has.
_OWN_LAW = {"N_NOT_VERIFIED": ccr("7023(a)"), "N_STOPPED": ccr("7023(f)")}
DECLINES = tuple(
    replace(one, citation=_OWN_LAW.get(one.code, one.citation))
    for one in deletion.DECLINES
    if one is not deletion.NOT_CONFIRMED
)
ENDINGS = (*GRANTS, *DECLINES)
