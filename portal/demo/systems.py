"""The demo's register of systems: what each holds, who owns it, how the desk acts there, and why not elsewhere."""

from typing import Any

from django.conf import settings

from dsr import webhooks
from dsr.clock import now
from dsr.models import Account, Business, Contact, Provider, System
from dsr.models.third_party_notice import How
from dsr.systems import sql
from portal.demo import business_database, loyalty

_DELETES = ["delete", "close-account"]
_NO_MAIL = {"note": "It sends no commercial mail."}
_SHARES_NOTHING = {"note": "Nothing in it is shared or sold."}
_QUIET = {"suppress": _NO_MAIL, "opt-out": _SHARES_NOTHING}

_ORDERS: list[dict[str, Any]] = [
    {"table": "order_lines", "key": "id", "by": {"order_id": "orders.id"}, "do": "delete", "portion": "orders"},
    {"table": "orders", "key": "id", "by": {"customer_id": "customers.id"}, "do": "delete", "portion": "orders"},
]
_TICKETS = {"table": "tickets", "key": "id", "match": {"email": "email"}, "do": "delete", "portion": "support"}
_PASSED_ON = {"table": "shared_with", "key": "id", "by": {"customer_id": "customers.id"}, "do": "delete"}
_SHOP = {
    "identity": {
        "table": "customers",
        "key": "id",
        "since": "customer_since",
        "columns": {
            "email": "email",
            "name": "full_name",
            "phone": "phone",
            "zip": "zip",
            "customer": "number",
            "order": {"table": "orders", "column": "number", "by": {"customer_id": "customers.id"}},
        },
    },
    # The shop writes down to whom a customer's address went: those companies are told without being chosen.
    "recipients": {"table": "shared_with", "column": "partner", "by": {"customer_id": "customers.id"}},
    "deeds": {
        "delete": [
            *_ORDERS,
            _TICKETS,
            {**_PASSED_ON, "portion": "account"},
            {"table": "customers", "do": "delete", "portion": "account"},
        ],
        "close-account": [*_ORDERS, _TICKETS, _PASSED_ON, {"table": "customers", "do": "delete"}],
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
            {**_TICKETS, "do": "update", "set": {"email": "$new.email"}},
        ],
    },
}
_LETTERS = {
    "identity": {"table": "newsletter", "key": "id", "columns": {"email": "email"}},
    "deeds": {
        "delete": [{"table": "newsletter", "do": "delete", "portion": "marketing"}],
        "close-account": [{"table": "newsletter", "do": "delete"}],
        "suppress": [{"table": "newsletter", "do": "update", "set": {"subscribed": False}}],
        "opt-out": [{"table": "newsletter", "do": "update", "set": {"may_be_shared": False}}],
        "correct": [{"table": "newsletter", "do": "update", "set": {"email": "$new.email"}}],
    },
}
_ANONYMOUS = {"email": "deleted-{key}@example.invalid", "billed_to": None}
_INVOICES = {
    "identity": {"table": "invoices", "key": "id", "columns": {"email": "email", "name": "billed_to"}},
    "deeds": {
        action: [{"table": "invoices", "do": "anonymize", "set": _ANONYMOUS, "portion": "orders"}]
        for action in _DELETES
    }
    | {
        "correct": [
            {"table": "invoices", "do": "update", "set": {"email": "$new.email", "billed_to": "$new.name"}},
        ],
    },
    "lock": {"invoices": {"locked_for": "$code"}},
}
# One place a row, in the order in which the desk acts.
_SYSTEMS: list[dict[str, Any]] = [
    {
        "name": "Shop database",
        "owner_name": "Alex Moreau",
        "owner_email": "shop@fernwood.example",
        "holds": "Customers, their orders, and messages to support",
        "way": "sql",
        "position": 10,
        "actions": [*_DELETES, "correct"],
        "reasons": _QUIET,
        "mapping": _SHOP,
    },
    {
        "name": "Billing records",
        "owner_name": "Noa Lindgren",
        "owner_email": "billing@fernwood.example",
        "holds": "Invoices of the last seven years",
        "way": "sql",
        "position": 20,
        "actions": [*_DELETES, "correct"],
        "reasons": _QUIET,
        "exceptions": [{"code": "E8_LEGAL_OBLIGATION", "note": "Tax law: invoices are kept for seven years."}],
        "review_months": 84,
        "mapping": _INVOICES,
    },
    {
        "name": "Newsletter",
        "owner_name": "Alex Moreau",
        "owner_email": "news@fernwood.example",
        "holds": "Addresses for our newsletter and offers",
        "way": "sql",
        "position": 30,
        "actions": [*_DELETES, "correct", "suppress", "opt-out"],
        "mapping": _LETTERS,
    },
    {
        "name": "Loyalty club",
        "owner_name": "Iris Holm",
        "owner_email": "club@fernwood.example",
        "holds": "Members of the loyalty club and their points",
        "way": "webhook",
        "position": 35,
        "actions": _DELETES,
        "reasons": {**_QUIET, "correct": {"note": "It holds nothing but an email address and points."}},
    },
    {
        "name": "Support desk",
        "owner_name": "Jo Reyes",
        "owner_email": "support@fernwood.example",
        "holds": "Recordings of calls and letters to support",
        "way": "person",
        "mapping": {},
        "position": 40,
        "actions": [*_DELETES, "correct"],
        "reasons": _QUIET,
        "instructions": "Search the call recordings and the letter folder for the name and the email address.\n"
        "To delete: delete what you find, also from the shared drive and from its trash.\n"
        "To correct: write the right value into the notes of each call, and strike the old one.",
    },
]

_CHECKED = {
    "sql": "Read it table by table; the counts of the dry run are right.",
    "webhook": "The address is the club's own, and the test was answered.",
}


def load(business: Business, officer: Account, colleague: Account) -> None:
    """Write the business database and register its systems, each approved by the colleague of who set it up."""
    business_database.make()
    secret = webhooks.new_secret()
    loyalty.keep_secret(secret)
    connection = {"sql": sql.seal_connection(business_database.url()), "webhook": webhooks.seal_secret(secret)}
    club = {"address": f"{settings.PUBLIC_URL}{loyalty.PATH}", "points": ["email"]}
    for fields in _SYSTEMS:
        way = fields["way"]
        system = System(business=business, sealed_connection=connection.get(way, ""), **{"mapping": club, **fields})
        if system.how.approval:
            system.mapping_by, system.mapping_changed_at = officer, now()
            system.approved_by, system.approved_at = colleague, now()
            system.approval_reason = _CHECKED[way]
            system.approved_digest = system.mapping_digest
        system.save()
    _load_told(business)


def _load_told(business: Business) -> None:
    """Companies that are told by email: one that hosts for the business, and one recipient of the ledger."""
    provider = Provider.objects.create(
        business=business,
        name="Cedar Hosting Cooperative",
        how=How.EMAIL,
        email="privacy@cedar-hosting.example",
        actions=[*_DELETES, "correct", "opt-out"],
    )
    provider.systems.set(System.objects.filter(business=business, name="Shop database"))
    Contact.objects.create(
        business=business, recipient_key="bluebird", how=How.EMAIL, email="privacy@bluebird.example"
    )
