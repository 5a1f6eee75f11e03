"""Two messages of the demo: a teacher's report about a child, and a complaint that hides requests."""

from datetime import timedelta

from dsr import intake
from dsr.clock import now
from dsr.formats import references
from dsr.journal import REQUESTER
from dsr.models import Brand
from dsr.models.case import Channel, Delivery

_COMPLAINT = (
    "I closed my line in May and your newsletter still comes every week.\n"
    "Stop sending it, delete what you have about me, and tell me which companies got my address."
)


def load(brand: Brand) -> None:
    """Receive both; they wait to be decided."""
    for request in (_complaint(brand), _report(brand)):
        intake.receive(request, REQUESTER)


def _complaint(brand: Brand) -> intake.Request:
    name = "Luis Ferrante"
    return intake.Request(
        kind="complaint",
        brand=brand,
        submission=f"demo-{references.new()}",
        channel=Channel.FORM,
        came_to=None,
        received_at=now() - timedelta(days=1, minutes=12),
        parties={"subject": {"name": name}, "requester": {"name": name, "email": "luis.ferrante@example.com"}},
        answers={},
        sealed={"text": _COMPLAINT},
        delivery=Delivery.EMAIL,
    )


def _report(brand: Brand) -> intake.Request:
    return intake.Request(
        kind="child",
        brand=brand,
        submission=f"demo-{references.new()}",
        channel=Channel.FORM,
        came_to=None,
        received_at=now() - timedelta(minutes=40),
        parties={"subject": {"account": "sunny-otter"}, "requester": {"email": "lee.moss@example.org"}},
        answers={"found_by": "account", "relation": "other"},
        sealed={"how_known": "I teach her class of ten-year-olds."},
        delivery=Delivery.EMAIL,
    )
