"""Which facts of a request its letters do not carry: read from the letters themselves, as they were written."""

from django.utils.translation import gettext_lazy as _

from dsr import journal, letters, parties, sealing
from dsr.formats import spellings
from dsr.formats.references import ALPHABET
from dsr.journal import EntryName
from dsr.models import Case, Entry, Letter, Message
from dsr.models.message import About, Settled

OWN_CODE = "code"
# By the name of a fact: how a page asks for it.
ASKED_AS = {
    OWN_CODE: _("The code that we showed you after you sent your request"),
    "phone": _("The phone number in your request"),
    "postal": _("The mailing address in your request"),
    "account": _("The account name in your request"),
    "customer": _("The customer number in your request"),
    "order": _("The order or invoice number in your request"),
    "zip": _("The ZIP code in your request"),
    "name": _("Your full name, as you wrote it in your request"),
}
_CODE_LENGTH = 8


def own_code(case: Case) -> str:
    """The code that the page after the form shows, and nothing else ever does: one for all that came with the form.

    Raises Forgotten.
    """
    while case.opened_by is not None:
        case = case.opened_by
    digest = sealing.keyed_digest(case, "own-code")
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:_CODE_LENGTH])


def facts_of(case: Case) -> dict[str, str]:
    """Every fact of the request that may be asked, by name, as it was written."""
    sealed = parties.sealed_values(case)
    own = [sealed.get("requester") or {}, *([] if case.is_for_another else [sealed.get("subject") or {}])]
    typed = _points_of_form(case, sealed.get("points") or {})
    found = {OWN_CODE: own_code(case)} if case.submission and _is_by_form(case) else {}
    for name in ASKED_AS:
        value = next((party[name] for party in (*own, typed) if party.get(name)), "")
        if value and name != OWN_CODE:
            found[name] = str(value)
    return found


def _points_of_form(case: Case, held: dict[str, str]) -> dict[str, str]:
    """Of the points that are held, those that came with the request itself.

    What was typed later, behind a link or on the page, is known to whoever typed it: it proves nothing of the request.
    """
    if not held:
        return {}
    given = Entry.objects.filter(case=case, name=EntryName.PROOF_GIVEN)
    if any(journal.facts_of(entry).get("points") for entry in given):
        return {}  # they took the place of all that stood there
    used = Message.objects.filter(about=About.FACT, settled=Settled.USED, case__in=[case, *case.opened.all()])
    later = set(used.values_list("point", flat=True))
    return {name: value for name, value in held.items() if name not in later}


def _is_by_form(case: Case) -> bool:
    """It was sent by who saw the page after the form, and that first request is kept still."""
    while case.opened_by is not None:
        case = case.opened_by
    return bool(case.data_key) and case.entries.filter(number=1, account=None).exists()


def askable_facts(case: Case) -> tuple[str, ...]:
    """Those that no letter of the request carries, and none of what came with it, in the order of ASKED_AS.

    A name is known to whoever reads somebody's mail. It counts only while nobody showed that they do: then the letters
    may lie with a stranger, who knows no name. Empty for what is forgotten.
    """
    if not case.data_key:
        return ()
    carried = _words_of_letters([case, *parties.cases_received_together(case)])
    return tuple(
        name
        for name, value in facts_of(case).items()
        if spelled(name, value) not in carried and not (name == "name" and is_address_proved(case))
    )


def is_address_proved(case: Case) -> bool:
    """Whether who asks showed that they read what goes to the address on file."""
    row = getattr(case, "verification", None) or getattr(case.opened_by, "verification", None)
    return case.verified_at is not None or (row is not None and "email" in row.given)


def spelled(name: str, value: str) -> str:
    """One spelling, however it was typed: letters and digits alone."""
    plain = "".join(one for one in spellings.for_deed(name, value) if one.isalnum()).upper()
    return plain.translate(_ALIKE) if name == OWN_CODE else plain


_ALIKE = str.maketrans({"0": "Q", "O": "Q", "1": "T", "I": "T", "L": "T"})  # none of the first stands in a code


def _words_of_letters(cases: list[Case]) -> str:
    """All that the letters of these carry, in the same spelling."""
    rows = Letter.objects.filter(case__in=cases).select_related("case")
    texts = (letters.body_of(letter) for letter in rows if letters.keeps_words(letter))
    said = " ".join(f"{body['to']} {body['subject']} {body['text']}" for body in texts)
    return "".join(one for one in said.casefold().upper() if one.isalnum())
