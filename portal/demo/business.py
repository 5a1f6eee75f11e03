"""The demo's business: an invented phone company that sells through resellers, and the people of its desk."""

from datetime import date

from dsr.lifecycle import Who
from dsr.models import Account, Brand, Business, ChoiceMode, DesignatedAddress, MailList, PolicyVersion
from dsr.models.designated_address import Medium
from dsr.models.policy import PolicyChoice
from portal.demo import DEMO_EMAIL, DEMO_PASSWORD

NAME = "Fernwood Voice, Inc."
_ADDRESS = "100 Example Street\nFresno, CA 93701"


def load() -> tuple[Brand, Account, Account]:
    """Make the business with its published addresses and policies; the brand, the officer and a colleague."""
    business = Business.objects.create(
        name=NAME,
        postal_address=_ADDRESS,
        contact_email="privacy@fernwood.example",
        toll_free_phone="(800) 555-0142",
        employees=140,
        is_ccpa_business=True,
        sells=True,
        phone_offered=True,
    )
    brand = Brand.objects.create(
        business=business,
        name="Fernwood Voice",
        slug="fernwood",
        color="#1f5f5b",
        website="https://fernwood.example/",
        is_front=True,
    )
    _addresses(business)
    for label, day in (("Policy of 2019", date(2019, 8, 9)), ("Policy of 2024", date(2024, 1, 1))):
        policy = PolicyVersion.objects.create(
            business=business, label=label, published_on=day, choice=PolicyChoice.OPT_OUT
        )
    ChoiceMode.objects.create(
        business=business,
        policy_version=policy,
        means="Write to privacy@fernwood.example or call (800) 555-0142, which is free.",
        since=date(2024, 1, 1),
    )
    _mail_lists(business)
    return brand, *_people()


def _addresses(business: Business) -> None:
    for medium, value, since, until in (
        (Medium.FORM, "/ask/shine-the-light/", date(2024, 1, 1), None),
        (Medium.EMAIL, "privacy@fernwood.example", date(2019, 8, 9), None),
        (Medium.EMAIL, "legal@fernwood.example", date(2015, 1, 1), date(2019, 8, 9)),
        (Medium.MAIL, _ADDRESS, date(2019, 8, 9), None),
    ):
        DesignatedAddress.objects.create(
            business=business, medium=medium, value=value, published_on=since, withdrawn_on=until
        )


def _mail_lists(business: Business) -> None:
    for slug, name in (("news", "Newsletter"), ("offers", "Offers by email")):
        MailList.objects.create(business=business, slug=slug, name=name)


def _people() -> tuple[Account, Account]:
    officer = Account.objects.create_user(DEMO_EMAIL, DEMO_PASSWORD, name="Robin Vale", role=Who.ADMINISTRATOR.value)
    colleague = Account.objects.create_user(
        "reviewer@example.com", DEMO_PASSWORD, name="Sam Okafor", role=Who.REVIEWER.value
    )
    Account.objects.create_user("viewer@example.com", DEMO_PASSWORD, name="Kim Ito", role=Who.VIEWER.value)
    return officer, colleague
