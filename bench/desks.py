"""Desks of different sizes side by side: each page is asked of each in turns, so that a slow moment slows all."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import Client

from bench.seed import seed_cases
from dsr.models import Account, Case
from tests.environment import SCRATCH


class Desk:
    """A database of so many cases, and a browser that is signed in."""

    def __init__(self, cases: int, name: str) -> None:
        self.cases, self.name = cases, name
        settings = {**deepcopy(connection.settings_dict), "NAME": name}
        self._own = type(connection._connections[DEFAULT_DB_ALIAS])(settings, DEFAULT_DB_ALIAS)  # type: ignore[attr-defined]
        self.seeded = 0.0
        self.browser = Client()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Inside, every query goes to this database."""
        before = connections[DEFAULT_DB_ALIAS]
        connections[DEFAULT_DB_ALIAS] = self._own
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = before

    def fill(self) -> None:
        with self.open():
            began = time.perf_counter()
            seed_cases(self.cases)
            self.seeded = time.perf_counter() - began
            self.sign_in()

    def sign_in(self) -> None:
        """Somebody who has requests of their own."""
        reader = Account.objects.get(pk=Case.objects.exclude(assignee=None).values_list("assignee", flat=True)[0])
        self.browser.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")

    def close(self) -> None:
        self._own.close()


@contextmanager
def desks(sizes: list[int]) -> Iterator[list[Desk]]:
    """One of each size, each a copy of the database of this measurement; gone at the end."""
    made = [Desk(cases, _copy(cases)) for cases in sizes]
    try:
        for desk in made:
            desk.fill()
        yield made
    finally:
        for desk in made:
            desk.close()
            _drop(desk.name)


def _copy(cases: int) -> str:
    own = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        path = SCRATCH / f"desk-{cases}.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM INTO '{path}'")
        return str(path)
    name = f"{own}_{cases}"
    connection.close()
    _at_another(f'CREATE DATABASE "{name}" TEMPLATE "{own}"')
    return name


def _drop(name: str) -> None:
    if connection.vendor == "sqlite":
        Path(name).unlink()
    else:
        _at_another(f'DROP DATABASE "{name}" WITH (FORCE)')


def _at_another(statement: str) -> None:
    """A database cannot be copied from within itself."""
    import psycopg

    facts = {**connection.get_connection_params(), "dbname": "postgres"}
    told = {name: facts[name] for name in ("host", "port", "user", "password", "dbname") if facts.get(name)}
    with psycopg.connect(**told, autocommit=True) as server:
        server.execute(statement)


def medians(desks_: list[Desk], call: Callable[[Desk], object], rounds: int) -> list[float]:
    """The median seconds at each desk, in turns, after one round that does not count."""
    times: dict[str, list[float]] = {desk.name: [] for desk in desks_}
    for turn in range(rounds + 1):
        for desk in desks_:
            with desk.open():
                began = time.perf_counter()
                call(desk)
                taken = time.perf_counter() - began
            if turn:
                times[desk.name].append(taken)
    return [statistics.median(times[desk.name]) for desk in desks_]
