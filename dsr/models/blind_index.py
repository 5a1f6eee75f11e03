"""Keyed hashes that find a case again: by exact email, name, phone or user name; and, apart, by a word of a name."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from dsr.models.case import Case

_WORD = "word"


class _WholeRows(models.Manager["BlindIndex"]):
    """All but words: what asks whether two requests are of one person never meets a hash that two people share."""

    def get_queryset(self) -> models.QuerySet["BlindIndex"]:
        return super().get_queryset().exclude(field=_WORD)


class BlindIndex(models.Model):
    """`party` is subject, requester or agent; `field` is email, name, phone or account, or that of a NameWord.

    A whole value and a word stand in one table, so that a request that comes in is written with one statement.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="blind_indexes")
    party = models.CharField(max_length=10)
    field = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[Any]] = _WholeRows()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "party", "field", "digest"], name="blind_index_once")]
        indexes = [
            models.Index(fields=["digest", "party"], name="blind_index_digest"),
            # The newest case with a word first, and whether a case has another word, each from the index alone.
            models.Index(fields=["digest", "case"], condition=models.Q(field="word"), name="blind_index_word"),
        ]


class _WordRows(models.Manager["NameWord"]):
    def get_queryset(self) -> models.QuerySet["NameWord"]:
        return super().get_queryset().filter(field=_WORD)


class NameWord(BlindIndex):
    """A word of a name: 20 bits of a keyed hash, which other words share, so that an opened name decides.

    Nothing but a search may go by it. Nothing tells which word came first.
    """

    objects: ClassVar[models.Manager[Any]] = _WordRows()

    class Meta:
        proxy = True


def word_row(case: Case, party: str, digest: str) -> BlindIndex:
    """The row of a word; not written yet."""
    return BlindIndex(case=case, party=party, field=_WORD, digest=digest)


def names_in(party: Mapping[str, Any]) -> list[str]:
    """What a sealed party is called: a name, a firm, the account name of a child."""
    return [str(party[field]) for field in ("name", "firm", "account") if party.get(field)]
