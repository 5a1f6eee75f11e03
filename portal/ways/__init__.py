"""What staff see and enter of each way to act in a system: a module a way, for a way that has more than its words."""

from importlib import import_module
from pkgutil import iter_modules

from portal.ways.base import StaffPart, every_part, part_of, register_part
from portal.ways.webhook import POINTS, new_secret_field

__all__ = ["POINTS", "StaffPart", "every_part", "new_secret_field", "part_of", "register_all", "register_part"]


def register_all() -> None:
    """Import every module of this folder; each registers the part it declares."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
