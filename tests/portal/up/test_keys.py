"""The demo's keys: what a later version needs is added, what is there is never replaced."""

import pytest

from portal.up import keys, prepare
from portal.up.errors import CannotStart
from portal.up.terminal import Terminal


def test_a_folder_of_an_older_version_gets_the_new_keys_once(tmp_path):
    path = tmp_path / "demo.env"
    keys.make_keys(path)
    whole = keys.read_keys(path)
    older = "".join(f"{name}={whole[name]}\n" for name in keys.NAMES if name not in keys._LATER)
    path.write_text(older.rstrip("\n"))
    read = keys.read_keys(path)
    assert set(read) == set(keys.NAMES)
    assert keys.read_keys(path) == read
    assert path.read_text().startswith(older)
    assert read["SUPPRESSION_KEY"] != whole["SUPPRESSION_KEY"]


@pytest.mark.django_db
def test_a_start_with_another_suppression_key_is_refused_and_a_lost_link_key_is_told(settings, capsys):
    terminal = Terminal()
    prepare._keys(terminal)
    settings.LINK_KEYS = {"new": b"7" * 32}
    prepare._keys(terminal)
    settings.SUPPRESSION_KEY = b"8" * 32
    with pytest.raises(CannotStart, match="own backup"):
        prepare._keys(terminal)
