"""Mail lists keep their short names, and keys of programs are only seen and revoked."""

from dsr import suppression
from dsr.models import ApiKey, MailList, Suppression
from tests.given import a_business
from tests.given_suppression import suppressed
from tests.portal.admin.pages import said_on, where


def test_a_key_is_revoked_and_its_hash_is_never_shown(client):
    key, text = suppression.make_api_key(a_business(), "mailer", ["check", "feed"])
    suppressed()
    page = client.get(where("apikey", f"{key.pk}/change/")).content.decode()
    assert "mailer" in page and "check, feed" in page
    assert key.digest not in page and text not in page
    assert client.get(where("apikey", "add/")).status_code == 403
    answer = client.post(where("apikey"), {"action": "revoke", "_selected_action": [key.pk]}, follow=True)
    assert "1 key is revoked" in said_on(answer)
    assert suppression.find_api_key(text) is None
    assert ApiKey.objects.get().revoked_at is not None
    assert not Suppression.objects.exclude(sealed_address="").exists()


def test_a_list_that_is_in_links_keeps_its_short_name(client):
    business = a_business()
    client.post(
        where("maillist", "add/"), {"business": business.pk, "slug": "news", "name": "News", "is_active": "on"}
    )
    one = MailList.objects.get()
    client.post(where("maillist", f"{one.pk}/change/"), {"slug": "other", "name": "Newsletter"})
    one.refresh_from_db()
    assert (one.slug, one.name, one.is_active) == ("news", "Newsletter", False)
