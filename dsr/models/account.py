"""A member of staff: signs in by email and has one role."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from dsr.clock import now
from dsr.lifecycle import STAFF_ROLES, Who


class AccountRows(BaseUserManager["Account"]):
    def second_approvers(self) -> "models.QuerySet[Account]":
        """Who holds the right to give second approvals, as `may_approve_second` says it of one."""
        may = models.Q(role=Who.ADMINISTRATOR) | models.Q(role=Who.REVIEWER, is_second_approver=True)
        return self.filter(may, is_active=True)

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
            (Who.REVIEWER.value, _("Reviewer: decides and responds")),
            (Who.ADMINISTRATOR.value, _("Administrator: also sets the desk up")),
        ],
        default=Who.VIEWER.value,
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    daily_email = models.BooleanField(_("gets the daily email"), default=True)
    is_second_approver = models.BooleanField(
        _("gives second approvals"),
        default=False,
        help_text=_(
            "Needed of a reviewer; administrators may always. Once two accounts may, what deletes or gives out "
            "personal information waits for the second of them."
        ),
    )
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
    def may_approve_second(self) -> bool:
        """The right to give second approvals: an administrator's by the role, a reviewer's where it was given."""
        may = self.who is Who.ADMINISTRATOR or (self.who is Who.REVIEWER and self.is_second_approver)
        return self.is_active and may

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
