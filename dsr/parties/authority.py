"""Reading who acts for whom in a case, what the person may be asked, and what stands against a grant until then."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from dsr.errors import BadInput
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.law.agents import BY_WEIGHT, Asks, Authority
from dsr.lifecycle import State
from dsr.models import AgentPermission, AgentRule, Attachment, Bundled, BundleDocument, Case
from dsr.models.agent_permission import AgentPermissionState
from dsr.models.attachment import Purpose
from dsr.models.case_surroundings import is_beside, may_have, one_beside, rows_ahead
from dsr.parties.page_documents import without_those_of_page

# While nothing is decided the person may still be heard.
UNDECIDED = frozenset({State.VERIFYING, State.REVIEW})
# The answer that lets a request go on, or the decision of staff to go on without one.
_ENOUGH = frozenset({AgentPermissionState.GIVEN, AgentPermissionState.SKIPPED})


def authority_carrier_of(case: Case) -> Case:
    """The case that carries the authority: the first of those that one form or message opened."""
    first = case.opened_by
    if first is not None and first.is_for_another and base.get(first.kind).agents.law.may_ask_person:
        return first
    return case


def cases_sharing_authority(carrier: Case) -> list[Case]:
    """The carrier and the cases opened with it that depend on the same authority."""
    if not may_have(carrier, "opened"):
        return [carrier]
    opened = Case.objects.filter(opened_by=carrier).select_related("business", "brand", "choice_mode").order_by("pk")
    return [carrier, *(one for one in opened if base.get(one.kind).agents.law.may_ask_person)]


def undecided_sharing_authority(carrier: Case) -> list[Case]:
    """Those of them that still wait for a decision."""
    return [one for one in cases_sharing_authority(carrier) if State(one.state) in UNDECIDED]


def permission_of(case: Case) -> AgentPermission | None:
    """What was done about the authority of this case; None while nothing was."""
    found: AgentPermission | None = one_beside(authority_carrier_of(case), "agent_permission")
    return found


def capacity_of(case: Case, row: AgentPermission | None = None) -> Authority | None:
    """As what the requester acts: as staff saw it, or as the request says; None when it leaves that open."""
    said = (row.authority if row else "") or str(case.answers.get("acts_as") or "")
    return Authority(said) if said in set(Authority) else None


def permission_rule_of(business_id: int, kind: Kind) -> Asks:
    """What the person is asked at this business for this kind; never more than the law allows."""
    rule = AgentRule.objects.filter(business_id=business_id, kind=kind.code).first()
    chosen = Asks(rule.asks) if rule and rule.asks in set(Asks) else Asks.NOTHING
    return chosen if chosen in kind.agents.law.allowed else Asks.NOTHING


def permission_asked_of(carrier: Case) -> Asks:
    """The weightiest of what the rules ask, of the requests that came together: the person is asked once for all."""
    wanted = {permission_rule_of(one.business_id, base.get(one.kind)) for one in cases_sharing_authority(carrier)}
    return max(wanted, key=BY_WEIGHT.index)


def may_ask_person(case: Case) -> bool:
    """True when the business asks the person, and neither a power of attorney nor parenthood rules it out."""
    if not case.is_for_another or not base.get(case.kind).agents.law.may_ask_person:
        return False
    carrier = authority_carrier_of(case)
    is_agent = capacity_of(carrier, permission_of(case)) in {None, Authority.AGENT}
    return is_agent and permission_asked_of(carrier) is not Asks.NOTHING


def may_record_permission(case: Case) -> bool:
    """True where what shows the authority can be recorded: where it may be asked for, and of each line of a bundle.

    Who sent for many may send the permissions without being asked: only then is the agent told an outcome.
    """
    if not case.is_for_another or State(case.state) not in UNDECIDED:
        return False
    return base.get(case.kind).agents.law.may_ask_person or one_beside(case, "bundled") is not None


def permission_documents(case: Case) -> list[Attachment]:
    """The permission documents of the case, of the one that carries its authority, and of its bundle."""
    carrier = authority_carrier_of(case)
    own = Q(case__in=[case.pk, carrier.pk])
    line: Bundled | None = one_beside(carrier, "bundled")
    known: list[Attachment] | None = rows_ahead(case, "attachments")
    if known is not None and carrier.pk == case.pk and (line is None or line.bundle.tells_end):
        return [one for one in known if one.purged_at is None and one.purpose == Purpose.PERMISSION]
    # Only an earlier release kept with the first what came for all; now what lies with the first is the first's alone.
    earlier = Q(case__bundled__bundle__tells_end=False, case__bundled__number=1)
    with_all = earlier & Q(case__bundled__bundle_id=line.bundle_id) if line else Q(pk=None)
    kept = Attachment.objects.kept().filter(own | with_all, purpose=Purpose.PERMISSION)
    return list(kept.select_related("case").order_by("pk"))


def is_permission_stated(case: Case) -> bool:
    """True when who acts states that they hold the permission."""
    return "yes" in (
        case.answers.get("permission_stated"),
        authority_carrier_of(case).answers.get("permission_stated"),
    )


def is_permission_on_record(case: Case) -> bool:
    """True when the permission itself is here: it came with the request, or staff saw it. Stated, it is not shown.

    Nor is it by a document on the page of the request, before a person at the desk recorded what they saw.
    """
    row = permission_of(case)
    is_seen = row is not None and row.shown_at is not None
    return is_seen or bool(without_those_of_page(permission_documents(case))) or permission_came_with_all(case)


def permission_came_with_all(case: Case) -> bool:
    """True when the permissions lie with the bundle, once for all of its people."""
    carrier = authority_carrier_of(case)
    known = is_beside(carrier, "permission_of_all")
    return (
        BundleDocument.objects.permissions().filter(bundle__lines__case=carrier).exists() if known is None else known
    )


def permission_wanted(case: Case) -> Authority | None:
    """As what somebody acts who must still show the permission, or state it; None where nobody must, or who did."""
    if not case.is_for_another or not base.get(case.kind).agents.law.may_ask_person:
        return None
    who = capacity_of(authority_carrier_of(case), permission_of(case)) or Authority.AGENT
    is_here = is_permission_on_record(case) or is_permission_stated(case)
    return None if is_here or who is Authority.PARENT else who


def lacking_authority(case: Case) -> str:
    """Why the request cannot be granted for want of authority, and what to do; empty when it can."""
    if not case.is_for_another or not base.get(case.kind).agents.law.may_ask_person:
        return ""
    row = permission_of(case)
    who = capacity_of(authority_carrier_of(case), row)
    is_shown = row is not None and row.shown_at is not None
    if who is Authority.PARENT:
        return "" if is_shown else _("Parenthood is not shown. Record how it was, or decline, in writing.")
    if permission_wanted(case) and permission_documents(case):
        return _("The permission came on the page of the request. Look at it, and record what you saw; or decline.")
    if permission_wanted(case):
        return _(
            "No permission is attached, stated or seen. Ask the agent for it and record it; or decline, in writing."
        )
    if not may_ask_person(case):
        return ""
    state = AgentPermissionState(row.state) if row else AgentPermissionState.NOT_ASKED
    return "" if state in _ENOUGH else _unanswered(state)


def _unanswered(state: AgentPermissionState) -> str:
    words = {
        AgentPermissionState.OPEN: _("A letter asks the person about the permission, and no answer came yet."),
        AgentPermissionState.DENIED: _("The person says that they gave no permission. Decline, in writing."),
        AgentPermissionState.SHORT: _(
            "What the person gave to prove who they are is too little. Ask again, or decline."
        ),
        AgentPermissionState.UNANSWERED: _(
            "The person did not answer. Ask again, go on without, or decline, in writing."
        ),
        AgentPermissionState.NO_ADDRESS: _("The person cannot be asked. Give an address, go on without, or decline."),
    }
    return words.get(
        state, _("Nobody asked the person about the permission yet. A letter does so once who asks is proved.")
    )


def agent_rule_faults(kind_code: str, asks: str) -> list[tuple[str, str]]:
    """(field, words) of everything that the law does not allow in a rule for agents."""
    try:
        kind = base.get(kind_code)
    except BadInput as error:
        return [("kind", str(error))]
    if asks in {one.value for one in kind.agents.law.allowed}:
        return []
    words = _("For “%(kind)s” the person may be asked: %(allowed)s (%(citation)s).") % {
        "kind": kind.title,
        "allowed": "; ".join(_(one.label) for one in kind.agents.law.allowed),
        "citation": kind.agents.law.citation or kind.proof_bounds.citation,
    }
    fined = [
        _("Businesses were fined for asking too much. %(matter)s: %(words)s.")
        % {"matter": matter, "words": _(matter.words)}
        for matter in kind.agents.law.matters
    ]
    return [("asks", " ".join([words, *fined]))]


def all_agent_rule_faults() -> Iterator[tuple[AgentRule, str]]:
    """Every rule for agents that the law does not allow, for `manage.py check`."""
    for rule in AgentRule.objects.select_related("business").order_by("pk"):
        for _field, words in agent_rule_faults(rule.kind, rule.asks):
            yield rule, words
