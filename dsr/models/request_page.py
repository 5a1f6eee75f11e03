"""The page of one's own request: its link, the codes that open it, who is on it; and who asked for references."""

from django.db import models

from dsr.clock import machine
from dsr.models.business import Brand
from dsr.models.case import Case


class PageLink(models.Model):
    """What the letters to one reader carry: a keyed hash of its token. `number` counts the links of one case to them.

    The reader is who wrote; of one of many people the person has a link of their own, which shows what they were told.
    All letters carry the same one until it is ended; the next letter then carries the next.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="page_links")
    is_person = models.BooleanField(default=False)  # not of who wrote, but of whom it is about
    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField(default=machine)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "is_person", "number"], name="page_link_once")]


class PageCode(models.Model):
    """Six digits that were sent to the address on file, as a keyed hash. The newest of a link alone opens it, once."""

    link = models.ForeignKey(PageLink, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=machine)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # in vain


class PageVisit(models.Model):
    """Somebody who typed a right code, known by a hash of what their browser keeps. Nothing personal stands here."""

    link = models.ForeignKey(PageLink, on_delete=models.CASCADE, related_name="visits")
    digest = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField(default=machine)
    seen_at = models.DateTimeField(default=machine, db_index=True)


class ReferencesWish(models.Model):
    """Somebody asked for the references of an address, known or not: sealed until a worker has looked, then gone."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    sealed = models.TextField()
    language = models.CharField(max_length=10)
    at = models.DateTimeField(default=machine, db_index=True)
