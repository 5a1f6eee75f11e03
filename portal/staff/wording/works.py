"""The names of due work in words: what the desk was doing."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.models.due_work import WorkName

WORDS: Mapping[WorkName, Any] = {
    WorkName.ADDRESS: _("changing the address to which letters go"),
    WorkName.ADVANCE: _("taking the request on"),
    WorkName.ANCHOR: _("making the day’s anchor of the journal"),
    WorkName.ASK_OWNER: _("asking the owner of a system"),
    WorkName.BULK: _("carrying out bulk work"),
    WorkName.BULK_LOOK: _("looking at requests before bulk work"),
    WorkName.BUNDLE_END: _("telling the agent that all of a bundle have ended"),
    WorkName.COMPILE: _("compiling the report"),
    WorkName.CORRESPONDENCE: _("writing that an answer to a message waits"),
    WorkName.DIGEST: _("sending the daily email"),
    WorkName.EVENT: _("telling a tool of an event"),
    WorkName.EVIDENCE: _("making an evidence pack"),
    WorkName.HOLD: _("writing a litigation hold into the requests that it keeps"),
    WorkName.LET_GO: _("letting a notice of more time leave"),
    WorkName.LOST_ADDRESS: _("looking whether a new address belongs to a request"),
    WorkName.MORE_TIME: _("writing anew what states the day of before"),
    WorkName.PREVIEW: _("looking up a system"),
    WorkName.PAGE_CODE: _("sending a code for the page of a request"),
    WorkName.PAGE_TRIED: _("noting codes that were typed in vain"),
    WorkName.REFERENCES: _("sending somebody the references of their requests"),
    WorkName.RENEW_LINK: _("writing a letter with the new link to the page of its request"),
    WorkName.CONFIRMED: _("writing that the confirmation came in"),
    WorkName.PROVE: _("writing a fresh link for the proof"),
    WorkName.RECEIPT: _("telling the person the corrected date"),
    WorkName.SEND: _("sending a letter"),
    WorkName.STEP: _("acting in a system"),
    WorkName.TELL: _("telling a company"),
    WorkName.TELL_STATEMENT: _("telling others of a statement"),
    WorkName.WITHDRAWAL: _("writing the link by which a request is withdrawn"),
}
