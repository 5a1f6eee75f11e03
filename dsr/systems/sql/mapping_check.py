"""Asking a database for all that a mapping names, before anybody approves it. No row of a person is read."""

from dsr.models import System
from dsr.systems.sql import confirmed_recipients, connections, find_person, mapping_json
from dsr.systems.sql.remarks import Remark


def check_mapping(system: System) -> list[Remark]:
    mapping = mapping_json.read_mapping(system.mapping)
    with connections.connect(connections.url_of(system)) as connection:
        for action in mapping.actions:
            find_person.touch(connection, mapping, action)
        confirmed_recipients.touch(connection, mapping)
    return []
