"""State is written and entries are made in dsr/journal/writer.py alone; nothing happens behind a save.

dsr/journal/entry_macs.py adds the mac that an older entry lacks, data_keys.py wraps a case's data key anew."""

import ast
import re

import pytest

from tests.house.source import Source, calls, dotted, imports, product, python

_JOURNAL = {"dsr/journal/writer.py", "dsr/journal/entry_macs.py", "dsr/journal/data_keys.py"}
_WRITES = re.compile(
    r"\.(a?(create|update|save|delete|get_or_create|update_or_create|bulk_create|bulk_update)|_raw_delete)$"
)
# `Case.objects…`, `case.save`, `self.case.save`, `cases.update`, `access.cases_for_staff(…).update`, `business.cases`.
_OF_A_CASE = re.compile(r"(^|\.|_)(Case|Entry|cases?|entry|entries|case_set|entry_set)(\.|_for|_found|_of|_set)")
_WRITES_ROWS = {"insert_new", "insert_unless_known", "update_columns"}
_A_CASE = re.compile(r"\b(Case|Entry)\(|(^|[\[ .])(case|entry|made|_entry)\b")
_CHAIN = {"entry_count", "head", "due_safe", "due_latest", "retain_until", "forgotten_at", "data_key", "outcome"}


def _is_write(source: Source, node: ast.Call, name: str) -> bool:
    if name.rpartition(".")[2] == "Entry":
        return True
    if name.rpartition(".")[2] in _WRITES_ROWS:  # of any model: what is written is told by what it is given
        return bool(_A_CASE.search(" ".join(ast.unparse(one) for one in node.args)))
    if not _WRITES.search(name):
        return False
    return bool(_OF_A_CASE.search(name)) or bool(_CHAIN & {keyword.arg for keyword in node.keywords})


def other_writers(sources: list[Source]) -> list[str]:
    found = []
    for source in sources:
        if source.path in _JOURNAL:
            continue
        found += [
            source.fault(node, f"{name}: only the journal writes a case or an entry")
            for node, name in calls(source)
            if _is_write(source, node, name)
        ]
        for node in source.nodes:
            targets = node.targets if isinstance(node, ast.Assign) else []
            found += [
                source.fault(node, f"{dotted(target)} is set: only the journal writes it")
                for target in targets
                if isinstance(target, ast.Attribute)
                and re.search(r"(^|\.)case$", dotted(target.value))
                and target.attr in {"state", "entry_count", "head"}
            ]
    return found


def hidden_steps(sources: list[Source]) -> list[str]:
    """Receivers and save() overrides act where nobody looks for them. A session is no row of ours."""
    found = []
    for source in sources:
        for node, name in imports(source):
            if name.startswith("django.db.models.signals.") and not name.endswith("_migrate"):
                found.append(source.fault(node, f"{name}: no receivers of model signals"))
            elif name.startswith("django.dispatch"):
                found.append(source.fault(node, f"{name}: no receivers"))
        for node in source.nodes:
            if isinstance(node, ast.ClassDef) and [ast.unparse(base) for base in node.bases] != ["db.SessionStore"]:
                found += [
                    source.fault(part, f"{node.name}.{part.name} overrides what every save does")
                    for part in node.body
                    if isinstance(part, ast.FunctionDef) and part.name in {"save", "delete"}
                ]
    return found


_HAVE_SQL = {
    *("dsr/triggers.py", "portal/public/site_endpoints.py"),
    *("dsr/models/raw_sql.py", "dsr/models/many_rows.py"),
}


def raw_sql(sources: list[Source]) -> list[str]:
    """SQL of our own could write around the journal.

    Only the triggers have any, the question for its health, what a row says that was just written, and many new rows.
    """
    return [
        source.fault(node, f"{name}: SQL of its own")
        for source in sources
        if source.path not in _HAVE_SQL
        for node, name in calls(source)
        if name.rpartition(".")[2] in {"raw", "extra", "cursor", "RawSQL", "executemany", "executescript"}
    ]


def test_the_journal_is_the_one_writer() -> None:
    assert other_writers(product()) == []


def test_nothing_happens_behind_a_save() -> None:
    assert hidden_steps(product()) == []


def test_no_sql_of_its_own() -> None:
    assert raw_sql(python("dsr", "portal")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "Case.objects.filter(pk=1).update(stuck='')\n",
        "Case.objects.create(kind='x')\n",
        "case.save(update_fields=['state'])\n",
        "Case.objects.bulk_update(rows, ['state'])\n",
        "entry = Entry(case=case)\n",
        "models.Entry.objects.create(case=case)\n",
        "self.case.save()\n",
        "access.cases_for_staff(request).update(assignee=None)\n",
        "rows.update(due_safe=day)\n",
        "case.state = State.RESPONDED\n",
        "insert_new([case])\n",
        "insert_new([Case(kind='x')])\n",
        "update_columns(case, 'head')\n",
    ],
)
def test_a_planted_writer_is_found(planted: str) -> None:
    assert other_writers([Source("dsr/review/decisions.py", planted)])


@pytest.mark.parametrize(
    "planted",
    [
        "from django.db.models.signals import post_save\n",
        "from django.dispatch import receiver\n",
        "class Letter(models.Model):\n    def save(self, *args):\n        pass\n",
    ],
)
def test_a_planted_hidden_step_is_found(planted: str) -> None:
    assert hidden_steps([Source("dsr/models/letter.py", planted)])


def test_planted_sql_is_found() -> None:
    assert raw_sql([Source("dsr/review/decisions.py", "with connection.cursor() as c:\n    pass\n")])
    assert raw_sql([Source("dsr/review/decisions.py", "Case.objects.raw('select 1')\n")])
