"""The environment of the demo, made before Django reads its settings. Production passes untouched."""

from collections.abc import Mapping, MutableMapping
from pathlib import Path

from portal import demo
from portal.up import address, folders, keys
from portal.up.errors import CannotStart

Environ = MutableMapping[str, str]
DATABASE = "daylight.sqlite3"
KEY_FILE = "demo.env"
# Whoever sets one of these means production; without DATABASE_URL the settings then name what is missing.
PRODUCTION_ONLY = (*keys.NAMES, "ALLOWED_HOSTS", "PUBLIC_URL", "MAIL_FROM")


def prepare_demo(argv: list[str], environ: Environ) -> None:
    """Fill in the demo's environment when this command line is the demo's.

    The demo is `manage.py up` without DATABASE_URL, and any command with DAYLIGHT_DEMO=1. Raises CannotStart.
    """
    asked = _set(environ, "DAYLIGHT_DEMO") == "1"
    starts = argv[1:2] == ["up"] and not any(argument in ("-h", "--help") for argument in argv)
    bare = not any(_set(environ, name) for name in ("DATABASE_URL", *PRODUCTION_ONLY))
    if asked or (starts and bare):
        _fill(environ, first=starts)


def _set(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip()


def _fill(environ: Environ, first: bool) -> None:
    var = folders.var_folder(environ)
    database = f"sqlite:///{var / DATABASE}"
    if _set(environ, "DATABASE_URL") not in ("", database):
        raise CannotStart(
            "DAYLIGHT_DEMO=1 and DATABASE_URL are both set. The demo has a known password and works only on"
            f" its own database.\nUnset DAYLIGHT_DEMO for production, or DATABASE_URL for the demo in {var}."
        )
    listen = address.parse_address(_set(environ, "LISTEN"))
    if not listen.is_loopback:
        raise CannotStart(
            f"The demo listens on this machine only, and LISTEN is {listen}.\n"
            "Choose 127.0.0.1 and a port, or set up production (.env.example explains each variable)."
        )
    its_own = {
        **_keys(var, first),
        "PUBLIC_URL": f"http://{listen}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "MAIL_FROM": "privacy@fernwood.example",
    }
    _refuse_others(environ, its_own, var / KEY_FILE)
    environ.update(its_own)
    environ.update(
        DAYLIGHT_DEMO="1",
        DAYLIGHT_VAR=str(var),
        DATABASE_URL=database,
        LISTEN=str(listen),
        MAIL_BACKEND=demo.MAIL_BACKEND,
    )
    # A REDIS_URL of one's own serves where there is no embedded broker.
    environ["REDIS_URL"] = _set(environ, "REDIS_URL") or f"unix://{folders.socket_path(var)}"


def _refuse_others(environ: Mapping[str, str], its_own: Mapping[str, str], file: Path) -> None:
    """Whoever set something else would believe that it counts; the demo's programs have what it gave them."""
    others = [name for name in PRODUCTION_ONLY if _set(environ, name) not in ("", its_own[name])]
    if others:
        raise CannotStart(
            f"DAYLIGHT_DEMO=1, and {', '.join(others)} in the environment would change nothing: the demo has its own"
            f" address and sender, and its keys stand in {file}.\n"
            "Unset them for the demo, or DAYLIGHT_DEMO for production."
        )


def _keys(var: Path, first: bool) -> dict[str, str]:
    path = var / KEY_FILE
    if not path.exists():
        if (var / DATABASE).exists():
            raise CannotStart(
                f"The data in {var} is sealed, and its keys, {path}, are gone.\n"
                f"Put the file back, or start afresh: remove {var}"
            )
        if not first:
            raise CannotStart(f"There is no demo in {var} yet. Start it first: make up")
        keys.make_keys(path)
    return keys.read_keys(path)


def is_embedded(environ: Mapping[str, str]) -> bool:
    """Whether the broker is ours to start: the demo without a REDIS_URL of one's own."""
    if _set(environ, "DAYLIGHT_DEMO") != "1":
        return False
    return _set(environ, "REDIS_URL") == f"unix://{folders.socket_path(Path(environ['DAYLIGHT_VAR']))}"
