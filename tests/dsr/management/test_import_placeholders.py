"""What stands for nothing in a file of recipients is a gap, like an empty cell."""

import pytest

from dsr.models import Recipient
from tests.dsr.management.typed import fails, nothing_was_written, run
from tests.given import a_business

pytestmark = pytest.mark.django_db
NOTHING = [
    *(
        "n/a",
        "-",
        "None",
        "#N/A",
        "NULL",
        "TBD",
        "Unknown",
        "none given",
        "0",
        "same",
        "same as above",
        "xxx",
        "see file",
    ),
]


@pytest.mark.parametrize("nothing", [*NOTHING, ""])
def test_what_stands_for_nothing_is_a_gap_like_an_empty_cell(write, nothing):
    a_business()
    said = fails("import_recipients", write(f"Name,Address\nAlder,{nothing}\n{nothing or '#REF!'},1 Road\n"))
    assert said.splitlines()[1:] == ["  line 2: no postal address", "  line 3: no name"]
    assert nothing_was_written()


@pytest.mark.parametrize("nothing", ["N/A", "none given", "same as above", "0"])
def test_a_placeholder_for_the_street_is_a_gap_though_a_city_follows(write, nothing):
    a_business()
    rows = (
        f'Alder,"{nothing}, Fresno"\nBirch,"{nothing}, Fresno, CA 93701"\nCedar,"1 Road, {nothing}, Reno, NV 89501"\n'
    )
    said = fails("import_recipients", write(f"Name,Address\n{rows}"))
    assert said.splitlines()[1:] == ["  line 2: no postal address", "  line 3: no postal address"]
    run("import_recipients", write(f"Name,Address\n{rows}"), "--allow-gaps")
    found = dict(Recipient.objects.values_list("name", "postal_address"))
    assert found == {"Alder": "", "Birch": "", "Cedar": "1 Road\nReno, NV 89501"}
