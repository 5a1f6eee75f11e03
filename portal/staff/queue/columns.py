"""Columns of the queue that one turns on, kept with the account: what each is called, and what it says of a row."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dsr.law.spans import local_date
from dsr.lifecycle import Who
from dsr.models import Case
from dsr.models.case import Channel
from portal.staff.account import desk
from portal.staff.queue.list_address import back_in_queue
from portal.staff.wording import dates, states
from portal.web.typed_requests import StaffRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.staff.queue.filters import Filters

# By the word in an address: the head of the column.
COLUMNS = {
    "received": _("Received"),
    "reference": _("Reference"),
    "channel": _("Came by"),
    "brand": _("Brand"),
    "outcome": _("Outcome"),
    "answered": _("Answered"),
}
MOST = 3  # beside the six that are always there
_MARK = "."


def read_columns(text: str) -> list[str]:
    """The columns that a text names, in their own order; of more than fit the first ones."""
    named = text.split(_MARK)
    return [code for code in COLUMNS if code in named][:MOST]


def spelled(codes: Iterable[str]) -> str:
    return _MARK.join(codes)


@dataclass(frozen=True)
class Column:
    """One that is turned on. `names`: what stands for the number of a row, such as of a brand."""

    code: str
    words: str
    names: "Mapping[str, str]"

    def cell(self, case: Case | None, reference: str) -> str:
        """What it says of a row: of a case, or of a bundle by the first of its cases; of bulk work the reference."""
        if self.code == "reference":
            return reference
        if case is None:
            return ""
        if self.code == "received":
            return dates.short(local_date(case.received_at))
        if self.code == "answered":
            return dates.short(local_date(case.responded_at)) if case.responded_at else ""
        if self.code == "channel":
            return str(Channel(case.channel).label)
        if self.code == "brand":
            return self.names.get(str(case.brand_id), "")
        return states.outcome(case.kind, case.outcome) if case.outcome else ""


def shown(request: StaffRequest, chosen: "Mapping[str, str]", form: "Filters") -> list[Column]:
    """Those that the address names, else one's own."""
    codes = read_columns(chosen.get("columns") or request.user.queue_columns)
    return [Column(code, str(COLUMNS[code]), form.brand_names() if code == "brand" else {}) for code in codes]


@desk(Who.VIEWER, "POST")
def choose_columns(request: StaffRequest) -> HttpResponse:
    """Keep with the account which columns are turned on."""
    wanted = [code for code in COLUMNS if code in request.POST.getlist("column")]
    if len(wanted) > MOST:
        messages.error(request, _now("At most %(most)d more columns fit. Nothing was changed.") % {"most": MOST})
    else:
        request.user.queue_columns = spelled(wanted)
        request.user.save(update_fields=["queue_columns"])
    return redirect(back_in_queue(request, without="columns"))
