"""What the supervisor must know of a run. It reads the environment only: whoever stays has no Django loaded."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.up import address, demo, folders
from portal.up.address import Address
from portal.up.errors import CannotStart


@dataclass(frozen=True)
class Facts:
    """One run: its folder, its address, and the socket of the broker that is ours to start, if one is."""

    is_demo: bool
    var: Path
    listen: Address
    public_url: str  # without a slash at its end; empty where production lacks it, which the preparation refuses
    socket: Path | None
    web_workers: int
    web_threads: int
    worker_processes: int
    shows_all: bool  # every line of every part, not only warnings


def read_facts(environ: Mapping[str, str], shows_all: bool = False) -> Facts:
    """Read them; var/ is made if it is not there. Raises CannotStart for what cannot be read."""
    var = folders.var_folder(environ)
    return Facts(
        is_demo=environ.get("DAYLIGHT_DEMO", "").strip() == "1",
        var=var,
        listen=address.parse_address(environ.get("LISTEN", "")),
        public_url=environ.get("PUBLIC_URL", "").strip().rstrip("/"),
        socket=folders.socket_path(var) if demo.is_embedded(environ) else None,
        web_workers=number("WEB_WORKERS", 2),
        web_threads=number("WEB_THREADS", 4),
        worker_processes=number("WORKER_CONCURRENCY", 2),
        shows_all=shows_all,
    )


def number(name: str, default: int) -> int:
    """A setting of the start itself, read from the environment. Raises CannotStart when it is not a number."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdigit() or int(value) < 1:
        raise CannotStart(f"{name} must be a whole number of 1 or more; it is {value!r}.")
    return int(value)
