"""The demo's mail is kept byte for byte and read back."""

from django.core.mail import EmailMultiAlternatives
from django.test import override_settings

from portal.demo import mailbox, views


def _letter(subject: str) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(subject, "Plain words.", "desk@example.com", ["dana@example.com"])
    message.attach_alternative("<p>Words</p>", "text/html")
    message.attach("report.pdf", b"%PDF-1.7", "application/pdf")
    return message


def test_what_was_sent_is_read_back_newest_first(tmp_path):
    with override_settings(VAR_DIR=tmp_path):
        backend = mailbox.MailboxBackend()
        assert backend.send_messages([_letter("First"), _letter("Second")]) == 2
        kept = mailbox.newest()
        assert [letter.message["subject"] for letter in kept] == ["Second", "First"]
        again = mailbox.one(kept[0].name)
    assert again is not None
    assert (again.text.strip(), again.html.strip()) == ("Plain words.", "<p>Words</p>")
    assert again.attachments == [("report.pdf", b"%PDF-1.7")]


def test_a_name_never_leaves_the_folder(tmp_path):
    (tmp_path / "secret.eml").write_text("Subject: no\n\n")
    with override_settings(VAR_DIR=tmp_path):
        assert mailbox.one("../secret") is None
        assert mailbox.newest() == []


def test_a_letter_is_shown_light_and_dark_and_as_it_was_sent(tmp_path, rf):
    page = "<style>:root { color-scheme: light dark; }</style><p>Words</p>"
    message = EmailMultiAlternatives("S", "Plain", "desk@example.com", ["dana@example.com"])
    message.attach_alternative(page, "text/html")
    with override_settings(VAR_DIR=tmp_path):
        mailbox.MailboxBackend().send_messages([message])
        [kept] = mailbox.newest()
        shown = {look: views.body(rf.get("/", {"look": look}), kept.name) for look in ("light", "dark", "other")}
    said = {look: one.content.decode().strip() for look, one in shown.items()}
    assert said["other"] == page
    assert said["dark"] == page.replace("light dark", "dark") and said["light"] == page.replace("light dark", "light")
