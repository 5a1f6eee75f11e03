"""What is printed in one file is on record, letter by letter; what does not open was not printed."""

import pytest

from dsr.models import AccessEntry, Letter, Sealed
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_a_letter_that_does_not_open_is_not_recorded_as_printed(reviewer):
    party = {"name": "Ines Okafor", "postal": "12 Sample Street\nOakland, CA 94607"}
    paper = {"parties": {"subject": {"name": "Ines Okafor"}, "requester": party}, "delivery": "mail"}
    cases = [given.in_review(**paper), given.in_review(**paper)]
    Sealed.objects.filter(case=cases[1], name__startswith="letter-pdf:").delete()
    references = [case.reference for case in cases]
    for url, data in (
        ("/desk/bulk/", {"action": "print", "case": references}),
        (
            "/desk/letters/print/",
            {"letter": [f"{number}.0" for number in Letter.objects.values_list("pk", flat=True)]},
        ),
    ):
        AccessEntry.objects.all().delete()
        assert reviewer.post(url, data)["Content-Type"] == "application/pdf"
        noted = AccessEntry.objects.filter(name="exported").values_list("reference", flat=True)
        assert [one.partition("/")[0] for one in noted] == references[:1]
