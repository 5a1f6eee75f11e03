"""A form grown from a kind's questions, for the public page and for staff who enter what came by other ways."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dsr.documents import Document
from dsr.kinds.base import Kind, Question
from dsr.models.case import Delivery
from portal.web.mailbox_field import MailboxField
from portal.web.text_fields import LineField, LinesField, NameField, PostalField
from portal.web.uploads import DocumentsField

_PARTIES = ("subject", "requester", "agent")


class Answered(NamedTuple):
    """What a filled form says, in the shapes that dsr.intake.Request takes."""

    parties: dict[str, dict[str, str]]
    answers: dict[str, str]
    sealed: dict[str, Any]
    delivery: str
    is_for_another: bool
    items: list[dict[str, str]]
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True)
class Group:
    """Questions that stand together. `only_if` is (question, value) and `legend` says it in words; `hint` says why."""

    fields: list[BoundField]
    only_if: tuple[str, str] | None = None
    legend: str = ""
    hint: str = ""


class QuestionForm(forms.Form):
    """The questions of one kind. What is asked under a condition is required only when the condition holds."""

    questions: tuple[Question, ...] = ()
    may_be_open: Collection[str] = ()
    is_about_another = False  # who fills it in is never the person it is about
    use_required_attribute = False  # a browser's own check would ask for answers whose condition does not hold

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [question for question in self.questions if question.goes_to == "for_whom"]
        if any((self.data or self.initial).get(question.name) == "another" for question in asked):
            for field in self.fields.values():
                if "data-own" in field.widget.attrs:
                    field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        for question in self.questions:
            if not self._is_asked(question):
                # What was typed under a condition that does not hold is neither kept nor found fault with.
                self.errors.pop(question.name, None)
                cleaned[question.name] = ""
            elif not cleaned.get(question.name) and question.name not in self.errors and self._is_needed(question):
                self.add_error(question.name, forms.ValidationError(_missing(question), code="required"))
        return cleaned

    @property
    def loses_files(self) -> bool:
        """True when files came with the form that are kept nowhere: a page that shows it again cannot show them."""
        return any("kept" not in vars(self.fields[name]) for name in self.files if name in self.fields)

    def keep_files(self, files: "MultiValueDict[str, UploadedFile[bytes]]") -> None:
        """These were chosen before and are kept: each question says which, and nobody need choose them again."""
        for name, some in files.lists():
            if name in self.fields:
                vars(self.fields[name])["kept"] = [file.name for file in some]

    def ask_for_files_again(self) -> None:
        """Before the form is shown again: say at each question whose files are lost that they must be chosen anew."""
        if self.loses_files and self.errors is not None:
            for question in self.questions:
                is_kept = "kept" in vars(self.fields[question.name])
                if question.name in self.files and not is_kept and self._is_asked(question):
                    self.add_error(question.name, _("Choose your files again: your browser does not keep them."))

    def _is_asked(self, question: Question) -> bool:
        conditions = (one for one in (question.only_if, question.and_if) if one)
        return all(self.cleaned_data.get(name) == value for name, value in conditions)

    def _is_needed(self, question: Question) -> bool:
        if question.or_else and (self.cleaned_data.get(question.or_else) or question.or_else in self.errors):
            return False
        return question.is_required and question.name not in self.may_be_open

    def groups(self) -> Iterator[Group]:
        """The questions in order; those that hang on the same answer stand together, and so do points to match."""
        points = [question for question in self.questions if _is_point(question)]
        for question in self.questions:
            if question in points:
                if question is points[0]:
                    yield Group([self[point.name] for point in points], None, *_points_words())
            elif question.only_if is None:
                yield Group([self[question.name]])
            elif question is self._first_of(question.only_if):
                fields = [self[other.name] for other in self.questions if other.only_if == question.only_if]
                yield Group(fields, question.only_if, self._condition(*question.only_if))

    def _first_of(self, only_if: tuple[str, str]) -> Question:
        return next(question for question in self.questions if question.only_if == only_if)

    def _condition(self, name: str, value: str) -> str:
        asked = next(question for question in self.questions if question.name == name)
        label = next(choice.label for choice in asked.choices if choice.value == value)
        return _("Only if you chose “%(answer)s”") % {"answer": label}


def form_for(
    kind: Kind, may_be_open: Collection[str] = (), extra_questions: Sequence[Question] = ()
) -> type[QuestionForm]:
    """The form of a kind. Questions named in `may_be_open` may stay empty: a letter need not say everything.

    `extra_questions` are what a business asks beside, such as points to match.
    """
    asked = _Asked((*kind.questions, *extra_questions))
    return _form_of(asked, frozenset(may_be_open), kind.intake.is_about_another, get_language())


class _Asked(tuple[Question, ...]):
    """The very same questions in the same order: to compare their words would take as long as to build their form."""

    def __hash__(self) -> int:
        return hash(tuple(map(id, self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and tuple(map(id, self)) == tuple(map(id, other))


@lru_cache(maxsize=128)
def _form_of(
    questions: _Asked, may_be_open: frozenset[str], is_about_another: bool, _language: str | None
) -> type[QuestionForm]:
    """The words of its fields are those of this language. Each form that is filled has copies of the fields."""
    fields: dict[str, Any] = {question.name: _field(question) for question in questions}
    declared = {"questions": questions, "may_be_open": may_be_open, "is_about_another": is_about_another}
    return type("FormOfKind", (QuestionForm,), {**fields, **declared})


def _is_point(question: Question) -> bool:
    return question.goes_to.startswith("points.")


def _points_words() -> tuple[str, str]:
    legend = _("To make sure that it is you")
    return legend, _("We compare this with what we already have, and use it only for this request.")


def _too_long(label: str) -> str:
    """Names the field: in the summary of the page nothing else does."""
    text = _("“%(label)s” is too long: it has {has} characters, and {fit} fit.") % {"label": label.replace("%", "%%")}
    return text.replace("{has}", "%(show_value)d").replace("{fit}", "%(limit_value)d")


def _missing(question: Question) -> str:
    return str(question.missing) or _("Answer this question.")


def _field(question: Question) -> forms.Field:
    """Nothing is `required` to Django: QuestionForm.clean knows which conditions hold."""
    if question.choices:
        return _choice_field(question)
    label, hint = str(question.label), str(question.hint)
    place, _dot, purpose = question.goes_to.partition(".")
    if place == "documents":
        return DocumentsField(purpose=purpose, label=label, help_text=hint, required=False)
    attributes = {"autocomplete": question.autocomplete} if question.autocomplete else {}
    if question.autocomplete not in {"", "off"} and place == "subject":
        attributes["data-own"] = question.autocomplete  # of who asks for somebody else, the browser knows nothing
    faults: dict[str, Any] = {"max_length": _too_long(label)}
    most = question.max_length
    if question.widget == "email":
        attributes |= {"spellcheck": "false", "autocapitalize": "none"}
        faults["invalid"] = gettext_lazy("Enter an email address like name@example.com.")
        field: forms.Field = MailboxField(
            label=label,
            help_text=hint,
            required=False,
            max_length=most,
            error_messages=faults,
            gets_mail=question.is_mailed,
        )
    else:
        widget = forms.Textarea({"rows": 4}) if question.widget == "lines" else forms.TextInput()
        field = _text_field(question)(
            label=label, help_text=hint, required=False, max_length=most, error_messages=faults, widget=widget
        )
    field.widget.attrs.update(attributes)
    # With maxlength a browser cuts what is pasted and says nothing.
    field.widget.attrs.pop("maxlength", None)
    return field


def _choice_field(question: Question) -> forms.ChoiceField:
    is_several = question.widget == "checks"
    return (forms.MultipleChoiceField if is_several else forms.ChoiceField)(
        label=str(question.label),
        help_text=str(question.hint),
        required=False,
        widget=forms.CheckboxSelectMultiple if is_several else forms.RadioSelect,
        choices=[(choice.value, choice.label) for choice in question.choices],
        error_messages={"invalid_choice": _missing(question), "invalid_list": _missing(question)},
    )


def _text_field(question: Question) -> type[forms.CharField]:
    if question.widget != "lines":
        return NameField if question.goes_to.endswith(".name") else LineField
    return PostalField if question.goes_to.endswith(".postal") else LinesField


class Filled(Protocol):
    """A form that is valid, or what one kind may know of it."""

    @property
    def questions(self) -> tuple[Question, ...]: ...

    @property
    def cleaned_data(self) -> dict[str, Any]: ...

    @property
    def is_about_another(self) -> bool: ...


def to_parties(form: Filled) -> Answered:
    """Put every answer where its question says. Who writes for oneself is the subject."""
    parties: dict[str, dict[str, str]] = {name: {} for name in _PARTIES}
    answers: dict[str, str] = {}
    sealed: dict[str, Any] = {}
    points: dict[str, str] = {}
    items: dict[str, dict[str, str]] = {}
    documents: list[Document] = []
    own = {"delivery": "", "for_whom": "self"}
    for question in form.questions:
        place, _dot, name = question.goes_to.partition(".")
        if place == "documents":
            documents += form.cleaned_data.get(question.name) or []
            continue
        value = _as_text(form.cleaned_data.get(question.name))
        if not value:
            continue
        if place == "items":
            number, _dot, name = name.partition(".")
            items.setdefault(number, {})[name] = value
            continue
        target = {**parties, "answers": answers, "sealed": sealed, "points": points}.get(place)
        if target is None:
            own[place] = value
        else:
            target[name] = value
    if points:
        sealed["points"] = points
    is_for_another = form.is_about_another or own["for_whom"] == "another"
    if not is_for_another and parties["subject"].get("name"):
        parties["requester"]["name"] = parties["subject"]["name"]
    given = {name: party for name, party in parties.items() if party}
    wrong = list(items.values())
    is_by_mail = parties["requester"].get("postal") and not parties["requester"].get("email")
    delivery = own["delivery"] or (Delivery.MAIL if is_by_mail else Delivery.EMAIL).value
    return Answered(given, answers, sealed, delivery, is_for_another, wrong, tuple(documents))


def _as_text(value: Any) -> str:
    """One answer as it is; several with commas."""
    return ",".join(value) if isinstance(value, list) else value or ""
