"""What letters say, held against what happened: the steps of the case, its year, and the ledger. Each letter once."""

import re
from datetime import date

from dsr import letters, recipients
from dsr.clock import PACIFIC
from dsr.formats import references
from dsr.models import Business, Case, Disclosure, Letter, Recipient, Sealed, Step, ThirdPartyNotice
from dsr.models.case import Delivery
from dsr.models.eligibility import About
from dsr.models.system import StepState
from dsr.models.third_party_notice import COUNTS

_NOTHING = re.compile(r"\b(deleted|closed|changed) nothing\b|We take no action|not acted on|do not act on")
_HONORED = "Opt-Out Request Honored"
_LISTS = {  # the sentence over a list of places, and the state that each step named below it must be in
    "We deleted, or made unrecognizable for good": StepState.DONE,
    "We also looked here": StepState.NOT_HELD,
    "We kept this": StepState.KEPT,
    "We must keep this for a time": StepState.KEPT,
    "The right to delete does not cover this": StepState.KEPT,
    "The reason to keep this has ended": StepState.DONE,
    "Nothing is left of what we kept here": StepState.NOT_HELD,
}
_OF_A_YEAR = re.compile(
    r"\b(?:[Ii]n|of) (\d{4})\b[^.]*\bdisclos|disclos[^.]*\bin (\d{4})\b|direct marketing in (\d{4})"
)
_SAYS_NO_CALIFORNIAN = re.compile(r"\bdo(?:es)? not live there")
_SAYS_UNPROVED = re.compile(r"could not verify who made|did not get enough of it|second step did not reach us")
_SAYS_NO_SALE = re.compile(r"We do not sell or share personal information now")
_SAYS_NO_BUSINESS = re.compile(r"is not one of them\. So we")
_TELL = (  # the sentences over a list of companies that are told
    "which process information for us, to do the same:",
    "to delete it and to pass this on:",
    "We told these companies, or are telling them",
    "We tell each of them to stop too, and to pass that on:",
)
_ADDS = re.compile(
    r"we sent you what we knew as of .*? Our check is finished now(\. Nothing was added|, and it added)?"
)
_SAYS_NONE = re.compile(r"disclosed no personal information")
_SAYS_ALL = re.compile(r"names and addresses of all")


def no_letter_says_what_is_not_so(case: Case, read: set[int]) -> None:
    """Every letter of the case that was not read before, as soon as it is fixed."""
    for letter in case.letters.all():
        if letter.pk in read or not Sealed.objects.filter(case=case, name=f"letter:{letter.pk}").exists():
            continue
        read.add(letter.pk)
        said = " ".join(letters.body_of(letter)["text"].split())
        about = f"{case.kind}, {letter.name}: {said}"
        _speaks_of_its_own_case(case, said, about)
        if letter.is_response:
            _agrees_with_the_steps(case, letters.body_of(letter)["text"], about)
        _agrees_with_the_records(case, said, about)
        _names_who_is_told(case, letters.body_of(letter)["text"], about)
        _agrees_with_the_ledger(case, letter, said, about)


def _speaks_of_its_own_case(case: Case, said: str, about: str) -> None:
    assert references.spell(case.reference) in said, f"another reference in {about}"


def _agrees_with_the_steps(case: Case, text: str, about: str) -> None:
    # A request that is answered with an earlier one tells of the work that was done for that.
    steps = list(Step.objects.filter(case=letters.deciding(case)).select_related("system"))
    done = [step.system.name for step in steps if step.state == StepState.DONE]
    if _NOTHING.search(text):
        assert not done, f"{done} was done, against {about}"
    if _HONORED in text:
        open_ones = [step.system.name for step in steps if step.state not in {StepState.DONE, StepState.NOT_HELD}]
        assert not open_ones, f"{open_ones} goes on, against {about}"
    for sentence, state in _LISTS.items():
        named = _names_below(text, sentence)
        right = {step.system.name for step in steps if step.state == state}
        wrong = [name for name in named if not any(name.startswith(one) for one in right)]
        assert not wrong, f"{wrong} is not {state}, against {about}"
    looks = {step.system.name: step.review_on for step in steps if step.state == StepState.KEPT}
    for line in _names_below(text, "We kept this"):
        day = next(looks[name] for name in looks if line.startswith(name))
        assert day is not None and f"We look again on {day:%B} {day.day}, {day.year}" in line, (
            f"{day}, against {about}"
        )


def _agrees_with_the_records(case: Case, said: str, about: str) -> None:
    """What it says of the person and the business."""
    if _SAYS_NO_CALIFORNIAN.search(said):
        cases = [case, *([letters.deciding(case)] if case.joined_to_id else [])]
        records = [one.eligibility_records.filter(about=About.RESIDENCE).order_by("-pk").first() for one in cases]
        told = [one.says for one in records if one] or [one.answers.get("ca_resident") for one in cases]
        assert "no" in told, f"nothing says where they live, against {about}"
    if _SAYS_UNPROVED.search(said):
        assert case.verified_at is None, f"it is proved, against {about}"
    business = Business.objects.get(pk=case.business_id)
    if _SAYS_NO_SALE.search(said):
        assert not (business.sells or business.shares), f"the business sells, against {about}"
    if _SAYS_NO_BUSINESS.search(said):
        assert not business.is_ccpa_business, f"it is such a business, against {about}"


def _names_who_is_told(case: Case, text: str, about: str) -> None:
    first = letters.deciding(case)
    told = set(ThirdPartyNotice.objects.filter(case=first, state__in=COUNTS).values_list("name", flat=True))
    told |= set(recipients.notified_by_other_means(first).values())
    for line in text.splitlines():
        if line.endswith(_TELL) or line.startswith(_TELL):
            assert (wrong := set(_names_below(text, line)) - told) == set(), f"nobody tells {wrong}, against {about}"


def _names_below(text: str, sentence: str) -> list[str]:
    """The lines of the list that follows the sentence."""
    _before, found, after = text.partition(sentence)
    lines = after.splitlines()[1:] if found else []
    names = []
    for line in filter(None, lines):
        if not line.startswith("- "):
            break
        names.append(line.removeprefix("- "))
    return names


def _agrees_with_the_ledger(case: Case, letter: Letter, said: str, about: str) -> None:
    years = {int(year) for found in _OF_A_YEAR.findall(said) for year in found if year}
    if case.year is None or not years:
        return
    assert years <= {case.year}, f"{case.year} is asked about, against {about}"
    assert case.year == case.received_at.astimezone(PACIFIC).year - 1
    if letter.compilation is None:
        return
    version, stated = letter.compilation.ledger_version, letter.compilation.statement
    if letter.compilation.as_of is None:
        holds = stated and stated.from_version <= version < (stated.until_version or version + 1)
        assert holds, f"nobody said that {case.year} is complete, against {about}"
    else:
        assert "not complete" in said and not _SAYS_NONE.search(said) and not _SAYS_ALL.search(said), about
    listed = _recipients(case.business_id, case.year, version)
    _adds_what_is_new(case, letter, said, listed, about)
    if _SAYS_NONE.search(said):
        assert not listed, f"{listed} got information, against {about}"
    if _SAYS_ALL.search(said):
        assert listed, f"the ledger lists nobody, against {about}"
        if letter.delivery == Delivery.EMAIL:  # on paper the list stands on pages of its own, of the same report
            assert [name for name in listed if name not in said] == [], about


def _adds_what_is_new(case: Case, letter: Letter, said: str, listed: list[str], about: str) -> None:
    """Whether the supplement says truly what it adds to what was sent as of a day."""
    if not (found := _ADDS.search(said)):
        return
    parts = case.letters.filter(compilation__as_of__isnull=False, pk__lt=letter.pk, state__in=["accepted", "mailed"])
    earlier = parts.order_by("-pk").first()
    assert earlier is not None, f"nothing was sent before, against {about}"
    before = _recipients(case.business_id, case.year or 0, earlier.compilation.ledger_version)
    if found[1] and "Nothing" in found[1]:
        assert before == listed, f"{before} became {listed}, against {about}"
    elif found[1]:
        assert set(before) < set(listed), f"{before} became {listed}, against {about}"


def _recipients(business_id: int, year: int, version: int) -> list[str]:
    """Who got what counts in that year, as this version of the ledger has it."""
    rows = Disclosure.objects.filter(
        business_id=business_id,
        exclusion="",
        period_start__lte=date(year, 12, 31),
        period_end__gte=date(year, 1, 1),
    ).in_version(version)
    keys = list(rows.values_list("recipient_key", flat=True))
    return sorted(
        Recipient.objects.filter(business_id=business_id, key__in=keys)
        .in_version(version)
        .values_list("name", flat=True)
    )
