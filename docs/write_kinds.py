"""Write docs/kinds.md from what the kinds declare. Run by `python docs/write_kinds.py`; a house test keeps it true."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "kinds.md"
_HEAD = """# Kinds of requests

Written by `python docs/write_kinds.py` from `dsr/kinds/` and `dsr/law/`: change those, not this page.

Dates are counted in California. *Work to* is the earliest defensible reading, *at the latest* the roll over weekends
and holidays of the courts, for counsel only.
"""
_RECEIVED = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
# What the business sets where no statute counts days: REASONABLE_PERIOD_DAYS as it comes.
_REASONABLE_DAYS = 30


def page() -> str:
    """The whole page."""
    from dsr.kinds import base  # Django is set up by then

    return "\n".join([_HEAD, *(line for kind in base.every() for line in _kind(kind))]).rstrip() + "\n"


def _kind(kind) -> Iterator[str]:
    yield f"## {kind.title}\n"
    yield f"`{kind.code}`: {kind.summary}\n"
    yield f"Law: {'; '.join(map(str, kind.law))}.\n"
    for title, lines in (
        ("What is asked", _asked(kind)),
        ("What may not be asked", _not_asked(kind)),
        ("Proof", _proof(kind)),
        ("When an agent asks", _agents(kind)),
        ("Clocks", _clocks(kind)),
        ("What it does", _does(kind)),
        ("Outcomes", _outcomes(kind)),
        ("Exceptions under which data may be kept", _keeps(kind)),
        ("Letters", _letters(kind)),
    ):
        rows = list(lines)
        if rows:
            yield f"### {title}\n"
            yield from rows
            yield ""


def _asked(kind) -> Iterator[str]:
    for question in kind.questions:
        notes = [] if question.is_required else ["may be left empty"]
        if question.only_if:
            conditions = (one for one in (question.only_if, question.and_if) if one)
            notes.append(f"only if {' and '.join(f'`{name}` is `{value}`' for name, value in conditions)}")
        choices = "; ".join(str(choice.label) for choice in question.choices)
        tail = f" ({', '.join(notes)})" if notes else ""
        yield f"- {question.label}{tail}{': ' + choices if choices else ''}"
    if kind.page.own_address:
        yield f"- On its own page, `{kind.page.own_address}`."


def _not_asked(kind) -> Iterator[str]:
    from dsr.law.citations import ccr, civ
    from dsr.law.verification import FORBIDDEN_POINTS

    if kind.proof is None:
        yield f"- Any proof of who asks ({kind.proof_bounds.citation})."
    else:
        forbidden = ", ".join(sorted(FORBIDDEN_POINTS))
        yield f"- To prove who asks: {forbidden} ({ccr('7060(c)(2)')})."
        yield f"- A new account, or a fee ({civ('1798.130(a)(2)(A)')})."
    yield "- Anything that is not listed above; a business adds nothing but points to match, within the bounds below."


def _agents(kind) -> Iterator[str]:
    agents = kind.agents.law
    if kind.agents.covering:
        yield "- Many people of one agent are entered as a bundle, with one covering letter."
    elif kind.agents.entered_alone:
        yield f"- Requests of one agent for many people are entered one by one: {kind.agents.entered_alone}"
    if not agents.may_ask_permission:
        return
    asked = "; ".join(one.label for one in agents.allowed)
    yield f"- Of the agent: signed permission, shown or stated. Of the person, by rule: {asked} ({agents.citation})."
    if agents.may_ask_person:
        from dsr.law.agents import Authority

        yield f"- A power of attorney ends both ({Authority.ATTORNEY.citation}). A parent shows to be one, by a method"
        yield f"  that staff record ({Authority.PARENT.citation})."
    if kind.agents.not_permitted:
        yield f"- Not confirmed in time: `{kind.agents.not_permitted}`, in writing."


def _proof(kind) -> Iterator[str]:
    from dsr.formats.law_numbers import law_text_now

    bounds, proof = kind.proof_bounds, kind.proof
    if proof is None:
        yield f"- None ({bounds.citation})."
        yield from _shown(kind)
        return
    least, most = law_text_now(bounds.least.label), law_text_now(bounds.most.label)
    yield f"- At least: {least}. At most: {most} ({bounds.citation})."
    if bounds.is_two_step:
        yield "- What comes by our form is confirmed in a second step."
    yield from _shown(kind)
    if proof.not_verified:
        yield f"- Without proof in time: `{proof.not_verified}`, in writing."
    if proof.not_confirmed:
        yield f"- Where only the second step is missing: `{proof.not_confirmed}`, in writing."


def _shown(kind) -> Iterator[str]:
    if kind.entitlement:
        ways = "; ".join(str(way.label) for way in kind.entitlement.methods)
        yield f"- Letters tell what was held only after staff recorded one of these: {ways}."


def _clocks(kind) -> Iterator[str]:
    from dataclasses import replace

    from dsr.kinds.base import Receipt

    receipt = Receipt(_RECEIVED, True, _REASONABLE_DAYS, frozenset())
    elsewhere = replace(receipt, is_designated=False)
    named = [("Respond", kind.clocks.respond, receipt)]
    if kind.clocks.depends_on_address:
        named.append(("Respond, where it came to another address", kind.clocks.respond, elsewhere))
    named += [
        ("Confirm the receipt", kind.clocks.acknowledge, receipt),
        ("Extended once", kind.clocks.extend, receipt),
    ]
    for words, start, given in named:
        if start is not None:
            deadline = start(given)
            yield f"- **{words}** (`{deadline.clock}`). Received on March 10, 2026: work to {deadline.due_safe},"
            yield f"  at the latest {deadline.due_latest}."
            for segment in deadline.explanation:
                yield f"  - {str(segment).rstrip('.')} ({segment.citation})."


def _does(kind) -> Iterator[str]:
    if kind.work:
        yield f"- In the systems: `{kind.work.action}`."
    if kind.report:
        yield f"- Compiles the report `{kind.report.name}`."
    if kind.automatic_grant:
        yield "- Granted at once by the machine: the law leaves nothing to decide."
    if kind.automatic_grant and kind.automatic_grant.is_answered_on_page:
        yield "- The page is the answer; no letter is sent."
    if kind.suppression:
        purposes = ", ".join(f"`{use.purpose}`" for use in kind.suppression.uses({}))
        yield f"- Suppresses at receipt: {purposes}, or the part that was chosen."
    if kind.intake.may_embed_others:
        yield "- Staff open the requests that hide in its text, each with its own clock from the same receipt."
    if kind.intake.opens:
        yield "- May be received together with another kind, from what was answered."
    yield from _special(kind)
    if kind.intake.once_per_year:
        yield "- Once in a calendar year."
    if kind.intake.must_be_written:
        yield "- In writing or by email; a call may be answered by courtesy."


def _special(kind) -> Iterator[str]:
    if kind.intake.is_about_another:
        yield "- It is never about who writes: no address of theirs finds any data."
    if kind.erased_after_response:
        names = ", ".join(f"`{name}`" for name in kind.erased_after_response)
        yield f"- Once the response is out, the record keeps nothing of {names}."
    if kind.intake.takes_signal:
        yield "- A browser's signal of a known person counts as one."
    if kind.notices:
        yield f"- Told to service providers, and to recipients that a system confirms: `{kind.notices.instruction}`."
    if kind.notices and kind.notices.ledger_recipients and not kind.notices.ledger_recipients.since_receipt:
        yield "- Who got what was sold or shared is told: the response names who was, or says why others were not."
    if kind.letters.offers_on_refusal:
        yield f"- A denial offers `{kind.letters.offers_on_refusal}`, where the business sells or shares."


def _outcomes(kind) -> Iterator[str]:
    if kind.outcomes:
        yield "| code | is | law | letter |"
        yield "|---|---|---|---|"
    for outcome in kind.outcomes:
        words = f"{outcome.words}{' (a decline)' if outcome.is_decline else ''}"
        written = "with a written reason" if outcome.is_decline else "in the words of who answers"
        words += f" {written}" if outcome.needs_reason else ""
        letter = _named(outcome.letter) or "none: the page"
        letter += f"; else {_named(outcome.letter_unshown)}" if outcome.letter_unshown else ""
        yield f"| `{outcome.code}` | {words} | {outcome.citation} | {letter} |"


def _keeps(kind) -> Iterator[str]:
    if kind.keep_codes:
        yield "| code | because | what is promised | law |"
        yield "|---|---|---|---|"
    for keep in kind.keep_codes:
        yield f"| `{keep.code}` | {keep.words} | {_promised(keep)} | {keep.citation} |"


def _promised(keep) -> str:
    """What letters promise of data that is kept under it."""
    secret = "; untold only while an order on record forbids to tell" if keep.may_be_secret else ""
    if keep.keeping == "hold":
        return f"a hold of {keep.days} days from the direction, unless renewed{secret}"
    if keep.keeping == "purpose":
        return f"used for this alone, and looked at again on a day that is named{secret}"
    return "nothing: the right does not cover it" if keep.keeping == "outside" else "nothing"


def _letters(kind) -> Iterator[str]:
    names = [_named(letter.name) for letter in kind.letters.declared]
    if names:
        yield f"{', '.join(names)}: below `templates/letters/`, read as they are sent in `tests/letters/`."


def _named(letter: str) -> str:
    return f"`{letter}`" if letter else ""


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    import tests.environment  # noqa: F401  # settings enough to import the code; nothing is asked of a database

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
