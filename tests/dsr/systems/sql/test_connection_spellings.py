"""However the kind of a database is written in its connection, the driver that the desk has is taken."""

import pytest

from dsr.systems import sql


@pytest.mark.parametrize(
    ("written", "driver"),
    [
        ("postgres", "postgresql+psycopg"),
        ("postgresql", "postgresql+psycopg"),
        ("mysql", "mysql+pymysql"),
        ("mariadb", "mysql+pymysql"),
        ("mariadb+pymysql", "mysql+pymysql"),
        ("mysql+pymysql", "mysql+pymysql"),
    ],
)
def test_the_driver_that_is_meant_is_taken(written, driver):
    url = sql.parse_connection(f"{written}://desk:secret@db.example/shop")
    assert (url.drivername, url.host, url.database) == (driver, "db.example", "shop")
