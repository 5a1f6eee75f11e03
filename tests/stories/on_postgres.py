"""One step of the story of a restarted PostgreSQL, in a process of its own: its database is not the test's.

Started by tests only: python -m tests.stories.on_postgres STEP, where STEP is ask, grant or tell (facts as JSON).
"""

import json
import sys

import django

from tests.patience import until


def ask() -> None:
    from tests.given import a_case, a_ledger

    a_ledger()
    for _ in range(4):
        a_case()


def grant() -> None:
    from dsr import disclosures, review
    from dsr.models import Case, Compilation
    from tests.given import staff

    def all_ready() -> bool:
        left = Case.objects.exclude(state="review"), Compilation.objects.exclude(state="done")
        return not any(rows.exists() for rows in left)

    until(all_ready, "reports", lambda: str(list(Case.objects.values_list("state", "stuck"))))
    actor = staff()
    for case in Case.objects.all():
        draft = disclosures.request_compilation(case, "shine-the-light")
        review.approve(case.pk, actor, review.Approval(draft.outcome, compilation_id=draft.pk), seen=case.entry_count)


def tell() -> None:
    from dsr.journal import verify_chain
    from dsr.models import Case, DueWork, Entry, Letter

    until(lambda: not DueWork.objects.unfinished().exists(), "no work left")
    facts = {
        "states": sorted(Case.objects.values_list("state", flat=True)),
        "stuck": sorted(set(Case.objects.values_list("stuck", flat=True))),
        "responds": Entry.objects.filter(name="respond").count(),
        "letters": sorted(Letter.objects.values_list("message_id", flat=True)),
        "faults": [checked.fault for checked in verify_chain() if checked.fault],
        "unfinished": list(DueWork.objects.unfinished().values_list("key", "reason")),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    django.setup()
    {"ask": ask, "grant": grant, "tell": tell}[sys.argv[1]]()
