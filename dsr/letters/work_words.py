"""What letters say of the work: done, kept and why, not held; and the ways on: a form, a link, an offer to opt out."""

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from dsr import corrections, disclosures, journal, parties, recipients, steps, suppression
from dsr.formats import public_urls, references
from dsr.kinds import base
from dsr.kinds.base import Kind, Outcome
from dsr.law import third_party_notices as law
from dsr.letters import step_words
from dsr.letters.word_parts import WordPart, gather_words, one_word
from dsr.models import Case, Item, Step
from dsr.models.case_surroundings import may_have
from dsr.models.compiled_query import CompiledQuery


def words_of_work(case: Case, sealed: Mapping[str, Any], wanted: Set[str] | None = None) -> dict[str, Any]:
    """The words of letters that tell what was done in systems, and, of any kind, how to go on.

    `wanted`: only the parts that have one of these words; all when it is None.
    """
    return gather_words(_PARTS, case, base.get(case.kind), sealed, wanted)


_STEPS = CompiledQuery(
    lambda case_id, action: Step.objects.filter(case=case_id, action=action).select_related("system", "case"), int, str
)


def _systems(case: Case, kind: Kind, sealed: Mapping[str, Any]) -> dict[str, Any]:
    """What was done, kept or not held; empty for a kind that does nothing in systems."""
    if kind.work is None:
        return {}
    first = deciding(case)
    rows = _STEPS.all(first.pk, kind.work.action)
    prefetch_related_objects(rows, "directions")
    known = sealed if first.pk == case.pk else parties.sealed_values(first)
    return step_words.work_lists(first, kind, rows, known)


def _of_notices(gather: Callable[[Case], Any], nobody: Any) -> Callable[[Case, Kind, Mapping[str, Any]], Any]:
    """Of the case that was decided; `nobody` for a kind that tells no company."""

    def gathered(case: Case, kind: Kind, _sealed: Mapping[str, Any]) -> Any:
        return nobody if kind.work is None or kind.notices is None else gather(deciding(case))

    return gathered


def _why_not_told(case: Case, kind: Kind, sealed: Mapping[str, Any]) -> str:
    if kind.work is None or kind.notices is None:
        return ""
    return reasons_not_notified(deciding(case), reason(case, sealed, "not-told-reason"))


def reasons_not_notified(case: Case, typed: str) -> str:
    """Why recipients are not told: each that staff gave a reason for, and what was typed at the decision."""
    rows = recipients.recipients_not_notified(case)
    sealed = parties.sealed_values(case) if rows else {}
    grounds = {ground.code: ground for ground in law.NOT_TOLD}
    lines = []
    for row in rows:
        if ground := grounds.get(row.reason):
            said = {"name": row.name, "why": _(ground.words), "law": ground.citation}
            said["facts"] = sealed.get(f"not-told:{row.pk}", "")
            lines.append(_("%(name)s: %(why)s (%(law)s). %(facts)s") % said)
    return "\n".join([*lines, typed] if typed else lines)


def _items(case: Case, kind: Kind, sealed: Mapping[str, Any]) -> dict[str, Any]:
    """The items of a correction by what was decided, and the pages that follow from it."""
    if kind.items is None:
        return {}
    first = deciding(case)
    return item_words(
        first, corrections.items_of(first), sealed if first.pk == case.pk else parties.sealed_values(first)
    )


def item_words(case: Case, decided: list[Item], sealed: Mapping[str, Any]) -> dict[str, Any]:
    """The same for items that a draft takes as decided."""
    kind = base.get(case.kind)
    found = corrections.item_lists(kind, decided, sealed)
    instead = kind.item_rules.offers_instead
    may_delete = base.get(instead).is_offered(case.business)
    return {
        **found,
        # § 7023(f)(4): what is not corrected may be deleted, where it can be.
        "delete_link": public_urls.ask(instead, _slug(case)) if found["denied_list"] and may_delete else "",
        "statement_link": public_urls.statement(corrections.response_link_token(case))
        if corrections.items_inviting_statement(decided)
        else "",
        "check_link": public_urls.check(corrections.response_link_token(case)) if found["corrected_list"] else "",
    }


def letter_lacks_reason(case: Case, letter: str) -> bool:
    """True when this letter must say who was told of a deletion, and neither a record nor a reason says it."""
    if not recipients.must_name_recipients(case, letter):
        return False
    return recipients.lacks_reason_not_notified(
        case, letter, reason(case, parties.sealed_values(case), "not-told-reason")
    )


def opened(case: Case) -> list[str]:
    """The requests that were opened from this one, a line each: what, its reference, and by when we respond."""
    found = []
    for other in Case.objects.filter(opened_by=case).order_by("pk") if may_have(case, "opened") else ():
        said = {"title": base.get(other.kind).title, "reference": references.spell(other.reference)}
        found.append(_("%(title)s: %(reference)s") % said)
    return found


def response_name(first: Case, case: Case, outcome: Outcome) -> str:
    """The letter that answers this case's requester, by the decision on `first`: itself, or what it was joined to.

    Of what was kept and is done after all, they hear in short.
    """
    work = base.get(case.kind).work
    usual = outcome.letter_to(case)
    is_short = work is not None and usual == outcome.letter and journal.is_finishing(first)
    return work.finished if work and is_short and work.finished else usual


def deciding(case: Case) -> Case:
    """The case whose decision and work answer this one: itself, or the first of those it was joined to."""
    while case.joined_to is not None:
        case = case.joined_to
    return case


def reason(case: Case, sealed: Mapping[str, Any], name: str) -> str:
    """What the person who decided wrote for the letter, sealed in the case that was decided."""
    first = deciding(case)
    if first.pk == case.pk:
        return str(sealed.get(name, ""))
    return str(parties.sealed_values(first).get(name, ""))


def _slug(case: Case) -> str:
    return "" if case.brand.is_front else case.brand.slug


def _companion(case: Case, kind: Kind) -> dict[str, str]:
    """The request that the same form opened, or was opened by, and what was asked with it; both are proved at once."""
    if kind.proof is None:
        return {}
    others = [case.opened_by] if case.opened_by else []
    others += Case.objects.filter(opened_by=case).order_by("pk")
    # What needs no proof was not made by the same form; it has letters of its own.
    proved = [other for other in others if base.get(other.kind).proof is not None]
    told = [other for other in proved if kind.tells_of(other.kind)]
    if not told:
        unopened = "yes" if kind.asks_for_companion(case.answers) else ""
        return {"companion": "", "companion_deletes": "", "delete_unopened": unopened}
    return {
        "companion": references.spell(told[0].reference),
        "companion_deletes": references.spell(told[0].reference) if _deletes(base.get(told[0].kind)) else "",
        "companion_part": part_asked(told[0]),
        "companion_implied": "yes" if is_implied(case, told[0]) else "",
    }


def _deletes(kind: Kind) -> bool:
    """What a kind does in systems, and does not correct, deletes."""
    return kind.work is not None and kind.items is None


def is_implied(case: Case, other: Case) -> bool:
    """Whether `other` came with the case though nobody asked for it in words: neither says how much it is about."""
    return base.get(case.kind).implies(other.kind, case.answers) and not other.answers.get("extent")


def part_asked(case: Case) -> str:
    """The part that was asked for, in words; empty where it is not said to be a part."""
    if case.answers.get("extent") != "some" and not case.answers.get("portions"):
        return ""
    return "; ".join(str(words) for words in steps.chosen_portion_words(case)) or _("only some of it")


def _ways(case: Case, kind: Kind) -> list[str]:
    """Every way to send such a request."""
    business = case.business
    found = []
    if kind.is_offered(business):
        found.append(_("Online: %(link)s") % {"link": public_urls.ask(kind.code, _slug(case))})
    if business.phone_offered and business.toll_free_phone:
        found.append(_("Toll-free phone: %(number)s") % {"number": business.toll_free_phone})
    found.append(_("Email: %(email)s") % {"email": business.contact_email})
    found.append(_("Paper mail: %(address)s") % {"address": ", ".join(_lines(business.name, business.postal_address))})
    return found


def _lines(*texts: str) -> Iterable[str]:
    return (line.strip() for text in texts for line in text.splitlines() if line.strip())


def _opt_out_offer(case: Case, kind: Kind, sealed: Mapping[str, Any]) -> str:
    """The link to opt out, Cal. Code Regs. tit. 11, § 7022(g): of who sells or shares, unless opted out already."""
    offered = kind.letters.offers_on_refusal or kind.letters.offers_on_list
    if not (offered and disclosures.sells_or_shares(case.business)):
        return ""
    subject, requester = sealed.get("subject", {}), sealed.get("requester", {})
    own = {} if case.is_for_another else requester
    if suppression.is_opted_out(case.business_id, {**own, **{name: told for name, told in subject.items() if told}}):
        return ""
    return public_urls.ask(offered, _slug(case))


_PARTS = (
    WordPart(step_words.WORK_WORDS, _systems),
    WordPart(
        step_words.FINISHED_WORDS,
        lambda case, kind, _sealed: step_words.finished_words(kind, deciding(case)) if kind.work else {},
    ),
    WordPart(frozenset({*corrections.ITEM_LISTS, "delete_link", "statement_link", "check_link"}), _items),
    one_word("told_already_list", _of_notices(lambda case: list(steps.effects_of(case).told), [])),
    one_word(
        recipients.NOTIFIED_LIST_WORD, _of_notices(lambda case: list(recipients.all_notified(case).values()), [])
    ),
    one_word("provider_list", _of_notices(lambda case: list(recipients.notified_providers(case)), [])),
    one_word("not_told_reason", _why_not_told),
    one_word("portions", lambda case, _kind, _sealed: "; ".join(map(str, steps.chosen_portion_words(case)))),
    one_word("part_asked", lambda case, _kind, _sealed: part_asked(case)),
    WordPart(
        frozenset({"companion", "companion_deletes", "delete_unopened", "companion_part", "companion_implied"}),
        lambda case, kind, _sealed: _companion(case, kind),
    ),
    one_word("ask_link", lambda case, kind, _sealed: public_urls.ask(kind.code, _slug(case))),
    one_word("ways", lambda case, kind, _sealed: _ways(case, kind)),
    one_word(
        "toll_free_phone",
        lambda case, _kind, _sealed: case.business.toll_free_phone if case.business.phone_offered else "",
    ),
    one_word("opt_out_offer", _opt_out_offer),
)
