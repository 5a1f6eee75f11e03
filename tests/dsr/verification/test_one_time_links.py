"""Links and codes of letters: used once, for their time, and never kept as they are."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from dsr import verification
from dsr.clock import now
from dsr.formats.references import ALPHABET
from dsr.models import Secret
from dsr.verification import one_time_links
from tests.patience import PATIENCE

WEEK = timedelta(days=7)
codes = st.text(st.sampled_from(ALPHABET), min_size=8, max_size=8)
noise = st.text(st.sampled_from(" -\u2013\u2011\u00a0\u00ad\t"), max_size=3)


def kept(target: int = 1, purpose: str = verification.FOR_PROOF) -> tuple[one_time_links.DrawnSecret, Secret]:
    drawn = verification.draw_secret()
    return drawn, verification.keep_secret(purpose, target, drawn, WEEK)


def test_a_token_has_192_bits_and_a_code_is_easy_to_type():
    drawn = [verification.draw_secret() for _ in range(300)]
    assert len({one.token for one in drawn}) == len({one.code for one in drawn}) == 300
    assert all(len(one.token) == 32 and len(one.code) == 8 and set(one.code) <= set(ALPHABET) for one in drawn)
    assert drawn[0].spelled == f"{drawn[0].code[:4]}-{drawn[0].code[4:]}"


@given(codes, st.lists(noise, min_size=9, max_size=9))
def test_spaces_dashes_and_case_do_not_matter(code, between):
    typed = between[8] + "".join(character + gap for character, gap in zip(code.lower(), between, strict=False))
    assert one_time_links.parse_code(typed) == one_time_links.parse_code(code)


@given(codes)
def test_look_alikes_are_read_as_one(code):
    misread = code.translate(str.maketrans("S5Z2B8G6Q", "5S2Z8B6GO"))
    assert one_time_links.parse_code(misread) == one_time_links.parse_code(code)
    assert one_time_links.parse_code(misread.replace("O", "0")) == one_time_links.parse_code(code)


@given(codes, codes)
def test_codes_that_do_not_look_alike_stay_apart(one, other):
    folded = str.maketrans("SZBG", "5286")
    assert (one_time_links.parse_code(one) == one_time_links.parse_code(other)) == (
        one.translate(folded) == other.translate(folded)
    )


@pytest.mark.django_db
class TestKept:
    pytestmark = pytest.mark.usefixtures("frozen")

    def test_only_hashes_are_kept(self):
        drawn, row = kept()
        values = " ".join(str(value) for value in Secret.objects.filter(pk=row.pk).values_list()[0])
        assert drawn.token not in values and drawn.code not in values and len(row.digest) == 64

    def test_it_is_found_by_its_token_and_its_purpose_alone(self):
        drawn, row = kept()
        found = verification.find_secret(verification.FOR_PROOF, drawn.token)
        assert found and found.is_live and found.secret == row
        assert verification.find_secret(verification.FOR_STEP, drawn.token) is None
        assert verification.find_secret(verification.FOR_PROOF, drawn.token[:-1]) is None
        assert verification.find_secret(verification.FOR_PROOF, drawn.code) is None

    def test_a_code_is_found_for_its_own_target_alone(self):
        drawn, row = kept(target=1)
        kept(target=2)
        found = one_time_links.find_code(verification.FOR_PROOF, 1, f" {drawn.spelled.lower()} ")
        assert found and found.is_live and found.secret == row
        assert one_time_links.find_code(verification.FOR_PROOF, 2, drawn.code) is None
        assert one_time_links.find_code(verification.FOR_STEP, 1, drawn.code) is None
        assert one_time_links.find_code(verification.FOR_PROOF, 1, "") is None

    def test_an_older_letter_stays_good_beside_a_fresh_one(self):
        first, _row = kept()
        second, _row = kept()
        states = [verification.find_secret(verification.FOR_PROOF, one.token) for one in (first, second)]
        assert all(one and one.is_live for one in states)

    def test_it_is_used_once(self):
        drawn, row = kept()
        assert verification.use_secret(row) and not verification.use_secret(row)
        found = verification.find_secret(verification.FOR_PROOF, drawn.token)
        assert found and found.state == "used"

    def test_its_time_ends(self, frozen):
        drawn, row = kept()
        frozen(now() + WEEK)
        found = verification.find_secret(verification.FOR_PROOF, drawn.token)
        assert found and found.state == "expired" and not verification.use_secret(row)

    def test_all_of_a_target_end_together_and_a_used_one_stays_used(self):
        used, first = kept()
        drawn, second = kept()
        other, _row = kept(target=2)
        verification.use_secret(first)
        assert verification.end_secrets(verification.FOR_PROOF, 1) == 1
        states = [verification.find_secret(verification.FOR_PROOF, one.token) for one in (used, drawn, other)]
        assert [one and one.state for one in states] == ["used", "ended", "live"]
        assert not verification.use_secret(second)


@pytest.mark.django_db(transaction=True)
def test_of_many_presses_at_once_one_uses_it():
    _drawn, row = kept()
    results: list[bool] = []
    start = threading.Barrier(8)

    def press() -> None:
        start.wait(PATIENCE)
        results.append(verification.use_secret(Secret.objects.get(pk=row.pk)))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 7 + [True]
