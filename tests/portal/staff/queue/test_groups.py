"""The group that a row of the queue is drawn in is the one that finds it, whatever stands on the request."""

from datetime import timedelta
from itertools import product

import pytest
from django.db.models import BooleanField, ExpressionWrapper

from dsr.clock import today
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Case
from dsr.models.to_do import ToDo
from dsr.reasons import Reason
from portal.staff.queue import filters, listing
from tests import given

pytestmark = pytest.mark.django_db
_MARKS = (
    {},
    {"mail_waits": "notice"},
    {"mail_waits": "letter"},
    {"step_waits": "failed"},
    {"message_waits": "yes"},
    {"second_waits": "yes"},
    {"outcome": sorted(base.get("shine-the-light").codes_owing_rest)[0]},
    {"stuck": Reason.NOT_WEIGHED},
    {"stuck": Reason.LETTER_RETURNED},
)
_BLANK = {name: "" for one in _MARKS for name in one}
_CODES = [code for code, _words in filters.GROUPS]


def test_each_case_is_drawn_in_the_one_group_that_finds_it():
    case, found = given.in_review(), set()
    says = {f"in_{code}": ExpressionWrapper(listing.of_group(code, today()), BooleanField()) for code in _CODES}
    rows = Case.objects.filter(pk=case.pk)
    for state, marks, days in product(set(State) - {State.CLOSED, State.FORGOTTEN}, _MARKS, (1, 2)):
        rows.update(**{**_BLANK, **marks}, state=state, send_by=today() + timedelta(days=days))
        row = rows.annotate(**says).get()
        groups = [code for code in _CODES if getattr(row, f"in_{code}")]
        assert groups in ([], [listing.group_of(row, today())]), (state, marks, days)
        assert groups or row.to_do in {ToDo.WAITS, ToDo.ANSWERED, ToDo.ENDED}
        found.update(groups)
    assert found == set(_CODES)
