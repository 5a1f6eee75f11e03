"""Commands as a person types them, and what they leave behind."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dsr.models import Business, Disclosure, LedgerVersion, Recipient

LIST = "Name,Address,Examples\nAlder Catalogs,1 Road,Rakes\nBirch Mail,2 Road,\n"


def run(command: str, *args: Any) -> str:
    said = StringIO()
    call_command(command, *args, stdout=said)
    return said.getvalue()


def fails(command: str, *args: Any) -> str:
    with pytest.raises(CommandError) as failed:
        run(command, *args)
    return str(failed.value)


def nothing_was_written() -> bool:
    return not (Recipient.objects.exists() or Disclosure.objects.exists() or LedgerVersion.objects.exists())


def ledger() -> list[tuple]:
    return [
        *Recipient.objects.order_by("pk").values_list(),
        *Disclosure.objects.order_by("pk").values_list(),
        *LedgerVersion.objects.order_by("pk").values_list(),
        *Business.objects.values_list("ledger_version"),
    ]
