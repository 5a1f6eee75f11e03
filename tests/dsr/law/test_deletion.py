"""Deletion as data: eight exceptions and no ninth, every code with its place in the law, and words of its own."""

import re

from dsr.law import account, correction, deletion
from dsr.law.endings import Keeping

CIV, CCR = "Cal. Civ. Code § ", "Cal. Code Regs. tit. 11, § "


def test_there_are_eight_exceptions():
    assert {one.code: str(one.citation) for one in deletion.EXCEPTIONS} == {
        "E1_TRANSACTION_WARRANTY_CONTRACT": f"{CIV}1798.105(d)(1)",
        "E2_SECURITY_INTEGRITY": f"{CIV}1798.105(d)(2)",
        "E3_DEBUG": f"{CIV}1798.105(d)(3)",
        "E4_FREE_SPEECH_OR_OTHER_RIGHT": f"{CIV}1798.105(d)(4)",
        "E5_CALECPA": f"{CIV}1798.105(d)(5)",
        "E6_RESEARCH_WITH_CONSENT": f"{CIV}1798.105(d)(6)",
        "E7_EXPECTED_INTERNAL_USE": f"{CIV}1798.105(d)(7)",
        "E8_LEGAL_OBLIGATION": f"{CIV}1798.105(d)(8)",
    }


def test_the_shared_grounds_have_their_codes():
    assert {one.code: str(one.citation) for one in deletion.SHARED} == {
        "X_LAW_OR_COURT": f"{CIV}1798.145(a)(1)(A)",
        "X_LE_HOLD": f"{CIV}1798.145(a)(1)(B)",
        "X_LEGAL_CLAIMS": f"{CIV}1798.145(a)(1)(E)",
        "X_GLBA": f"{CIV}1798.145(e)",
        "X_FCRA": f"{CIV}1798.145(d)",
        "X_HIPAA_CMIA": f"{CIV}1798.145(c)",
        "X_DPPA": f"{CIV}1798.145(f)",
        "X_HOUSEHOLD": f"{CIV}1798.145(p)",
        "X_STUDENT_GRADES": f"{CIV}1798.145(q)(1)",
        "X_YEARBOOK": f"{CIV}1798.145(r)",
        "X_OTHER_PERSON": f"{CIV}1798.145(k)",
        "X_NOT_COLLECTED_FROM_CONSUMER": f"{CIV}1798.105(a)",
        "X_DEIDENTIFIED": f"{CCR}7060(g)",
    }
    assert [one.code for one in deletion.GROUNDS if one.keeping is Keeping.HOLD] == ["X_LE_HOLD"]
    secret = [one.code for one in deletion.GROUNDS if one.may_be_secret]
    assert secret == ["E5_CALECPA", "X_LAW_OR_COURT", "X_LE_HOLD"]


def test_the_reasons_to_decline_have_their_codes():
    assert {one.code: str(one.citation) for one in deletion.DECLINES} == {
        "N_NOT_VERIFIED": f"{CCR}7022(a)",
        "N_NOT_CONFIRMED": f"{CCR}7020(e)",
        "N_NO_METHOD": f"{CCR}7062(g)",
        "N_STOPPED": f"{CCR}7022(f)",
        "N_NOT_CA_CONSUMER": f"{CIV}1798.140(i)",
        "N_AGENT_NO_PROOF": f"{CCR}7063(a)",
        "N_SUSPECTED_FRAUD_ACCOUNT": f"{CCR}7061(b)",
        "N_EXCESSIVE": f"{CIV}1798.145(h)(3)",
        "N_EXCESSIVE_FEE": f"{CIV}1798.145(h)(3)",
        "N_NO_ACTION": f"{CIV}1798.145(h)(2)",
        "N_DEFECTIVE": f"{CCR}7020(e)",
        "N_WRONG_DOOR": f"{CCR}7020(e)",
        "N_NOT_A_BUSINESS": f"{CIV}1798.140(d)",
        "N_SERVICE_PROVIDER": f"{CIV}1798.105(c)(3)",
    }
    assert {one.code for one in deletion.DECLINES if one.needs_reason} == {
        *("N_NO_METHOD", "N_EXCESSIVE", "N_EXCESSIVE_FEE", "N_NO_ACTION", "N_DEFECTIVE", "N_STOPPED"),
    }


def test_every_code_has_words_of_its_own_and_stands_once():
    everything = [*deletion.ENDINGS, *deletion.GROUNDS, *account.GRANTS]
    assert len({one.code for one in everything}) == len(everything)
    assert len({one.words for one in everything}) == len(everything)
    assert all(one.advice for one in (*deletion.ENDINGS, *account.ENDINGS))


def test_no_ground_calls_its_reader_the_person():
    """Letters about another person go to an agent, who did not order, agree or give anything."""
    grounds = (*deletion.GROUNDS, *correction.GROUNDS)
    assert [ground.code for ground in grounds if re.search(r"\b(you|your|yours)\b", ground.words)] == []
