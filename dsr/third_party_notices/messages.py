"""The mail and the paper letter of a notice. The mail names a reference, a day and a link, and nobody's data."""

import re

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dsr import letters, sealing
from dsr.clock import today
from dsr.formats import public_urls, references
from dsr.formats.days import long_day
from dsr.formats.law_numbers import law_numbers
from dsr.letters import ComposedLetter
from dsr.models import ThirdPartyNotice
from dsr.models.case import Delivery
from dsr.models.third_party_notice import What
from dsr.third_party_notices import content, notice_facts


def mail(notice: ThirdPartyNotice, to: str, token: str) -> EmailMessage:
    """What to do in general, by when, and the page that says whom it is about."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    mark = sealing.blind_index("telling", f"{notice.pk}:{notice.sendings}")[:32]
    subject = (
        _("Please act by %(day)s: privacy request %(reference)s")
        if not notice.reminders
        else _("Reminder: please act by %(day)s: privacy request %(reference)s")
    )
    words = {**_words(notice), "link": public_urls.notice(token)}
    return EmailMessage(
        subject=subject % words,
        body=render_to_string("letters/telling/mail.txt", words),
        to=[to],
        reply_to=[notice.case.business.contact_email],
        headers={"Message-ID": f"<{mark}@{host}>", "Auto-Submitted": "auto-generated"},
    )


def letter(notice: ThirdPartyNotice, postal: str) -> ComposedLetter:
    """The same on paper, where it says whom it is about; the answer comes back by mail or email."""
    words = {**_words(notice), "content": content.content_of(notice)}
    text = re.sub(r"\n{3,}", "\n\n", render_to_string("letters/telling/paper.txt", words).strip()) + "\n"
    business, lines = notice.case.business, [line.strip() for line in postal.splitlines() if line.strip()]
    subject = _("Privacy request %(reference)s: please act") % words
    on_paper = letters.PaperLetter(
        sender_lines=[business.name, *business.postal_address.splitlines()],
        recipient_lines=lines if lines[:1] == [notice.name] else [notice.name, *lines],
        date_text=long_day(today()),
        reference=str(words["reference"]),
        subject=subject,
        paragraphs=[part.strip() for part in text.split("\n\n") if part.strip()],
        language="en",
    )
    sheet = letters.render_letter(on_paper)
    name = What(notice.what).letter
    return ComposedLetter(name, "en", Delivery.MAIL, "\n".join(lines), subject, text, "", sheet)


def _words(notice: ThirdPartyNotice) -> dict[str, object]:
    return {
        "notice": notice,
        "law_numbers": law_numbers(),
        "business": notice.case.business,
        "reference": references.spell(notice.case.reference),
        "day": long_day(notice.due_on) if notice.due_on else "",
        "order": content.order(notice),
        "law": content.notice_law(notice.case, notice.what),
        **notice_facts.words_of_facts(notice),
    }
