"""Composing a letter: the words it declares, its three files, and paper where the person wants paper."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from django.template import Context
from django.template.engine import Engine
from django.utils import translation
from django.utils.translation import gettext as _

from dsr import disclosures, eligibility, parties
from dsr.clock import PACIFIC, today
from dsr.errors import MissingWord, NoReplyAddress
from dsr.formats import accent_color, public_urls, references
from dsr.formats.days import long_day
from dsr.formats.law_numbers import LAW_NUMBERS, law_numbers
from dsr.kinds import base
from dsr.letters import (
    asked_words,
    called_names,
    earlier_words,
    effect_words,
    last_day,
    page_links,
    paper,
    supplements,
    work_words,
)
from dsr.letters.word_parts import WordPart, gather_words, one_word
from dsr.models import Brand, Case, Compilation, DesignatedAddress, Letter
from dsr.models.case import Delivery
from dsr.models.designated_address import Medium


@dataclass(frozen=True)
class ComposedLetter:
    """A letter as it will be sent, not yet written to the outbox."""

    name: str
    language: str
    delivery: str
    to: str  # an email address, or the lines of a postal address
    subject: str
    text: str
    html: str
    paper: bytes | None = None
    compilation_id: int | None = None
    carries_link: bool = False  # to the page of the request, of whoever reads it
    to_person: bool = False  # not to who wrote for many, but to whom it is about, at their own address
    goes_with_id: int | None = None  # the letter of another request that says this, too, and is sent for both

    def body(self) -> dict[str, str]:
        return {"to": self.to, "subject": self.subject, "text": self.text, "html": self.html}


class OnPaper(str):
    """The lines of a postal address that nobody has answered from yet."""


def compose(
    case: Case,
    name: str,
    *,
    compilation: Compilation | None = None,
    extra: Mapping[str, Any] | None = None,
    to: str | parties.Reader = "",
    is_printed: bool = True,
) -> ComposedLetter:
    """The letter `name` of the case's kind, in the case's language, to whom it goes, or by email to `to`.

    An OnPaper in place of an email address is where nobody is known to live: no name stands on it, and no reference.
    `is_printed`: what goes on paper is made as a PDF, too. Raises MissingWord when a word is empty that may not be: it
    fails before it is written, not after it is sent.
    """
    if lacking := base.get(case.kind).letter(name).lacks(case):
        raise MissingWord(f"The letter {name} would state what is not on record: {lacking}")
    return compose_as_stated(case, name, compilation, extra, to, is_printed=is_printed)


def compose_as_stated(
    case: Case,
    name: str,
    compilation: Compilation | None,
    extra: Mapping[str, Any] | None,
    to: str | parties.Reader,
    *,
    is_printed: bool,
) -> ComposedLetter:
    """Whether or not all that it states is on record: for `compose`, which asks that first, and for a look."""
    declared = base.get(case.kind).letter(name)
    with translation.override(case.language):
        sealed = parties.sealed_values(case)
        reader = _place(to) if to else reader_of(case, name, sealed)
        has_page = not to  # whoever else reads it has no page
        of_page = {"page_link": page_links.page_address(case, is_person=reader.is_person) if has_page else ""}
        wanted = declared.every - {"page_link"}
        words = {**words_of(case, compilation, sealed, wanted, reader), **of_page, **(extra or {})}
        chosen = _chosen(case, declared, words, extra or {})
        subject = " ".join(render(name, "subject.txt", chosen).split())
        text = re.sub(r"\n{3,}", "\n\n", render(name, "body.txt", chosen).strip()) + "\n"
        html, sheet = "", None
        if reader.delivery == Delivery.EMAIL:
            html = render(name, "body.html", chosen | brand_look(case.brand, subject), escape=True)
        elif is_printed:
            sheet = print_sheet(case, {**words, **reader.party}, subject, text, compilation)
        report_id = compilation.pk if compilation else None
        at = (case.language, reader.delivery, reader.place)
        has_link = has_page and "page_link" not in (extra or {})
        return ComposedLetter(name, *at, subject, text, html, sheet, report_id, has_link, reader.is_person)


def _place(to: str | parties.Reader) -> parties.Reader:
    if isinstance(to, parties.Reader):
        return to
    if isinstance(to, OnPaper):
        return parties.Reader({"postal": to, "name": "", "reference": ""}, Delivery.MAIL)
    return parties.Reader({"email": to}, Delivery.EMAIL)


def reader_of(case: Case, name: str, sealed: Mapping[str, Any]) -> parties.Reader:
    """Who reads this letter. Raises NoReplyAddress where it would tell of a person who cannot be reached."""
    kind = base.get(case.kind)
    if name in parties.letters_to_writer(kind):
        return parties.writer_of(case, sealed)
    reader = parties.reader_of(case, sealed)
    is_end = reader.is_person and name in base.letters.TELL_END
    # “We wrote to you”, it says: so far to who wrote alone; and a person who was asked gets a letter of their own.
    if is_end and (not parties.has_written_to_person(case) or parties.was_person_asked(case)):
        return parties.writer_of(case, sealed)
    if reader.is_known:
        return reader
    if name in parties.letters_about_nobody(kind):
        return parties.writer_of(case, sealed)
    raise NoReplyAddress(
        _("No permission of this person is shown, and no address of theirs is known. Give one of the two first.")
    )


def _chosen(
    case: Case, declared: base.LetterWords, words: Mapping[str, Any], extra: Mapping[str, Any]
) -> dict[str, Any]:
    """The words that the letter declares, and which of its facts are on record."""
    missing = sorted(word for word in declared.words if not words.get(word))
    if missing:
        raise MissingWord(f"The letter {declared.name} lacks: {', '.join(missing)}.")
    # A draft says itself what will be on record.
    recorded = {
        fact.word: bool(words[fact.word]) if fact.word in extra else not fact.lacks(case)
        for fact in declared.facts_if_recorded
    }
    return {word: words.get(word) or "" for word in declared.every} | recorded


def print_anew(letter: Letter, body: Mapping[str, str]) -> bytes:
    """The PDF of a letter that was fixed, with these words of it, to whom it was written, at the address it has."""
    case = letter.own_case
    party = (parties.person_reader if letter.to_person else parties.writer_of)(case).party  # whoever reads it now
    head = {"reference": references.spell(case.reference), **party, "postal": body["to"]}
    with translation.override(letter.language):
        return print_sheet(case, head, body["subject"], body["text"], letter.compilation)


def brand_look(brand: Brand, subject: str) -> dict[str, str]:
    """The words of base.html alone: the heading, and the brand's color as a ground on which white is read."""
    ground = accent_color.readable(accent_color.parse(brand.color), accent_color.WHITE)
    return {"subject": subject, "brand_color": accent_color.spell(ground)}


def render(name: str, file: str, words: Mapping[str, Any], *, escape: bool = False) -> str:
    template = Engine.get_default().get_template(f"letters/{name}/{file}")
    return str(template.render(Context({**words, LAW_NUMBERS: law_numbers()}, autoescape=escape)))


def print_sheet(
    case: Case,
    head: Mapping[str, Any],
    subject: str,
    text: str,
    compilation: Compilation | None,
    most: int | None = None,
) -> bytes:
    """The PDF. `head`: name and postal address of the reader, and the reference; about a bundle that of the bundle."""
    business = case.business
    lines = [head.get("name", ""), *head["postal"].splitlines()]
    sheet = paper.PaperLetter(
        sender_lines=[business.name, *business.postal_address.splitlines()],
        recipient_lines=[line.strip() for line in lines if line.strip()],
        date_text=_date(today()),
        reference=head["reference"],
        subject=subject,
        paragraphs=[part.strip() for part in text.split("\n\n") if part.strip()],
        language=case.language,
        report=disclosures.report_paper_data(compilation, most) if compilation else None,
    )
    return paper.render_letter(sheet)


def words_of(
    case: Case,
    compilation: Compilation | None = None,
    sealed: Mapping[str, Any] | None = None,
    wanted: Set[str] | None = None,
    reader: parties.Reader | None = None,
) -> dict[str, Any]:
    """Every word that a letter of this case may declare. Empty values count as missing.

    `sealed`: what parties.sealed_values() gave, where it was just read. `wanted`: what costs queries is gathered only
    for one of these; all of it when it is None. `reader`: who reads it, where that is not who wrote.
    """
    sealed = parties.sealed_values(case) if sealed is None else sealed
    reader = reader or parties.writer_of(case, sealed)
    on_paper = reader.delivery == Delivery.MAIL
    return {
        "brand": case.brand.name,
        "business": case.business.name,
        "business_address": case.business.postal_address,
        "contact_email": case.brand.contact_email or case.business.contact_email,
        "reference": references.spell(case.reference),
        **called_names.names_of(case, sealed, reads_person=reader.is_person),
        "received_on": _date(case.received_at.astimezone(PACIFIC).date()),
        "promise": last_day.promise(case),
        "promised_on": last_day.promised_on(case),
        "may_extend": "yes" if last_day.may_take_more_time(case) else "",
        "year": str(case.year or ""),
        "received_year": str(case.received_at.astimezone(PACIFIC).year),
        "means_link": _means_link(case),
        "decision_reason": work_words.reason(case, sealed, "decision-reason"),
        "report_text": _report_text(compilation, on_paper) if compilation else "",
        "report_html": compilation.html if compilation else "",
        **(disclosures.report_letter_words(compilation, on_paper=on_paper) if compilation else {}),
        "as_of": _date(compilation.as_of) if compilation and compilation.as_of else "",
        "supplement": supplements.supplement_words(case, compilation) if compilation else "",
        **_outcome_words(case),
        **earlier_words.words_of_right(case),
        **gather_words(_PARTS, case, base.get(case.kind), sealed, wanted),
        **work_words.words_of_work(case, sealed, wanted),
    }


def _means_link(case: Case) -> str:
    """The form by which choice mode is exercised free of charge, where the kind names one."""
    means = base.get(case.kind).letters.means_of_choice
    return public_urls.ask(means, "" if case.brand.is_front else case.brand.slug) if means else ""


def _outcome_words(case: Case) -> dict[str, str]:
    if not case.outcome:
        return {}
    outcome = base.get(case.kind).outcome(case.outcome)
    return {"law": str(outcome.citation)}


def _ground(case: Case) -> dict[str, str]:
    """Who or what says that the law does not cover the person, for the outcome that says so."""
    known = eligibility.ground_of_outcome(case) if case.outcome else None
    if known is None or known.ground is None:
        return {}
    return {"ground": known.ground.value, "ground_day": _date(known.day) if known.day else ""}


def _date(day: Any) -> str:
    return long_day(day)


def _report_text(compilation: Compilation, on_paper: bool) -> str:
    """On paper the report stands on pages of its own, and the letter says so."""
    return str(disclosures.report_paper_words(compilation)) if on_paper else compilation.text


def _designated(case: Case) -> str:
    current = DesignatedAddress.objects.filter(business_id=case.business_id, published_on__lte=today()).exclude(
        withdrawn_on__lte=today()
    )
    return "\n".join(address.value for address in current.order_by("medium", "pk") if address.medium != Medium.FORM)


_PARTS = (
    one_word("page_link", lambda case, _kind, _sealed: page_links.page_address(case)),
    one_word("designated_addresses", lambda case, _kind, _sealed: _designated(case)),
    one_word("means", lambda case, _kind, _sealed: case.choice_mode.means if case.choice_mode else ""),
    one_word("asked_list", lambda case, _kind, _sealed: asked_words.asked_list(case)),
    one_word("opened_list", lambda case, _kind, _sealed: work_words.opened(case)),
    WordPart(frozenset({"ground", "ground_day"}), lambda case, _kind, _sealed: _ground(case)),
    WordPart(earlier_words.EARLIER_WORDS, lambda case, _kind, _sealed: earlier_words.words_of_earlier(case)),
    WordPart(effect_words.EFFECT_WORDS, lambda case, _kind, _sealed: effect_words.words_of_effect(case)),
)
