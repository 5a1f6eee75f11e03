"""How the record of each fact that letters state is made, taken away and turned into its opposite, in a test."""

from collections.abc import Mapping

from tests.given_facts import of_business, of_person, of_work
from tests.given_facts.tried import Change, Tried

__all__ = ["TRIED", "Change", "Tried"]

# By the name of the fact. One without an entry fails tests/house/test_fact_records.py.
TRIED: Mapping[str, Tried] = {**of_work.TRIED, **of_person.TRIED, **of_business.TRIED}
