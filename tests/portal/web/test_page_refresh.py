"""What comes again by itself keeps no session alive."""

from datetime import timedelta

import pytest
from django.test import Client

from dsr.clock import machine
from dsr.lifecycle import Who
from dsr.models import Session
from tests import given

pytestmark = pytest.mark.django_db


def test_a_desk_that_was_left_is_idle_though_its_page_comes_again():
    client = Client()
    client.force_login(given.an_account(Who.VIEWER))
    left = machine() - timedelta(minutes=40)
    Session.objects.update(seen_at=left)
    assert client.get("/desk/you/?again=1").status_code == 200
    assert Session.objects.get().seen_at == left
    assert client.get("/desk/you/").status_code == 200
    assert Session.objects.get().seen_at > left
