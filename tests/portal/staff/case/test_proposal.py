"""What is proposed for a second person, as the case page shows it."""

import pytest

from portal.staff.case import proposal


@pytest.mark.parametrize(
    ("sealed", "shown"),
    [
        ({"subject_name": "Tomas Brandt", "requester_name": "Tomas Brandt"}, [("Name", "Tomas Brandt")]),
        (
            {"subject_name": "Tomas Brandt", "requester_name": "Ida Brandt"},
            [("Name of the person it is about", "Tomas Brandt"), ("Name of who wrote", "Ida Brandt")],
        ),
        ({"subject_name": "", "requester_name": "Ida Brandt"}, [("Name of who wrote", "Ida Brandt")]),
        ({"reason": "Spam."}, []),
    ],
)
def test_each_name_says_whose_it_is_and_one_person_stands_there_once(sealed, shown):
    assert proposal._names(sealed) == shown
