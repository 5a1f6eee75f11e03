"""The admin's addresses, and what its pages say."""

from typing import Any


def where(model: str, rest: str = "") -> str:
    return f"/admin/dsr/{model}/{rest}"


def errors_on(page: Any) -> dict[str, list[str]]:
    assert page.status_code == 200, "the form is shown again"
    return {name: list(said) for name, said in page.context["adminform"].form.errors.items()}


def said_on(page: Any) -> str:
    return " ".join(str(message) for message in page.context["messages"])
