"""Evidence packs of a period: what the memory grew by from few requests to many, and how long each takes."""

import resource
import time
import tracemalloc
from datetime import timedelta
from itertools import count

from django.conf import settings

from dsr import anchors, evidence, letters, sealing
from dsr.clock import today
from dsr.models import Case, EvidencePack, Letter, Sealed
from tests import given
from tests.given_evidence import alone, wanted
from tests.given_many import many_like

_FEW = 100
_numbers = count(1)


def packs(cases: int) -> str:
    """A pack of a hundred requests, then one of all: answered, with their letters and an anchor."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    first = given.responded(business=given.a_ledger())
    Case.objects.filter(pk=first.pk).update(received_at=first.received_at - timedelta(days=400))
    told, made = [], 0
    for wanted_count in (_FEW, max(_FEW, cases)):
        _copy(first, wanted_count - made)
        made = wanted_count
        anchors.make_anchor()
        told.append(_made(first))
    return "\n".join(told)


def _copy(first: Case, more: int) -> None:
    """So many more, answered today, each with copies of its letters. Their journals have no chain of their own."""
    own = [(letter, letters.body_of(letter)) for letter in first.letters.order_by("pk")]
    names = [field.attname for field in Letter._meta.concrete_fields if field.attname != "id"]
    for case in many_like(first, more):
        Case.objects.filter(pk=case.pk).update(received_at=case.received_at + timedelta(days=400))
        for letter, body in own:
            number = next(_numbers)
            changes = {"case_id": case.pk, "key": f"copy-{number}", "message_id": f"<copy-{number}@example.com>"}
            row = Letter.objects.create(**({name: getattr(letter, name) for name in names} | changes))
            name = f"letter:{row.pk}"
            Sealed.objects.create(case=case, name=name, value=sealing.seal(case, name, body))


def _made(first: Case) -> str:
    pack = evidence.ask_pack(wanted(evidence.Days(first.business, today(), today())), alone())
    began = time.perf_counter()
    evidence.make_pack(pack.pk)
    took = time.perf_counter() - began
    tracemalloc.start()
    EvidencePack.objects.filter(pk=pack.pk).update(state="work")
    evidence.make_pack(pack.pk)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    pack = EvidencePack.objects.get(pk=pack.pk)
    whole = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = (
        f"evidence pack of {pack.total:,} requests, {pack.size / 2**20:.1f} MB: {took / pack.total * 1000:.0f} ms each"
    )
    return f"{said}; its own memory at most {peak / 2**20:.1f} MB, the process {whole:.0f} MB"
