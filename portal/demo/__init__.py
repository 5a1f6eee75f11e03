"""What only the demo has: its sign-in, its mailbox, its clock. Nothing here answers unless settings.DEMO."""

# Not a secret: the demo listens on loopback only and prints this at every start.
DEMO_EMAIL = "officer@example.com"
DEMO_PASSWORD = "sunshine-on-every-disclosure"  # noqa: S105

# Where the browser finds every letter as sent, and the mail backend that keeps them.
MAILBOX_PATH = "/demo/mailbox/"
MAIL_BACKEND = "portal.demo.mailbox.MailboxBackend"
