"""Emails of which the words are kept nowhere: a code that is good for minutes, a list for who has an address."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from dsr.letters import composition, envelope
from dsr.letters.composition import ComposedLetter
from dsr.models import Brand


def compose_list(brand: Brand, to: str, name: str, language: str, words: Mapping[str, Any]) -> ComposedLetter:
    """An email about many requests, in the words of templates/letters/`name`; of no case, so that none is asked."""
    business = brand.business
    told = {
        "brand": brand.name,
        "business": business.name,
        "business_address": business.postal_address,
        "contact_email": brand.contact_email or business.contact_email,
        **words,
    }
    with translation.override(language):
        subject = " ".join(composition.render(name, "subject.txt", told).split())
        text = re.sub(r"\n{3,}", "\n\n", composition.render(name, "body.txt", told).strip()) + "\n"
        html = composition.render(name, "body.html", told | composition.brand_look(brand, subject), escape=True)
    return ComposedLetter(name, language, "email", to, subject, text, html)


def unkept_message(brand: Brand, composed: ComposedLetter) -> EmailMultiAlternatives:
    """The message that carries it, from the same sender as every letter of the brand."""
    message = EmailMultiAlternatives(
        subject=composed.subject,
        body=composed.text,
        from_email=envelope.sender_of(brand),
        to=[composed.to],
        reply_to=[brand.contact_email or brand.business.contact_email],
        headers={"Auto-Submitted": "auto-replied"},
    )
    message.attach_alternative(composed.html, "text/html")
    return message
