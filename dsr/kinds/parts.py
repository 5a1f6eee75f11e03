"""What several kinds declare alike: questions about who asks and where to answer, and letters about proof."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.formats.law_numbers import law_text
from dsr.kinds.base import Choice, KeepCode, LetterWords, Outcome, Question, Result, Words
from dsr.law import agents
from dsr.law import deletion as law
from dsr.law.endings import Ending, Ground
from dsr.models.system import StepState
from dsr.verification import is_account_doubted

COMMON = frozenset(
    {"brand", "business", "business_address", "contact_email", "reference", "requester_name", "subject_name"}
)
YES_NO = (Choice("yes", _("Yes")), Choice("no", _("No")))

# Of a request that a person makes, or an agent or parent for another. Nothing but what an answer needs.
WHO = (
    Question(
        name="for_whom",
        label=_("Who is this request for?"),
        goes_to="for_whom",
        widget="radio",
        choices=(Choice("self", _("Me")), Choice("another", _("Another person, for whom I act"))),
        missing=_("Choose whether this is for you or for another person."),
    ),
    Question(
        name="subject_name",
        label=_("Full name"),
        hint=_("The name of the person whose information this is about."),
        goes_to="subject.name",
        autocomplete="name",
        missing=_("Enter the name of the person this is about."),
    ),
    Question(
        name="requester_name",
        label=_("Your full name"),
        goes_to="requester.name",
        only_if=("for_whom", "another"),
        missing=_("Enter your own name, because you act for another person."),
    ),
    Question(
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
    ),
    Question(
        name="subject_email",
        label=_("The person's email address with us"),
        hint=_("So that we find the right person."),
        goes_to="subject.email",
        widget="email",
        only_if=("for_whom", "another"),
        is_required=False,
        max_length=254,
    ),
)
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
WHERE = (
    Question(
        name="delivery",
        label=_("How should we send the response?"),
        goes_to="delivery",
        widget="radio",
        choices=(Choice("email", _("By email")), Choice("mail", _("By paper mail"))),
        missing=_("Choose email or paper mail."),
    ),
    Question(
        name="email",
        label=_("Email address"),
        hint=_("If you have an account with us, the address you use there."),
        goes_to="requester.email",
        widget="email",
        autocomplete="email",
        only_if=("delivery", "email"),
        max_length=254,
        missing=_("Enter the email address for the response."),
    ),
    Question(
        name="postal",
        label=_("Mailing address"),
        hint=_("Street, city, state and ZIP code, as on an envelope."),
        goes_to="requester.postal",
        widget="lines",
        autocomplete="street-address",
        only_if=("delivery", "mail"),
        max_length=500,
        missing=_("Enter the mailing address for the response."),
    ),
)
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
)
LIVES_IN_CALIFORNIA = Question(
    name="ca_resident",
    label=_("Does the person live in California?"),
    hint=_("People who live in California have more rights, also while they are away for a time."),
    goes_to="answers.ca_resident",
    widget="radio",
    choices=YES_NO,
    may_be_open=True,
    missing=_("Choose yes or no: people who live in California have more rights."),
)


def keep_code(ground: Ground) -> KeepCode:
    return KeepCode(
        code=ground.code,
        words=law_text(ground.words),
        citation=ground.citation,
        is_silent=ground.is_silent,
        days=ground.days,
        is_not_asked=ground is law.NOT_ASKED,
    )


def outcome(ending: Ending, letter: str, barred: Any = None) -> Outcome:
    """The outcome of an ending of the law, with its letter."""
    return Outcome(
        code=ending.code,
        words=law_text(ending.words),
        advice=law_text(ending.advice),
        citation=ending.citation,
        letter=letter,
        is_decline=ending.is_decline,
        needs_reason=ending.needs_reason,
        barred=barred,
    )


def told_by_steps(_case: Any) -> Words:
    """Bars an outcome that nobody chooses: it is what the settled steps come to."""
    return _("Nobody chooses this: it follows from the steps in the systems.")


def needs_systems(deed: str) -> Callable[[Any], Words]:
    """Bars an outcome that no system could carry out: none that is in use takes part in this deed."""

    def bar(case: Any) -> Words:
        if not any(deed in system.deeds for system in case.business.systems.filter(is_active=True)):
            return _("Enter the systems that take part in this first: none of the systems in use does yet.")
        return ""

    return bar


def is_proved(case: Any) -> Words:
    if case.verified_at is not None:
        return _("Who asks is proved.")
    return ""


def is_not_for_another(case: Any) -> Words:
    if not case.is_for_another:
        return _("The request is not made by an agent.")
    return ""


def is_not_in_doubt(case: Any) -> Words:
    if not is_account_doubted(case):
        return _("No account that is in doubt made this request. Ask for proof first, if one may be in wrong hands.")
    return ""


def by_machine(_case: Any) -> Words:
    return _("The machine says so when the last day for it passes.")


def says_california(case: Any) -> Words:
    if case.answers.get("ca_resident") == "yes":
        return _("The request says that the person lives in California.")
    return ""


def is_a_business(case: Any) -> Words:
    if case.business.is_ccpa_business:
        return _("The set-up says that we are a business under the CCPA.")
    return ""


def came_by_form(case: Any) -> Words:
    if case.channel == "form":
        return _("The request came by our own form.")
    return ""


# What bars a decline of a request under the CCPA.
CCPA_BARS = {
    "N_NOT_VERIFIED": is_proved,
    "N_NO_METHOD": is_proved,
    "N_NOT_CA_CONSUMER": says_california,
    "N_AGENT_NO_PROOF": is_not_for_another,
    "N_SUSPECTED_FRAUD_ACCOUNT": is_not_in_doubt,
    "N_WRONG_DOOR": came_by_form,
    "N_NOT_A_BUSINESS": is_a_business,
}


def comes_to(results: Sequence[Result], all_done: str, partly: str, kept: str, nothing: str) -> str:
    """Which of four outcomes the settled steps come to. What the person did not ask for counts for nothing.

    Only what was done anywhere is “all done”: where only other parts are held, or no system is left, it is nothing.
    """
    asked = [result for result in results if result.keep_code != law.NOT_ASKED.code]
    is_done = any(result.state == StepState.DONE for result in asked)
    is_kept = any(result.state == StepState.KEPT for result in asked)
    if is_kept:
        return partly if is_done else kept
    return all_done if is_done else nothing


def proof_letters(folder: str) -> tuple[LetterWords, LetterWords]:
    """A fresh link and code, and the reminder before they end."""
    words = COMMON | {"link", "code", "code_page", "link_ends_on"}
    return LetterWords(f"{folder}/fresh-link", words), LetterWords(f"{folder}/reminder", words)


def acknowledgement(folder: str) -> LetterWords:
    return LetterWords(
        f"{folder}/acknowledgement",
        COMMON | {"received_on", "promise"},
        frozenset({"how_verify", "link", "code", "code_page", "link_ends_on", "companion"}),
    )


def permission_letters(folder: str) -> tuple[LetterWords, LetterWords]:
    """To the person for whom an agent acts: whether they gave permission, and the reminder."""
    words = COMMON | {"received_on", "acting_name", "wanted_list", "link", "link_ends_on"}
    return LetterWords(f"{folder}/permission", words), LetterWords(f"{folder}/permission-reminder", words)


def covering(folder: str) -> LetterWords:
    """To an agent who asked for many people at once: in place of an acknowledgement of each."""
    words = COMMON - {"subject_name"} | {"received_on", "promise", "how_verify", "people_count", "people_list"}
    return LetterWords(f"{folder}/covering", words)
