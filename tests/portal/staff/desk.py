"""What the tests of the case page share: a case to decide, its pages and its forms."""

from dsr import disclosures
from dsr.formats import references
from dsr.models import Case
from tests import given
from tests.bare_days import without_times


def at(case, *parts):
    return "/".join(["/desk", references.spell(case.reference), *parts, ""])


def page(client, case, opened=""):
    """The page of a case; with the form of what is seldom done, by its name, where one is asked for."""
    answer = client.get(at(case), {"open": opened} if opened else {})
    assert answer.status_code == 200
    return without_times(answer.content.decode())


def compiled(case):
    return disclosures.current_compilation(case, "shine-the-light")


def approval(case, **changes):
    values = {"seen": case.entry_count, "outcome": "STL_DISCLOSED", "compilation": compiled(case).pk, "note": ""}
    return {**values, **changes}


def as_sent(form):
    """What the form would send as it stands, with the password and ground of who works alone where it asks."""
    values = {bound.html_name: bound.value() or "" for bound in form}
    return values | {name: value for name, value in given.ALONE.items() if name in form.fields}


def fresh(case):
    return Case.objects.get(pk=case.pk)
