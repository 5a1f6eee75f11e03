"""Whom the law of a kind covers: each condition, the outcome that denies it, and how the person is asked about it."""

from dataclasses import dataclass

from dsr.kinds.base.questions import Words
from dsr.law.citations import Citation


@dataclass(frozen=True)
class Requirement:
    """Something that must be so for the law to cover the person. Whoever does not say that it is not so is covered.

    `about` is a subject of dsr/models/eligibility.py; `outcome` declines because it is not so; `rests_on` names what a
    record of that may rest on. `answer` is the plain answer that says yes or no, where the form asks for one.
    """

    about: str
    outcome: str
    law: Citation
    rests_on: tuple[str, ...]
    answer: str = ""
    question: Words = ""  # put to who wrote, in a letter, with %(name)s; empty: nobody is asked
    own_question: Words = ""  # the same to who asks for themselves
    wants_months: int = 0  # a last purchase denies it once it is so many calendar months old
