"""What waits for a second person and is not done before: ending a request as none, or correcting its receipt."""

from django.db import models

from dsr.models.second_approval import SecondApproval


class Proposal(models.Model):
    """`content` has the plain facts of what is proposed, none of them personal; the approval says by whom and of what.

    Sealed in the case as `proposal:<id>`: the reason, and the names.
    """

    approval = models.OneToOneField(SecondApproval, on_delete=models.PROTECT, related_name="proposal")
    content = models.JSONField(default=dict)

    @property
    def sealed_as(self) -> str:
        return f"proposal:{self.pk}"
