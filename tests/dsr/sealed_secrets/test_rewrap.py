"""Every data key and secret comes under the newest key, and each secret opens in its own row alone."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from dsr import key_marks, sealed_secrets, sealing
from dsr.errors import CannotOpen
from dsr.models import Case, Listener, Suppression, System
from dsr.suppression import feed_address
from dsr.systems.sql.connections import url_of
from portal.staff.account.sign_in import SealedFactors
from tests import given

pytestmark = pytest.mark.django_db
SECRET = "whsec_" + "QUJD" * 11
URL = "sqlite:////tmp/shop.sqlite3"


@pytest.fixture
def older(frozen):
    """What an earlier release left: under the only key, bound to no row."""
    case = given.a_case()
    shop = System.objects.create(
        business=case.business,
        name="Shop",
        way="sql",
        owner_name="Ira Lund",
        sealed_connection=sealing.seal_secret(sealing.SYSTEM_CONNECTION, URL),
    )
    values = {"name": "Chat", "events": [], "sealed_secret": sealing.seal_secret(sealing.WEBHOOK_SECRET, SECRET)}
    Listener.objects.create(business=case.business, address="https://chat.example", **values)
    row = {"business": case.business, "purpose": "mail", "digest": "1" * 64, "since": case.received_at}
    Suppression.objects.create(**row, sealed_address=sealing.seal_secret("suppression", "ann@example.com"))
    factor = {"secret": sealing.seal_secret("second-factor", "JBSW")}
    Authenticator.objects.create(user=given.an_account(), type=Authenticator.Type.TOTP, data=factor)
    return case, shop


def rotate(settings):
    settings.SEALING_KEYS = {"t2": b"7" * 32, **settings.SEALING_KEYS}


def test_all_comes_under_the_newest_key_and_the_old_one_may_go(older, settings, capsys):
    case, shop = older
    rotate(settings)
    assert sealed_secrets.owed_secrets() == 4
    call_command("rewrap_keys")
    assert "5 values" in capsys.readouterr().out
    assert (sealed_secrets.owed_secrets(), key_marks.needs("t1")) == (0, 0)
    call_command("rewrap_keys")
    assert capsys.readouterr().out.startswith("0 values")
    settings.SEALING_KEYS = {"t2": b"7" * 32}
    kept = Case.objects.get(pk=case.pk)
    assert sealing.opens_data_key(kept)
    assert sealing.open_sealed(kept, "subject", kept.sealed.get(name="subject").value)["name"] == "Dana Whitlow"
    assert url_of(System.objects.get(pk=shop.pk)) == URL
    assert feed_address(Suppression.objects.get()) == "ann@example.com"
    assert SealedFactors().decrypt(Authenticator.objects.get().data["secret"]) == "JBSW"
    call_command("verify_journal")


def test_what_is_broken_off_goes_on(older, settings, monkeypatch):
    rotate(settings)
    batches = sealed_secrets.rewrap_secrets()
    next(batches)
    batches.close()
    assert sealed_secrets.owed_secrets() == 3
    call_command("rewrap_keys", after=Case.objects.get().pk)
    assert key_marks.needs("t1") == 1  # the request that was passed over
    call_command("rewrap_keys")
    assert key_marks.needs("t1") == 0


def test_a_secret_in_another_row_does_not_open(older):
    _case, shop = older
    call_command("rewrap_keys")
    shop.refresh_from_db()
    other = System.objects.create(
        business=shop.business, name="Other", way="sql", owner_name="X", sealed_connection=shop.sealed_connection
    )
    with pytest.raises(CannotOpen):
        url_of(other)
    row = Suppression.objects.get()
    row.digest = "2" * 64
    with pytest.raises(CannotOpen):
        feed_address(row)


def test_a_factor_of_another_account_lets_nobody_in(older):
    call_command("rewrap_keys")
    mine = Authenticator.objects.get()
    Authenticator.objects.create(user=given.an_account(), type=Authenticator.Type.TOTP, data=mine.data)
    with pytest.raises(CannotOpen, match="copied"):
        SealedFactors().decrypt(mine.data["secret"])
    Authenticator.objects.filter(pk=mine.pk).delete()
    with pytest.raises(CannotOpen):
        SealedFactors().decrypt(mine.data["secret"])


def test_the_days_work_binds_what_was_sealed_before_its_row_was_there(older):
    assert sealed_secrets.bind_fresh() == 2
    assert sealed_secrets.bind_fresh() == 0
    assert sealing.is_bound(Listener.objects.get().sealed_secret)


def test_a_start_without_a_key_is_refused_with_how_many_values_need_it(older, settings):
    key_marks.leave_key_marks()
    settings.SEALING_KEYS = {"t2": b"7" * 32}
    (problem,) = [one for one in key_marks.key_problems() if one.name == "t1"]
    assert problem.is_fatal and "5 values" in problem.words
    Case.objects.update(data_key=None)
    (problem,) = [one for one in key_marks.key_problems() if one.name == "t1"]
    assert problem.is_fatal and "4 values" in problem.words


def test_what_does_not_open_is_named_and_left(older, settings):
    rotate(settings)
    Listener.objects.update(sealed_secret=sealing.seal_secret("something else", SECRET))
    with pytest.raises(CommandError, match=r"dsr.Listener \d+, sealed_secret"):
        call_command("rewrap_keys")
    assert sealed_secrets.owed_secrets() == 1


@pytest.mark.parametrize("renewed", [sealed_secrets.bind_fresh, lambda: list(sealed_secrets.rewrap_secrets())])
def test_a_mapping_stays_approved_when_its_connection_is_sealed_anew_and_one_that_was_not_stays_so(
    older, settings, renewed
):
    _case, shop = older
    other = System.objects.create(
        business=shop.business, name="Other", way="sql", sealed_connection=shop.sealed_connection
    )
    System.objects.filter(pk=shop.pk).update(approved_digest=shop.mapping_digest)
    rotate(settings)
    renewed()
    shop.refresh_from_db()
    other.refresh_from_db()
    assert sealing.is_bound(shop.sealed_connection) and shop.is_approved and url_of(shop) == URL
    assert sealing.is_bound(other.sealed_connection) and not other.is_approved
