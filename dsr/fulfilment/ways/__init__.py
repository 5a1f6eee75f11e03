"""One module a way to act in a system: how it acts, and what it says of itself. Adding a way is adding a module here,
and its templates; dsr/models/way.py has the protocol."""

from importlib import import_module
from pkgutil import iter_modules

from dsr.fulfilment.ways.owner_step import (
    OwnerTask,
    answer_owner_task,
    message_to_owner,
    owner_task_of,
    record_owner_asked,
    send_fresh_owner_link,
)
from dsr.fulfilment.ways.webhook_callback import CallbackResult, take_callback

__all__ = [
    "CallbackResult",
    "OwnerTask",
    "answer_owner_task",
    "message_to_owner",
    "owner_task_of",
    "record_owner_asked",
    "register_all",
    "send_fresh_owner_link",
    "take_callback",
]


def register_all() -> None:
    """Import every module of this folder; each way registers itself."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
