"""Deletion, Cal. Civ. Code § 1798.105 and its regulations, as data: the grounds to keep, and how a request ends."""

from dsr.law.citations import Citation, ccr, civ
from dsr.law.clocks import gettext_noop
from dsr.law.endings import Ending, Ground, Keeping

STATUTE = civ("1798.105")
METHODS = ccr("7020")
HANDLING = ccr("7022")
TWO_STEPS = ccr("7020(d)")
PORTIONS = ccr("7022(h)")  # a part may be offered only beside the whole
# A law enforcement agency may hold data so long, and as long again each time that it renews it for good cause.
HOLD_DAYS = 90
# No statute counts when to look again at what is kept, but that it is kept no longer than reasonably necessary,
# § 1798.100(a)(3). By our own promise somebody looks after so many months, or by the set-up of the system, at most:
LOOK_AGAIN_MONTHS, LOOK_AGAIN_MONTHS_MOST = 12, 120
BACKUPS = ccr("7022(d)")
USED_FOR_THAT_ALONE = ccr("7022(f)")  # what is kept serves its exception, and nothing else
TOLD_OTHERS = ccr("7022(b)")


def _purpose(code: str, words: str, citation: Citation, *, may_be_secret: bool = False) -> Ground:
    return Ground(code, words, citation, Keeping.PURPOSE, may_be_secret=may_be_secret)


def _outside(code: str, words: str, citation: Citation) -> Ground:
    return Ground(code, words, citation, Keeping.OUTSIDE)


# § 1798.105(d) has eight exceptions; § 1798.145 has more, for requests of every kind.
EXCEPTIONS = (
    _purpose(
        "E1_TRANSACTION_WARRANTY_CONTRACT",
        gettext_noop(
            "we need it to finish what the person ordered, or for a warranty, a recall or a contract with them"
        ),
        civ("1798.105(d)(1)"),
    ),
    _purpose(
        "E2_SECURITY_INTEGRITY",
        gettext_noop("we need it to keep our systems and our customers safe"),
        civ("1798.105(d)(2)"),
    ),
    _purpose("E3_DEBUG", gettext_noop("we need it to find and mend errors in our service"), civ("1798.105(d)(3)")),
    _purpose(
        "E4_FREE_SPEECH_OR_OTHER_RIGHT",
        gettext_noop("it serves free speech, or another right that the law gives"),
        civ("1798.105(d)(4)"),
    ),
    _purpose(
        "E5_CALECPA",
        gettext_noop("the California Electronic Communications Privacy Act requires us to keep it"),
        civ("1798.105(d)(5)"),
        may_be_secret=True,
    ),
    _purpose(
        "E6_RESEARCH_WITH_CONSENT",
        gettext_noop("it is part of public research to which the person agreed, and which deleting it would spoil"),
        civ("1798.105(d)(6)"),
    ),
    _purpose(
        "E7_EXPECTED_INTERNAL_USE",
        gettext_noop("we use it only inside our business, as the person would expect from their dealings with us"),
        civ("1798.105(d)(7)"),
    ),
    _purpose("E8_LEGAL_OBLIGATION", gettext_noop("the law requires us to keep it"), civ("1798.105(d)(8)")),
)
SHARED = (
    _purpose(
        "X_LAW_OR_COURT",
        gettext_noop("a law, a court order or a subpoena requires us to keep it"),
        civ("1798.145(a)(1)(A)"),
        may_be_secret=True,
    ),
    Ground(
        "X_LE_HOLD",
        gettext_noop("a law enforcement agency with an open case directed us not to delete it"),
        civ("1798.145(a)(1)(B)"),
        Keeping.HOLD,
        days=HOLD_DAYS,
        may_be_secret=True,
    ),
    _purpose("X_LEGAL_CLAIMS", gettext_noop("we need it to make or answer a legal claim"), civ("1798.145(a)(1)(E)")),
    _outside(
        "X_GLBA",
        gettext_noop("a law on financial privacy (Gramm-Leach-Bliley) governs it in place of this one"),
        civ("1798.145(e)"),
    ),
    _outside(
        "X_FCRA",
        gettext_noop("the Fair Credit Reporting Act governs it in place of this law"),
        civ("1798.145(d)"),
    ),
    _outside(
        "X_HIPAA_CMIA",
        gettext_noop("a law on medical privacy (HIPAA or CMIA) governs it in place of this one"),
        civ("1798.145(c)"),
    ),
    _outside(
        "X_DPPA",
        gettext_noop("the Driver's Privacy Protection Act governs it in place of this law"),
        civ("1798.145(f)"),
    ),
    _outside("X_HOUSEHOLD", gettext_noop("it is about a household, not about one person"), civ("1798.145(p)")),
    _outside(
        "X_STUDENT_GRADES",
        gettext_noop("it is grades, scores or test results that we hold for a school"),
        civ("1798.145(q)(1)"),
    ),
    _outside(
        "X_YEARBOOK",
        gettext_noop("it is in a school yearbook that was agreed to and made"),
        civ("1798.145(r)"),
    ),
    _outside(
        "X_OTHER_PERSON",
        gettext_noop("it belongs to another person, or we keep it for one"),
        civ("1798.145(k)"),
    ),
    _outside(
        "X_NOT_COLLECTED_FROM_CONSUMER", gettext_noop("we did not collect it from the person"), civ("1798.105(a)")
    ),
    _outside(
        "X_DEIDENTIFIED",
        gettext_noop("nothing in it tells any more who the person is"),
        ccr("7060(g)"),
    ),
)
# Not a ground of ours: the person chose a part, and this was not in it.
NOT_ASKED = Ground("NOT_ASKED", gettext_noop("the request does not ask for this part"), PORTIONS, Keeping.NOT_ASKED)
GROUNDS = (*EXCEPTIONS, *SHARED, NOT_ASKED)

GRANTS = (
    Ending(
        "DELETE_COMPLETED",
        gettext_noop("Delete what was collected from the person"),
        gettext_noop(
            "Each step says what was found there and deletes it, but where an exception is chosen. Service providers "
            "stand in the register of systems. Who bought it from us, or got it shared, is told, or the letter says "
            "why not."
        ),
        ccr("7022(b)"),
    ),
    Ending(
        "DELETE_PARTIAL",
        gettext_noop("Deleted in part; the rest is kept under an exception"),
        gettext_noop("It follows from the steps."),
        ccr("7022(f)"),
    ),
    Ending(
        "DELETE_DENIED",
        gettext_noop("All of it is kept under an exception"),
        gettext_noop("It follows from the steps."),
        ccr("7022(f)"),
    ),
    Ending(
        "DELETE_NOTHING_HELD",
        gettext_noop("Nothing is held about the person"),
        gettext_noop("It follows from the steps: every system was looked at."),
        ccr("7022(b)"),
    ),
)


def _no(
    code: str, words: str, advice: str, section: str, *, needs_reason: bool = False, by_record: bool = False
) -> Ending:
    citation = civ(section) if section.startswith("1798") else ccr(section)
    return Ending(code, words, advice, citation, is_decline=True, needs_reason=needs_reason, by_record=by_record)


NOT_VERIFIED = _no(
    "N_NOT_VERIFIED",
    gettext_noop("We could not verify who asks"),
    gettext_noop("Too little matched, and asking again did not help. Never ask for more than the set-up allows."),
    "7022(a)",
    by_record=True,
)
NOT_CONFIRMED = _no(
    "N_NOT_CONFIRMED",
    gettext_noop("The request was not confirmed in its second step"),
    gettext_noop("The machine says so when the last day passes. The letter tells how to try again."),
    "7020(e)",
)
AGENT_NO_PROOF = _no(
    "N_AGENT_NO_PROOF",
    gettext_noop("The agent gave no signed permission, or it could not be confirmed"),
    gettext_noop("A power of attorney needs no other proof. The agent hears only that it could not be confirmed."),
    "7063(a)",
    by_record=True,
)
# § 7061(b): an account that looks stolen is not acted on until its holder is verified further; if never, this ends it.
IN_DOUBT = _no(
    "N_SUSPECTED_FRAUD_ACCOUNT",
    gettext_noop("The account may be in wrong hands, and nobody proved otherwise"),
    gettext_noop(
        "Ask for proof first: a request from an account in doubt waits until its holder is verified further."
    ),
    "7061(b)",
)
NO_ACTION = _no(
    "N_NO_ACTION",
    gettext_noop("We take no action, for a reason of its own"),
    gettext_noop("For what no other reason covers. Write the reasons, and any way to appeal inside the business."),
    "1798.145(h)(2)",
    needs_reason=True,
)
DEFECTIVE = _no(
    "N_DEFECTIVE",
    gettext_noop("Something is missing: tell how to mend it"),
    gettext_noop("Write what is missing and how to give it. Or treat the request as proper."),
    "7020(e)",
    needs_reason=True,
)
# A part was done before the decision was taken back: the answer tells it, and gives the detailed basis of the rest.
STOPPED = _no(
    "N_STOPPED",
    gettext_noop("Stop: a part is done, and no more of it"),
    gettext_noop(
        "Once something was done, no letter may say that nothing was. This one says what was done, and in your words "
        "why no more is. Or approve again, and the rest is done."
    ),
    "7022(f)",
    needs_reason=True,
)
DECLINES = (
    NOT_VERIFIED,
    NOT_CONFIRMED,
    _no(
        "N_NO_METHOD",
        gettext_noop("There is no reasonable way to verify who asks"),
        gettext_noop(
            "Write why there is none. The law has the business look each year whether there is one now, and write "
            "that down."
        ),
        "7062(g)",
        needs_reason=True,
    ),
    _no(
        "N_NOT_CA_CONSUMER",
        gettext_noop("Not about a person who lives in California"),
        gettext_noop(
            "The request says so, or we were told so since. A person who is away for a time still lives in California."
        ),
        "1798.140(i)",
        by_record=True,
    ),
    AGENT_NO_PROOF,
    IN_DOUBT,
    _no(
        "N_EXCESSIVE",
        gettext_noop("Refused: manifestly unfounded or excessive"),
        gettext_noop("The business must be able to show it. Write why, in particular how often the person asked."),
        "1798.145(h)(3)",
        needs_reason=True,
    ),
    _no(
        "N_EXCESSIVE_FEE",
        gettext_noop("Excessive: done for a reasonable fee"),
        gettext_noop("Write why it is excessive, the fee, and how the fee follows from the cost of the work."),
        "1798.145(h)(3)",
        needs_reason=True,
    ),
    NO_ACTION,
    DEFECTIVE,
    _no(
        "N_WRONG_DOOR",
        gettext_noop("It came another way: tell how to send it"),
        gettext_noop("The letter lists every way in. Or treat the request as proper."),
        "7020(e)",
    ),
    _no(
        "N_NOT_A_BUSINESS",
        gettext_noop("We are not a business under this law"),
        gettext_noop("Only while the set-up says so."),
        "1798.140(d)",
        by_record=True,
    ),
    _no(
        "N_SERVICE_PROVIDER",
        gettext_noop("We hold it only for another business"),
        gettext_noop("Our contract shows it. We pass no judgment: the person asks the business that we serve."),
        "1798.105(c)(3)",
    ),
    STOPPED,
)
ENDINGS = (*GRANTS, *DECLINES)
