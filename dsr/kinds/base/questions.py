"""The questions of the public forms: what a question is, and those that several kinds ask alike."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dsr.law import agents

# Words for people are translated when they are shown.
Words = str | Promise
# Where the parts of a person's data that were chosen are kept.
PORTIONS = "answers.portions"


@dataclass(frozen=True)
class Choice:
    """One answer a person can pick. `said`: how we name it, where the label speaks with the person's own voice."""

    value: str
    label: Words
    said: Words = ""


@dataclass(frozen=True)
class Question:
    """One question of the public form.

    `goes_to` says where the answer is kept: `subject.name`, `requester.email`, `agent.name` … are sealed in that
    party; `answers.<name>` is a plain fact and must not be personal; `sealed.<name>` is a sealed text; `points.<name>`
    is sealed with the points to be matched; `items.<number>.<name>` is part of one item; `documents.<purpose>` are
    files, kept for evidence, permission or identity (dsr/documents.py); `delivery` and `for_whom` are the case's own.
    Several answers (checks) are kept as one text with commas. `only_if` is (question, value): asked, and required,
    only then; `and_if` is a second condition beside it. `yields_to` is (kind, words): asked for with that kind in one
    form, it is left out, and these words stand as the hint of that kind's question of the same answer. `is_mailed`: we
    write to the email address, so our mail server must be able to; else it only finds the person.
    """

    name: str
    label: Words
    goes_to: str
    widget: str = "text"  # text, email, lines, radio, checks, documents
    hint: Words = ""
    in_short: Words = ""  # as the desk names the answer, where the question itself is longer
    choices: tuple[Choice, ...] = ()
    is_required: bool = True
    may_be_open: bool = False  # a letter or a call need not say it: who enters the request may leave it open
    or_else: str = ""  # the question whose answer is enough in its place
    only_if: tuple[str, str] | None = None
    and_if: tuple[str, str] | None = None
    yields_to: tuple[str, Words] | None = None
    max_length: int = 200
    autocomplete: str = ""
    missing: Words = ""  # what to say when it was left empty
    is_mailed: bool = True


# What several kinds ask alike. Where one says it in its own words, it replaces those alone.
YES_NO = (Choice("yes", _("Yes")), Choice("no", _("No")))

# Of a request that a person makes, or an agent or parent for another. Nothing but what an answer needs.
FOR_WHOM = Question(
    name="for_whom",
    label=_("Who is this request for?"),
    goes_to="for_whom",
    widget="radio",
    choices=(Choice("self", _("Me")), Choice("another", _("Another person, for whom I act"))),
    missing=_("Choose whether this is for you or for another person."),
)
SUBJECT_NAME = Question(
    name="subject_name",
    label=_("Full name"),
    hint=_("The name of the person whose information this is about."),
    goes_to="subject.name",
    autocomplete="name",
    missing=_("Enter the name of the person this is about."),
)
REQUESTER_NAME = Question(
    name="requester_name",
    label=_("Your full name"),
    goes_to="requester.name",
    autocomplete="name",
    only_if=("for_whom", "another"),
    missing=_("Enter your own name, because you act for another person."),
)
ACTS_AS = Question(
    name="acts_as",
    label=_("How do you act for this person?"),
    hint=_("A power of attorney needs no other permission."),
    goes_to="answers.acts_as",
    widget="radio",
    choices=(
        Choice("agent", _("With signed permission")),
        Choice("parent", _("As parent or guardian of a child")),
        Choice("attorney", _("With a power of attorney, or as conservator")),
    ),
    only_if=("for_whom", "another"),
    may_be_open=True,
    missing=_("Choose how you act for this person."),
)
SUBJECT_EMAIL = Question(
    name="subject_email",
    label=_("The person's email address with us"),
    hint=_("So that we find the right person."),
    goes_to="subject.email",
    widget="email",
    autocomplete="off",
    only_if=("for_whom", "another"),
    is_required=False,
    max_length=254,
)
WHO = (FOR_WHOM, SUBJECT_NAME, REQUESTER_NAME, ACTS_AS, SUBJECT_EMAIL)
# Of who acts for another, by kinds that may ask for it. Nothing of it must be sent with the form.
PERMISSION = (
    Question(
        name="permission",
        label=_("Signed permission, power of attorney, or signed form of a parent (optional)"),
        hint=_("A PDF, or a photo of the paper (JPEG or PNG). Please send no identity card."),
        goes_to="documents.permission",
        widget="documents",
        is_required=False,
        only_if=("for_whom", "another"),
    ),
    Question(
        name="permission_stated",
        label=_("If you do not send the signed permission now"),
        goes_to="answers.permission_stated",
        widget="checks",
        choices=(Choice("yes", _(agents.STATED)),),
        is_required=False,
        only_if=("acts_as", "agent"),
        and_if=("for_whom", "another"),
    ),
)
DELIVERY = Question(
    name="delivery",
    label=_("How should we send the response?"),
    goes_to="delivery",
    widget="radio",
    choices=(Choice("email", _("By email")), Choice("mail", _("By paper mail"))),
    missing=_("Choose email or paper mail."),
)
EMAIL = Question(
    name="email",
    label=_("Email address"),
    hint=_("If you have an account with us, the address you use there."),
    goes_to="requester.email",
    widget="email",
    autocomplete="email",
    only_if=("delivery", "email"),
    max_length=254,
    missing=_("Enter the email address for the response."),
)
POSTAL = Question(
    name="postal",
    label=_("Mailing address"),
    hint=_("Street, city, state and ZIP code, as on an envelope."),
    goes_to="requester.postal",
    widget="lines",
    autocomplete="street-address",
    only_if=("delivery", "mail"),
    max_length=500,
    missing=_("Enter the mailing address for the response."),
)
WHERE = (DELIVERY, EMAIL, POSTAL)
# Most systems know people by their email address: a response on paper leaves it untold. Of an agent, never their own.
EMAIL_WITH_US = Question(
    name="email_with_us",
    label=_("Your email address with us (optional)"),
    hint=_("If this request is about you, it helps us find what we have about you. We send nothing to it."),
    goes_to="subject.email",
    widget="email",
    autocomplete="email",
    only_if=("delivery", "mail"),
    and_if=("for_whom", "self"),
    is_required=False,
    max_length=254,
    is_mailed=False,
)
LIVES_IN_CALIFORNIA = Question(
    name="ca_resident",
    label=_("Does the person live in California?"),
    in_short=_("Lives in California"),
    hint=_("People who live in California have more rights, also while they are away for a time."),
    goes_to="answers.ca_resident",
    widget="radio",
    choices=YES_NO,
    may_be_open=True,
    missing=_("Choose yes or no: people who live in California have more rights."),
)
