"""One module a kind of request, which only declares. Adding a kind is adding a module here, and its words.

A module that names a `KIND` declares it. `base` says what a kind is made of.
"""

from importlib import import_module
from pkgutil import iter_modules


def register_all() -> None:
    """Register the KIND of every module of this folder that declares one."""
    from dsr.kinds import base  # noqa: PLC0415

    for found in iter_modules(__path__):
        module = import_module(f"{__name__}.{found.name}")
        if hasattr(module, "KIND"):
            base.register(module.KIND)
