"""Whether a business sells or shares is asked in one place: nothing else reads what the set-up or the ledger says."""

import ast

from tests.house.source import REPOSITORY, Source, product

_FLAGS = frozenset({"sells", "shares"})
_MARK = "ccpa_sold_or_shared"
_ANSWER = "dsr/disclosures/sale_sources.py"
# The columns; the demo, which enters them; and what asks who got it, not whether any is sold.
_MAY_NAME_FLAGS = (_ANSWER, "dsr/models/business.py", "dsr/migrations/", "portal/demo/")
_MAY_NAME_MARK = (
    _ANSWER,
    "dsr/models/disclosure.py",
    "dsr/migrations/",
    "dsr/disclosures/imports/",
    "dsr/recipients/",
    "portal/admin/forms.py",
    "portal/demo/",
)


def _names(node: ast.AST) -> set[str]:
    """What the node reads, filters or looks up by, without what follows two underscores."""
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, ast.keyword):
        return set((node.arg or "").split("__"))
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    return set()


def other_answers(sources: list[Source]) -> list[str]:
    """Where something else than the one answer is asked whether a business sells or shares."""
    found = []
    for source in sources:
        for node in source.nodes:
            names = _names(node)
            if names & _FLAGS and not source.path.startswith(_MAY_NAME_FLAGS):
                found.append(source.fault(node, "reads what the set-up says: ask disclosures.sells_or_shares"))
            if _MARK in names and not source.path.startswith(_MAY_NAME_MARK):
                found.append(source.fault(node, "reads what the ledger says: ask disclosures.sells_or_shares"))
    return found


def test_one_function_says_whether_a_business_sells_or_shares() -> None:
    assert other_answers(product()) == []


def test_no_template_asks_the_set_up() -> None:
    asked = [
        path
        for path in (REPOSITORY / "templates").rglob("*.*")
        if any(word in path.read_text() for word in ("business.sells", "business.shares"))
    ]
    assert asked == []


def test_a_planted_second_answer_is_found() -> None:
    for planted in (
        "if brand.business.sells or other: pass\n",
        "Business.objects.filter(shares=True)\n",
        "Case.objects.filter(business__sells=True)\n",
        "getattr(business, 'sells')\n",
        "Disclosure.objects.filter(ccpa_sold_or_shared=True)\n",
    ):
        assert other_answers([Source("dsr/letters/planted.py", planted)]), planted
