"""The last date by the longest reading of the law is for counsel: nothing that a person reads tells it."""

import pytest

from tests.house.source import Source, files

FOR_PEOPLE = ("templates/public", "templates/letters", "portal/public")


def told(sources: list[Source]) -> list[str]:
    return [
        fault
        for source in sources
        for fault in source.matches(
            r"\bdue_latest\b", "a person reads the date for counsel: use letters.last_day_of, or due_safe"
        )
    ]


def test_no_person_reads_the_date_for_counsel() -> None:
    assert told(files(*FOR_PEOPLE)) == []


@pytest.mark.parametrize("planted", ['{{ case.due_latest|date:"F j, Y" }}', '{"last_day": case.due_latest}'])
def test_a_planted_date_for_counsel_is_found(planted: str) -> None:
    assert told([Source("templates/public/x.html", planted)])
