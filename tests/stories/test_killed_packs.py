"""A worker is killed while it makes a pack: the next one begins it anew, and no journal tells of it twice."""

from dsr import evidence
from dsr.clock import today
from dsr.journal import check_chain
from dsr.models import Case, Entry, EvidencePack
from tests.given import a_case
from tests.given_evidence import alone, content, verified, wanted

POINTS = ("pack-case:before", "pack-case:after", "pack-mark:after")


def test_a_pack_whose_workers_are_killed_is_whole_in_the_end(river, tmp_path):
    cases = [a_case() for _ in range(4)]
    river.until_state("review", *cases)
    river.doom(POINTS)
    days = evidence.Days(cases[0].business, today(), today())
    pack = evidence.ask_pack(wanted(days), alone())
    river.until_rest()
    pack = EvidencePack.objects.get(pk=pack.pk)
    assert (pack.state, pack.done) == ("ready", 4)
    assert sorted(river.deaths) == sorted(POINTS)
    assert Entry.objects.filter(name="evidence-pack").count() == 4
    assert not [one for one in map(check_chain, Case.objects.all()) if one.fault]
    status, said = verified(tmp_path, content(pack))
    assert status == 2 and "Journals: 4." in said
