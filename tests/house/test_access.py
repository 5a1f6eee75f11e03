"""Pages reach a case through portal/access.py, and Celery tasks are a few lines that take ids."""

import ast

from tests.house.source import Source, calls, dotted, python

_DOOR = "portal/access.py"
_ROWS = {"Case.objects", "Case._default_manager", "BlindIndex.objects", "Sealed.objects"}
_SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
MOST_LINES_OF_A_TASK = 5


def around_access(sources: list[Source]) -> list[str]:
    """Pages that read cases, sealed values or blind indexes themselves. The demo's own cases are made by verbs too."""
    found = []
    for source in sources:
        if source.path == _DOOR:
            continue
        for node in source.nodes:
            if isinstance(node, ast.Attribute) and (
                ".".join(dotted(node).split(".")[-2:]) in _ROWS or node.attr in {"case_set", "sealed_set"}
            ):
                found.append(source.fault(node, f"{dotted(node)}: reach a case through portal/access.py"))
        for node, name in calls(source):
            if name.rpartition(".")[2] in _SHORTCUTS and any(dotted(part) == "Case" for part in node.args):
                found.append(source.fault(node, f"{name}(Case): reach a case through portal/access.py"))
    return found


def _is_task(node: ast.FunctionDef) -> bool:
    return any(dotted(part).rpartition(".")[2] in {"shared_task", "task"} for part in node.decorator_list)


def bad_tasks(sources: list[Source]) -> list[str]:
    found = []
    names: set[str] = set()
    for source in sources:
        for node in source.nodes:
            if not isinstance(node, ast.FunctionDef) or not _is_task(node):
                continue
            if source.path != "dsr/tasks.py":
                found.append(source.fault(node, f"{node.name}: tasks stand in dsr/tasks.py"))
            if (node.end_lineno or 0) - node.lineno + 1 > MOST_LINES_OF_A_TASK:
                found.append(source.fault(node, f"{node.name} does work itself: a task is a few lines"))
            arguments = [*node.args.args, *node.args.kwonlyargs]
            for argument in arguments:
                if dotted(argument.annotation or ast.Constant(0)) != "int":
                    found.append(source.fault(node, f"{node.name}({argument.arg}): tasks take ids"))
            if node.args.vararg or node.args.kwarg:
                found.append(source.fault(node, f"{node.name}: tasks take ids"))
            if node.name in names:
                found.append(source.fault(node, f"{node.name} stands twice"))
            names.add(node.name)
    return found


def test_pages_reach_a_case_through_access() -> None:
    assert around_access(python("portal")) == []


def test_tasks_are_small_and_take_ids() -> None:
    assert bad_tasks(python("dsr", "portal")) == []


def test_a_planted_way_around_is_found() -> None:
    assert around_access([Source("portal/staff/x.py", "case = Case.objects.get(pk=1)\n")])
    assert around_access([Source("portal/staff/x.py", "rows = models.Case.objects\n")])
    assert around_access([Source("portal/public/x.py", "case = get_object_or_404(Case, pk=1)\n")])
    assert around_access([Source("portal/public/x.py", "cases = brand.case_set.all()\n")])
    assert around_access([Source("portal/staff/x.py", "x = Sealed.objects.get(case=case)\n")])


def test_a_planted_task_is_found() -> None:
    task = "@shared_task(name='x')\ndef x({}):\n{}"
    assert bad_tasks([Source("dsr/tasks.py", task.format("email: str", "    pass\n"))])
    assert bad_tasks([Source("dsr/tasks.py", task.format("*ids", "    pass\n"))])
    assert bad_tasks([Source("dsr/tasks.py", task.format("work_id: int", "    pass\n" * 5))])
    assert bad_tasks([Source("dsr/engine/work_handlers.py", task.format("work_id: int", "    pass\n"))])
    assert not bad_tasks([Source("dsr/tasks.py", task.format("work_id: int", "    pass\n"))])
