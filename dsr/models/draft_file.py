"""A file of a form that is not sent yet: sealed under a key of its own, forgotten with what was typed beside it."""

import secrets

from django.db import models


def _random_name() -> str:
    return secrets.token_hex(16)


class DraftFile(models.Model):
    """The name and sort of the file stand with the answers, sealed in the session that alone knows of this row."""

    name = models.CharField(max_length=32, primary_key=True, default=_random_name)
    data_key = models.BinaryField()
    sealed = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)
