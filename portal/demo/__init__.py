"""What only the demo has: its sign-in, its mailbox, its clock. Nothing here answers unless settings.DEMO."""

# Not a secret: the demo listens on loopback only and prints this at every start.
DEMO_EMAIL = "officer@example.com"
DEMO_PASSWORD = "sunshine-on-every-disclosure"  # noqa: S105

# Where the browser finds every letter as sent, and the mail backend that keeps them.
MAILBOX_PATH = "/demo/mailbox/"
MAIL_BACKEND = "portal.demo.mailbox.MailboxBackend"

__all__ = ["DEMO_EMAIL", "DEMO_PASSWORD", "MAILBOX_PATH", "MAIL_BACKEND", "load"]


def load() -> None:
    """The invented business with its ledger, systems and cases, into an empty database."""
    # The settings read this face before there are models.
    from portal.demo import business, cases, ledger, systems  # noqa: PLC0415

    brand, officer, colleague = business.load()
    ledger.load(brand.business, officer)
    systems.load(brand.business, officer, colleague)
    cases.load(brand, officer, colleague)
