"""What the desk's templates need: references as printed, words for states, the demo's sign-in."""

import math
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from dsr import parties, second_approvals
from dsr.clock import today
from dsr.formats import references
from dsr.law import shine_the_light
from dsr.law.official_addresses import cited
from dsr.models import Business, Case
from portal import demo
from portal.staff import queue
from portal.staff.case import way_back_of
from portal.staff.wording import reasons, states
from portal.templatetags import days

register = template.Library()
register.filters.update(days.register.filters)


@register.filter
def spell(reference: str) -> str:
    """A reference as it is printed."""
    return references.spell(reference)


register.filter("goes_by", parties.goes_by)
register.filter("ground", second_approvals.ground_of)


@register.inclusion_tag("staff/parts/way_back.html")
def way_back(message: Message) -> dict[str, Any]:
    """The buttons of a notice of what waits to leave, and the list in which one goes on."""
    back = way_back_of(message)
    return {"back": back, "listed": back.listed if back else ""}


@register.simple_tag(takes_context=True)
def list_field(context: template.Context) -> str:
    """In a form of a case: the list from which it was opened, so that one goes on in it."""
    listed = context.get("listed")
    return format_html('<input type="hidden" name="{}" value="{}">', queue.PARAMETER, listed) if listed else ""


@register.filter
def frame_height(text: str) -> int:
    """Pixels in which a letter of these words fits without a scrollbar on the narrowest screen."""
    lines = [line for line in text.splitlines() if line.strip()]
    return 200 + sum(20 + 28 * math.ceil(len(line) / 36) for line in lines)


@register.filter
def state_words(code: str) -> str:
    return states.state(code)


@register.filter
def kind_words(code: str) -> str:
    """The title of a kind."""
    return states.title(code)


@register.simple_tag
def rights_title(business: Business) -> str:
    """What the page of rights is called, and every link to it: as the link on the business's home page reads."""
    title = shine_the_light.link_title(business.safe_harbor_link_since, today())
    return _(title)


@register.filter
def cell(column: queue.Column, row: queue.Row) -> str:
    """What a column that was turned on says of a row."""
    return column.cell(row.case, row.reference)


@register.filter
def beside(case: Case) -> str:
    """Who set which day of an open case, in words; empty where the day to send by is the law's own."""
    return states.due(case, today()).beside


@register.filter
def cite(law: object, length: str = "") -> str:
    """A citation, or several in a text, each a link to the words of the law; nothing for nothing.

    `length` "short" shows the section alone, as beside a choice whose law is plain.
    """
    text = str(law or "")
    joined = format_html_join("", "{}", ((_citation(*part, length),) for part in cited(text)))
    return format_html("<cite>{}</cite>", joined) if text else joined


def _citation(words: str, address: str, length: str) -> str:
    if not address:
        return words
    shown = words[words.find("§") :] if length == "short" and "§" in words else words
    link = '<a href="{}" target="_blank" rel="noopener noreferrer" title="{}">{}</a>'
    return format_html(link, address, words, shown)


@register.filter
def left(case: Case) -> str:
    """How far away the day to send by is, in words; empty where none is left to keep."""
    return states.due(case, today()).left


@register.filter
def verb(code: str) -> str:
    """What comes next with a request, as the queue's groups say it."""
    return str(dict(queue.GROUPS).get(code, ""))


@register.filter
def why(code: str) -> str:
    """Why the machine stopped or waits, in words."""
    return reasons.explain(code).why


@register.simple_tag
def demo_sign_in() -> dict[str, str]:
    """The demo's own sign-in, which it prints at every start; nothing elsewhere."""
    return {"email": demo.DEMO_EMAIL, "password": demo.DEMO_PASSWORD} if settings.DEMO else {}


@register.simple_tag
def mend_address(gap: dict[str, Any]) -> str:
    """Where in the set-up a gap is mended; empty when it is nowhere in particular."""
    model, key = gap["mend"]
    if model == "year":
        return _reverse("staff:year", *key.split("/"))
    if model == "ledger_version":
        return _reverse("admin:dsr_ledgerversion_changelist")
    address = _reverse(f"admin:dsr_{model}_changelist")
    return f"{address}?{urlencode({'q': key})}" if address and key else address


def _reverse(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
