"""A correction from its receipt to its decision, for the tests of items, of systems and of pages."""

from typing import Any

from dsr import review, verification
from dsr.corrections import ItemDecision
from dsr.models import Business, Case, System
from tests import given
from tests.given_systems import DANA, a_system
from tests.replay import replayed

WRONG_NAME = {"field": "name", "says": "Dana Whitlow", "should": "Dana Whitlow-Reyes", "why": "I married."}
WRONG_PHONE = {"field": "phone", "says": "(559) 555-0101", "should": "(559) 555-0199", "why": ""}
SHOP: dict[str, Any] = {
    "identity": {
        "table": "customers",
        "key": "id",
        "columns": {"email": "email", "name": "full_name", "phone": "phone", "zip": "zip", "customer": "number"},
    },
    "deeds": {
        "correct": [
            {
                "table": "customers",
                "do": "update",
                "set": {"email": "$new.email", "full_name": "$new.name", "phone": "$new.phone"},
            },
            {
                "table": "orders",
                "key": "id",
                "by": {"customer_id": "customers.id"},
                "do": "update",
                "set": {"ship_name": "$new.name"},
            },
        ]
    },
}
CORRECT = ItemDecision("correct", "The marriage certificate that came with it.")


def a_shop(url: str, business: Business | None = None, **fields: Any) -> System:
    """The shop's database, which can correct names, addresses and phone numbers."""
    return a_system(business, url, mapping=SHOP, actions=["correct"], **fields)


@replayed
def a_correction(*wrong: dict[str, str], business: Business | None = None, **changes: Any) -> Case:
    """A correction by Dana, proved by hand, its systems looked up."""
    business = business or given.a_business()
    Business.objects.filter(pk=business.pk).update(is_ccpa_business=True)
    fields: dict[str, Any] = {
        "kind": "correction",
        "business": business,
        "items": wrong or (WRONG_NAME,),
        "answers": {"ca_resident": "yes"},
        "parties": {
            "subject": {"name": "Dana Whitlow"},
            "requester": {"name": "Dana Whitlow", "email": DANA},
        },
        **changes,
    }
    case = given.in_review(**fields)
    verification.record_proof(
        case.pk, given.staff(), seen=case.entry_count, points=["email", "zip"], note="Seen.", is_declared=True
    )
    given.drain()
    case.refresh_from_db()
    return case


@replayed
def decided(case: Case, **decisions: ItemDecision) -> Case:
    """Approved item by item (`item1=…`), then all work done."""
    chosen = {int(name.removeprefix("item")): one for name, one in decisions.items()}
    case = Case.objects.get(pk=case.pk)
    review.approve(case.pk, given.staff(), review.Approval("CORRECTED", decisions=chosen), seen=case.entry_count)
    given.drain()
    case.refresh_from_db()
    return case
