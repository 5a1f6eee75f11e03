"""A member of staff: signs in by email and has one role."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from dsr.clock import now
from dsr.lifecycle import APPROVES_SECOND, DECIDES, STAFF_ROLES, Who


class AccountRows(BaseUserManager["Account"]):
    def who_decide(self) -> "models.QuerySet[Account]":
        """Who may work on requests, as `decides` says it of one."""
        return self.filter(role__in=DECIDES, is_active=True)

    def who_cannot_decide(self) -> "models.QuerySet[Account]":
        """Who may not work on requests any more, whatever is assigned to them."""
        return self.exclude(role__in=DECIDES, is_active=True)

    def second_approvers(self) -> "models.QuerySet[Account]":
        """Who may give second approvals, as `may_approve_second` says it of one."""
        return self.filter(role__in=APPROVES_SECOND, is_active=True)

    def administrators_beside(self, account: "Account") -> "models.QuerySet[Account]":
        """Who administers when this account does not."""
        return self.filter(role=Who.ADMINISTRATOR.value, is_active=True).exclude(pk=account.pk)

    def hold_administrators(self) -> None:
        """Until the transaction ends nobody else closes one, or takes the role away: two see each other's press."""
        list(self.filter(role=Who.ADMINISTRATOR.value, is_active=True).order_by("pk").select_for_update())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        return self.create_user(email, password, **{"role": Who.ADMINISTRATOR.value, **fields})

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    email = models.EmailField(_("email"), max_length=254)
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=[
            (Who.VIEWER.value, _("Viewer: reads")),
            (Who.AUDITOR.value, _("Auditor: reads everything, the access record too, and changes nothing")),
            (Who.REVIEWER.value, _("Reviewer: decides and responds")),
            (Who.APPROVER.value, _("Approver: also gives second approvals")),
            (Who.ADMINISTRATOR.value, _("Administrator: also sets the desk up")),
        ],
        default=Who.VIEWER.value,
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    daily_email = models.BooleanField(_("gets the daily email"), default=True)
    queue_columns = models.CharField(max_length=100, blank=True, editable=False)  # those that one turned on
    joined_at = models.DateTimeField(default=now, editable=False)

    objects = AccountRows()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("staff account")
        verbose_name_plural = _("staff accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="account_email_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in STAFF_ROLES]), name="account_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def who(self) -> Who:
        """The role as the lifecycle knows it."""
        return Who(self.role)

    @property
    def decides(self) -> bool:
        """Whether this person may work on requests."""
        return self.is_active and self.who in DECIDES

    @property
    def may_approve_second(self) -> bool:
        """Whether this person may be the second. Where two may, what deletes or gives out waits for the second."""
        return self.is_active and self.who in APPROVES_SECOND

    # Django's admin asks these three; it is for administrators only.
    @property
    def is_staff(self) -> bool:
        return self.is_active and self.who is Who.ADMINISTRATOR

    @property
    def is_superuser(self) -> bool:
        return self.is_staff

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_staff

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff
