"""What the tests of the case page share: a case to decide, its pages and its forms."""

from dsr import disclosures
from dsr.formats import references
from dsr.models import Case


def at(case, *parts):
    return "/".join(["/desk", references.spell(case.reference), *parts, ""])


def page(client, case):
    answer = client.get(at(case))
    assert answer.status_code == 200
    return answer.content.decode()


def compiled(case):
    return disclosures.current_compilation(case, "shine-the-light")


def approval(case, **changes):
    values = {"seen": case.entry_count, "outcome": "STL_DISCLOSED", "compilation": compiled(case).pk, "note": ""}
    return {**values, **changes}


def fresh(case):
    return Case.objects.get(pk=case.pk)
