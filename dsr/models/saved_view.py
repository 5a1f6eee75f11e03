"""A view of the queue that somebody kept: filters, order and columns under a name, for oneself or for all."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedViewRows(models.QuerySet["SavedView"]):
    def shown_to(self, account_id: int) -> "SavedViewRows":
        """Own ones first, then those that others share, each by name."""
        own = models.Case(models.When(account=account_id, then=0), default=1)
        return self.filter(models.Q(account=account_id) | models.Q(is_shared=True)).order_by(own, "name", "pk")


class SavedView(models.Model):
    """`query` is what the address of the queue holds. Nobody who asks is named in it."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=600)
    is_shared = models.BooleanField(_("everybody at this desk sees it"), default=False)

    objects = SavedViewRows.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="saved_view_once")]
        indexes = [models.Index(fields=["name"], condition=models.Q(is_shared=True), name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name
