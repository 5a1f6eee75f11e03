"""The person's way: the mails to a system's owner. They hold a reference, a day and a link, and nobody's data."""

from datetime import timedelta

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dsr import steps
from dsr.formats import public_urls, references
from dsr.formats.days import long_day
from dsr.formats.law_numbers import spelled
from dsr.kinds import base
from dsr.law import ccpa, deletion
from dsr.models import Step


def owner_request_mail(step: Step, token: str, lifetime: timedelta) -> EmailMessage:
    """Please act: how, by when, and where to answer. The page behind the link says whom it is about."""
    subject = (
        _("Please act by %(day)s: privacy request %(reference)s")
        if not step.reminders
        else _("Reminder: please act by %(day)s: privacy request %(reference)s")
    )
    return _mail(step, "ask", subject, link=public_urls.step(token), link_days=spelled(lifetime.days))


def owner_stop_mail(step: Step, token: str, lifetime: timedelta) -> EmailMessage:
    """The decision was taken back: please do nothing more, and say what was done."""
    subject = _("Please stop, and tell us what was done: privacy request %(reference)s")
    return _mail(step, "stop", subject, link=public_urls.step(token), link_days=spelled(lifetime.days))


def owner_keep_mail(step: Step) -> EmailMessage:
    """It is kept: use it for nothing but the exception, § 7022(f)(3), (4): the law of a request under the Act."""
    kind = base.get(step.case.kind)
    law = f" ({deletion.USED_FOR_THAT_ALONE})" if ccpa.is_of_act(kind.law[0]) else ""
    subject = _("Keep, and use for nothing else: privacy request %(reference)s")
    return _mail(step, "keep", subject, why=str(kind.keep_code(step.keep_code).words), law=law)


def _mail(step: Step, name: str, subject: str, **more: str) -> EmailMessage:
    reference = references.spell(step.case.reference)
    work = base.get(step.case.kind).work
    day = long_day(step.due_on) if step.due_on else ""
    words = {
        "step": step,
        "system": step.system,
        "business": step.case.business,
        "reference": reference,
        "day": day,
        "task": work.task if work else "",
        "portions": "; ".join(str(words) for words in steps.chosen_portion_words(step.case)),
        **more,
    }
    return EmailMessage(
        subject=subject % {"day": day, "reference": reference},
        body=render_to_string(f"letters/owner/{name}.txt", words),
        to=[step.system.owner_email],
        reply_to=[step.case.business.contact_email],
        headers={"Auto-Submitted": "auto-generated"},
    )
