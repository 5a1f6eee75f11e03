"""Closing an account as data: it rests on the business's own promise, never on the CCPA."""

from dsr.law import account, deletion


def test_a_grant_rests_on_the_posted_policy():
    assert {str(one.citation) for one in account.GRANTS} == {"Cal. Bus. & Prof. Code § 22576"}


def test_its_declines_are_some_of_those_of_a_deletion():
    # Stopping a part done says what it rests on: here the promise.
    shared = {one for one in account.DECLINES if one.code != "N_STOPPED"}
    assert shared < set(deletion.DECLINES)
    assert {"N_NOT_CA_CONSUMER", "N_NOT_A_BUSINESS"}.isdisjoint(one.code for one in account.DECLINES)  # for everyone
