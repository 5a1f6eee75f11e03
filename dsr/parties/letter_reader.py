"""Who reads the letters of a case: who wrote, or, of one of many people, the person, until a permission is shown.

One letter for many shows nobody's permission, nor does one statement for all: what we say of a person goes to them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dsr.formats.addresses import lookalike
from dsr.kinds import base
from dsr.models import AgentPermission, Bundled, Case, Item, Letter
from dsr.models.agent_permission import AgentPermissionState
from dsr.models.case import Delivery
from dsr.models.case_surroundings import may_have, one_beside, rows_beside
from dsr.models.letter import MAY_HAVE_REACHED
from dsr.parties.authority import authority_carrier_of, is_permission_on_record, permission_of
from dsr.parties.sealed_parties import reply_to, sealed_values

# Sealed in the case: where the person is written to, where that is not the email address they use with the business.
PERSON_REPLY = "person-reply"
# Sealed in the case that carries the authority: where the person was asked about it, an address known to be theirs.
PERMISSION_TO = "permission-to"


@dataclass(frozen=True)
class Reader:
    """Name, email and postal address, and how it goes there. `is_person`: not who wrote, but whom it is about.

    Where nothing says how the person is reached, `is_known` is False, and there is nobody to write to.
    """

    party: Mapping[str, str]
    delivery: str
    is_person: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.delivery)

    @property
    def is_person_known(self) -> bool:
        """True where it is the person, at an address of theirs."""
        return self.is_person and self.is_known

    @property
    def place(self) -> str:
        """The email address, or the lines of the postal one; empty where neither is known."""
        return self.party.get("email" if self.delivery == Delivery.EMAIL else "postal", "")


def is_permission_shown(case: Case) -> bool:
    """True when the permission is here, attached or seen by staff, or the person said yes; never when they said no."""
    row = permission_of(case)
    return not is_permission_denied(row) and (is_permission_given(row) or is_permission_on_record(case))


def is_permission_given(row: AgentPermission | None) -> bool:
    """True when the person, asked at their own address, said that they gave it."""
    return row is not None and row.state == AgentPermissionState.GIVEN


def is_permission_denied(row: AgentPermission | None) -> bool:
    """True when the person said that they gave no permission: a paper shows nothing against that."""
    return row is not None and row.state == AgentPermissionState.DENIED


def deals_with_person(case: Case) -> bool:
    """True of one of many people of one letter, whose permission is not shown: we deal with that person directly."""
    return _line_of(case) is not None and not is_permission_shown(case)


def _line_of(case: Case) -> Bundled | None:
    if not case.is_for_another or not may_have(case, "bundle"):
        return None
    line: Bundled | None = one_beside(case, "bundled")
    return line


def reader_of(case: Case, sealed: Mapping[str, Any] | None = None) -> Reader:
    """Who reads what this case has to say now. Raises Forgotten when the parties are gone.

    `sealed`: what sealed_values() gave, where it was just read.
    """
    line = _line_of(case)
    if line is None or is_permission_shown(case):
        return writer_of(case, sealed)
    own = person_reader(case, sealed)
    if own.is_known:
        return own
    # Who was said to have no permission reads nothing of the person, whatever was decided before.
    is_decided = line.through_agent_at is not None and not is_permission_denied(permission_of(case))
    return writer_of(case, sealed) if is_decided else own


def person_reader(case: Case, sealed: Mapping[str, Any] | None = None) -> Reader:
    """Whom it is about, at an address of theirs, whoever reads our letters now. Raises Forgotten as reader_of()."""
    known = sealed_values(case) if sealed is None else sealed
    is_disputed = any(item.field == "email" for item in rows_beside(case, "items"))
    own = person_address(known, is_email_disputed=is_disputed)
    if not own:
        return Reader({}, "", is_person=True)
    name = str(known.get("subject", {}).get("name") or "")
    delivery = Delivery.EMAIL if "email" in own else Delivery.MAIL
    return Reader({"name": name, **own}, delivery.value, is_person=True)


def writer_of(case: Case, sealed: Mapping[str, Any] | None = None) -> Reader:
    """Who wrote, whomever it is about. Raises Forgotten when it is gone."""
    return Reader(reply_to(case, sealed), case.delivery)


def person_address(sealed: Mapping[str, Any], *, is_email_disputed: bool) -> dict[str, str]:
    """The person's own address: one that is kept for it, else where they were asked, else the email they use with us.

    The agent's is none.

    An address that the request says is wrong reaches nobody, or a stranger. Empty where none is known.
    """
    kept: dict[str, str] = dict(sealed.get(PERSON_REPLY) or {})
    if kept:
        return kept
    if asked_at := str(sealed.get(PERMISSION_TO) or ""):
        return {"email": asked_at}
    email = str(sealed.get("subject", {}).get("email") or "")
    is_own = bool(email) and not is_address_of_agent(sealed, email)
    return {"email": email} if is_own and not is_email_disputed else {}


def is_address_of_agent(sealed: Mapping[str, Any], email: str) -> bool:
    """Compared widely: mail to it may reach who wrote, so that it is not the person's own."""
    return lookalike(email) == lookalike(str(sealed.get("requester", {}).get("email") or ""))


def cases_disputing_email(case_ids: Iterable[int]) -> set[int]:
    """The cases that say that the email address is wrong."""
    return set(Item.objects.filter(case__in=case_ids, field="email").values_list("case_id", flat=True))


def letters_to_writer(kind: base.Kind) -> frozenset[str]:
    """The letters that say nothing of a person, but of what who wrote sent, showed, or is to show themselves."""
    agents, proof = kind.agents, kind.proof
    names = {agents.covering, agents.answered, agents.missing, base.letters.CORRECTED_OF_BUNDLE}
    # The page is theirs: the code that opens it, and that an answer to their message waits there.
    names |= {base.letters.PAGE_CODE.name, base.letters.MESSAGE_ANSWERED}
    names |= {kind.outcome(agents.not_permitted).letter} if agents.not_permitted else set()
    names |= {proof.fresh_link, proof.reminder} if proof is not None else set()
    return frozenset(names - {""})


def letters_about_nobody(kind: base.Kind) -> frozenset[str]:
    """Those that say the same whether or not the person is known: without another address they go to who wrote."""
    proof = kind.proof
    return frozenset({kind.outcome(proof.not_verified).letter} if proof is not None and proof.not_verified else ())


def has_written_to_person(case: Case) -> bool:
    """Whether a letter of this case reached whom it is about, or may have, where another wrote."""
    return Letter.objects.filter(case=case, to_person=True, state__in=MAY_HAVE_REACHED).exists()


def was_person_asked(case: Case) -> bool:
    """Whether a letter that asks about who acts for them reached the person, or may have."""
    carrier = authority_carrier_of(case)
    agents = base.get(carrier.kind).agents
    asking = {agents.permission, agents.permission_reminder} - {""}
    return Letter.objects.filter(case=carrier, name__in=asking, state__in=MAY_HAVE_REACHED).exists()
