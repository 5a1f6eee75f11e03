"""One module a kind of request, which only declares. Adding a kind is adding a module here, and its words."""

from importlib import import_module
from pkgutil import iter_modules


def register_all() -> None:
    """Import every module of this folder; each registers the kind it declares."""
    for module in iter_modules(__path__):
        if module.name != "base":
            import_module(f"{__name__}.{module.name}")
