"""Who asks: the proof of a case as the desk shows it, and what staff record of it. Of points only names are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import agents, verification
from dsr.clock import PACIFIC, now
from dsr.journal import Actor, EntryName
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.law.citations import ccr
from dsr.law.verification import POINTS, Level, Proof
from dsr.lifecycle import State, Transition
from dsr.models import Case, Entry, Secret, Verification
from dsr.models.verification import VerificationState
from dsr.verification import is_account_doubted
from portal.staff.case.action import Action, SeenForm
from portal.staff.wording import proof as proof_words
from portal.web.field_choices import offer


@dataclass(frozen=True)
class Need:
    """One thing to give, and whether it was given."""

    words: str
    is_given: bool


@dataclass(frozen=True)
class Panel:
    """The proof of a case. `carrier` is the other case of the same form whose proof serves this one."""

    level: str
    law: str
    is_asked: bool
    is_proved: bool
    is_disowned: bool
    is_account: bool  # it came signed in at the business's own site, and that still counts
    is_doubted: bool  # it came signed in, and that counts no more
    law_of_doubt: str
    verified_level: str
    needs: list[Need]
    matched: list[str]
    offered: list[str]
    state: str
    tone: str
    letters: int
    link_ends_on: date | None
    ends_on: date | None
    answered_on: date | None  # too little was proved: without a person the machine answers on this day
    carrier: Case | None


def panel(case: Case, kind: Kind, entries: Iterable[Entry]) -> Panel | None:
    """What is asked, given and missing; None for a kind that asks for no proof."""
    if kind.proof is None:
        return None
    row = verification.proof_of(case)
    is_waiting = row is not None and row.state == VerificationState.OPEN and case.state == State.VERIFYING
    state, tone = _state(case, row)
    return Panel(
        level=proof_words.level(row.level if row else kind.proof_bounds.least.value),
        law=str(kind.proof_bounds.citation),
        is_asked=row is not None,
        is_proved=case.verified_at is not None,
        is_disowned=_is_disowned(entries),
        is_account=case.verified_level == Level.ACCOUNT,
        is_doubted=is_account_doubted(case),
        law_of_doubt=str(ccr("7061(b)")),
        verified_level=proof_words.level(case.verified_level) if case.verified_at and case.verified_level else "",
        needs=[_need(row, Proof(word)) for word in row.needs] if row else [],
        matched=proof_words.points(row.points_matched) if row else [],
        offered=proof_words.points(row.points_offered) if row else [],
        state=state,
        tone=tone,
        letters=row.letters if row else 0,
        link_ends_on=_link_ends_on(row) if row and is_waiting else None,
        ends_on=row.ends_on if row and is_waiting else None,
        answered_on=row.ends_on if row and _waits_for_us(case, row) else None,
        carrier=row.case if row and row.case_id != case.pk else None,
    )


def level_of(case: Case) -> Level:
    """The level that this case takes; the least of its kind while none is asked."""
    row = verification.proof_of(case)
    return Level(row.level) if row else base.get(case.kind).proof_bounds.least


def _state(case: Case, row: Verification | None) -> tuple[str, str]:
    if case.verified_at is not None:
        return _("proved"), "good"
    if row is None:
        return _("not asked yet"), ""
    tones = {VerificationState.SHORT: "warn", VerificationState.ENDED: "late"}
    state = VerificationState(row.state)
    return str(state.label), tones.get(state, "")


def _waits_for_us(case: Case, row: Verification) -> bool:
    return row.state == VerificationState.SHORT and case.state == State.REVIEW and case.verified_at is None


def _is_disowned(entries: Iterable[Entry]) -> bool:
    """True when the owner of the address said that the request is not theirs, and proof was not asked for since."""
    asked = {EntryName.DISOWNED, Transition.ASK_PROOF, Transition.VERIFY}
    told = [entry.name for entry in entries if entry.name in asked]
    return bool(told) and told[-1] == EntryName.DISOWNED


def _need(row: Verification, proof: Proof) -> Need:
    words = proof_words.need(proof)
    wanted = Level(row.level).points
    if proof is Proof.POINTS and wanted:
        found = min(len(row.points_matched), wanted)
        words = _("%(words)s: %(found)d of %(wanted)d") % {"words": words, "found": found, "wanted": wanted}
        return Need(words, found >= wanted)
    return Need(words, proof.value in row.given)


def _link_ends_on(row: Verification) -> date | None:
    """The last day of the newest link that still opens something."""
    live = Secret.objects.filter(
        purpose=verification.FOR_PROOF, target=row.case_id, used_at=None, ended_at=None, expires_at__gt=now()
    )
    newest = live.order_by("-expires_at").first()
    return newest.expires_at.astimezone(PACIFIC).date() if newest else None


class ProofForm(SeenForm):
    """What staff saw themselves, such as papers at the counter. The values are not asked for: only their names."""

    points = forms.MultipleChoiceField(
        label=gettext_lazy("Which of these did you compare, and they matched?"),
        required=False,
        choices=[(point.name, gettext_lazy(point.words)) for point in POINTS],
        widget=forms.CheckboxSelectMultiple,
    )
    is_declared = forms.BooleanField(
        label=gettext_lazy("I have the declaration, signed under penalty of perjury"), required=False
    )
    note = forms.CharField(
        label=gettext_lazy("What you saw, and how"),
        help_text=gettext_lazy("Never copy numbers of identity papers."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what you saw, and how.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        level = level_of(case)
        if not level.points:
            del self.fields["points"]
        if level is not Level.HIGH:
            del self.fields["is_declared"]


class AskAgainForm(SeenForm):
    reason = forms.CharField(
        label=gettext_lazy("Why you ask again (for the record)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ParenthoodForm(SeenForm):
    """How a requester showed to be the parent. No paper is uploaded, and no copy is kept."""

    method = forms.ChoiceField(
        label=gettext_lazy("How was it shown?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it was shown.")},
    )
    is_paper_deleted = forms.BooleanField(label=gettext_lazy("The copy of the ID is deleted"), required=False)
    note = forms.CharField(
        label=gettext_lazy("What you saw, and how"),
        help_text=gettext_lazy("Never copy numbers of identity papers or cards."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what you saw, and how.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        entitlement = base.get(case.kind).entitlement
        offer(self, "method", [(way.value, way.label) for way in entitlement.methods] if entitlement else [])


def _record_proof(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return verification.record_proof(
        case.pk,
        actor,
        seen=values["seen"],
        points=values.get("points", []),
        note=values["note"],
        is_declared=values.get("is_declared", False),
    )


def _ask_again(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return verification.ask_proof_again(case.pk, actor, seen=values["seen"], reason=values["reason"])


def _record_shown(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return agents.record_parenthood(
        case.pk,
        actor,
        seen=values["seen"],
        method=values["method"],
        is_paper_deleted=values["is_paper_deleted"],
        note=values["note"],
    )


ACTIONS = (
    Action("record-proof", ProofForm, _record_proof, gettext_lazy("The proof is recorded."), Transition.VERIFY),
    Action(
        "ask-again",
        AskAgainForm,
        _ask_again,
        gettext_lazy("The letter that asks again, with a new link, is written."),
        Transition.ASK_PROOF,
    ),
    Action(
        "record-shown", ParenthoodForm, _record_shown, gettext_lazy("Recorded: letters may now tell what was held.")
    ),
)
