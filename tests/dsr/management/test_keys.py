"""The command that shows which keys the database knows, and gives one up."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dsr import key_marks
from dsr.models import KeyMark
from tests.given_suppression import suppressed

pytestmark = pytest.mark.django_db


def said(*args: str) -> str:
    out = StringIO()
    call_command("keys", *args, stdout=out)
    return out.getvalue()


def test_a_lost_key_is_shown_and_given_up_only_on_purpose(settings):
    suppressed()
    key_marks.leave_key_marks()
    assert "LOST" not in said()
    settings.SUPPRESSION_KEY = b"8" * 32
    assert "suppression:only" in said() and "LOST" in said()
    with pytest.raises(CommandError, match="1 people on the list"):
        said("--accept-lost", "suppression:only")
    with pytest.raises(CommandError, match="No key links:t1 is lost"):
        said("--accept-lost", "links:t1", "--yes")
    assert "given up" in said("--accept-lost", "suppression:only", "--yes")
    assert key_marks.key_problems() == [] and KeyMark.objects.count() == 6
