"""A form grown from a kind's questions: conditions, errors, and where each answer goes."""

import pytest
from django.utils import translation

from dsr.kinds import base
from dsr.kinds.base import Question
from portal.web.question_form import form_for, to_parties

FOR_ONESELF = {
    "for_whom": "self",
    "subject_name": "Dana Whitlow",
    "delivery": "email",
    "email": "dana@example.com",
    "ca_resident": "yes",
    "household": "yes",
}
FOR_ANOTHER = {
    **FOR_ONESELF,
    "for_whom": "another",
    "requester_name": "Lee Marlowe",
    "organization": "Marlowe Legal Aid",
    "delivery": "mail",
    "postal": "7 Sample Street\r\n\r\n  Fresno,   CA 93701 \r\n",
    "hint": "Bought a blue lamp",
}


@pytest.fixture
def kind():
    return base.get("shine-the-light")


def filled(kind, answers, **options):
    return form_for(kind, **options)(answers)


def test_for_oneself_the_requester_is_the_subject(kind):
    form = filled(kind, FOR_ONESELF)
    assert form.is_valid(), form.errors
    answered = to_parties(form)
    assert answered.parties == {
        "subject": {"name": "Dana Whitlow"},
        "requester": {"name": "Dana Whitlow", "email": "dana@example.com"},
    }
    assert answered.answers == {"ca_resident": "yes", "household": "yes"}
    assert (answered.sealed, answered.delivery, answered.is_for_another) == ({}, "email", False)


def test_for_another_the_three_parties_stay_apart(kind):
    form = filled(kind, FOR_ANOTHER)
    assert form.is_valid(), form.errors
    answered = to_parties(form)
    assert answered.parties == {
        "subject": {"name": "Dana Whitlow"},
        "requester": {"name": "Lee Marlowe", "postal": "7 Sample Street\nFresno, CA 93701"},
        "agent": {"name": "Marlowe Legal Aid"},
    }
    assert answered.sealed == {"hint": "Bought a blue lamp"}
    assert (answered.delivery, answered.is_for_another) == ("mail", True)


def test_what_is_typed_under_a_condition_that_does_not_hold_is_not_kept(kind):
    form = filled(kind, {**FOR_ONESELF, "requester_name": "Lee Marlowe", "postal": "one line"})
    assert form.is_valid(), form.errors
    answered = to_parties(form)
    assert "postal" not in answered.parties["requester"]
    assert answered.parties["requester"]["name"] == "Dana Whitlow"


def test_a_bad_email_is_no_error_when_the_response_goes_by_mail(kind):
    assert filled(kind, {**FOR_ANOTHER, "email": "not an address"}).is_valid()


@pytest.mark.parametrize("name", ["for_whom", "subject_name", "delivery", "email", "ca_resident", "household"])
def test_each_missing_answer_is_told_in_its_own_words(kind, name):
    form = filled(kind, {**FOR_ONESELF, name: "  "})
    asked = next(question for question in kind.questions if question.name == name)
    assert form.errors == {name: [str(asked.missing)]}


def test_an_empty_form_asks_for_nothing_whose_condition_is_not_known(kind):
    assert set(filled(kind, {}).errors) == {"for_whom", "subject_name", "delivery", "ca_resident", "household"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("requester_name", ""),
        ("postal", ""),
        ("postal", "Fresno"),
        ("postal", "somewhere in Fresno"),
        ("postal", "N/A\nFresno"),
        ("postal", "n/a"),
    ],
)
def test_what_a_condition_asks_for_is_needed_when_it_holds(kind, name, value):
    assert set(filled(kind, {**FOR_ANOTHER, name: value}).errors) == {name}


@pytest.mark.parametrize("email", ["dana", "dana@", "dana@example", "dana example.com", "a@b.c\nBcc: d@e.f"])
def test_an_email_address_that_cannot_be_one_is_refused(kind, email):
    assert filled(kind, {**FOR_ONESELF, "email": email}).errors == {
        "email": ["Enter an email address like name@example.com."]
    }


@pytest.mark.parametrize("name", ["O’Brien-Ngũgĩ", "毛泽东", "محمد", "Zoë 🌞", "X"])
def test_names_of_every_script_are_taken(kind, name):
    form = filled(kind, {**FOR_ONESELF, "subject_name": name})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["subject_name"] == name


def test_a_name_is_one_line(kind):
    form = filled(kind, {**FOR_ONESELF, "subject_name": " Dana\r\nBcc: x\tWhitlow "})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["subject_name"] == "Dana Bcc: x Whitlow"


def test_too_long_says_how_much_fits(kind):
    [words] = filled(kind, {**FOR_ONESELF, "subject_name": "x" * 201}).errors["subject_name"]
    assert "201" in words and "200" in words


def test_an_answer_that_was_not_offered_is_refused(kind):
    assert set(filled(kind, {**FOR_ONESELF, "household": "perhaps"}).errors) == {"household"}


def test_staff_may_leave_open_what_a_letter_did_not_say(kind):
    short = {key: value for key, value in FOR_ONESELF.items() if key not in {"ca_resident", "household"}}
    form = filled(kind, short, may_be_open={"ca_resident", "household"})
    assert form.is_valid(), form.errors
    assert to_parties(form).answers == {}
    assert not filled(kind, short).is_valid()


def test_questions_of_one_condition_stand_together_under_its_words(kind):
    groups = [group for group in form_for(kind)().groups() if group.only_if]
    assert [([field.name for field in group.fields], group.legend) for group in groups] == [
        (["requester_name", "organization"], "Only if you chose “Another person”"),
        (["email"], "Only if you chose “By email”"),
        (["postal"], "Only if you chose “By paper mail”"),
    ]
    assert sum(len(group.fields) for group in form_for(kind)().groups()) == len(kind.questions)


def test_nothing_is_asked_that_the_law_does_not_let_us_ask(kind):
    page = form_for(kind)().as_p().lower()
    for word in ("phone", "tel", "ssn", "social security", "identity", "birth", "fee"):
        assert f'name="{word}' not in page and f'type="{word}"' not in page


def test_a_form_is_built_once_a_language_and_filled_by_each_for_itself(kind):
    first = filled(kind, FOR_ANOTHER)
    assert first.fields["subject_name"].widget.attrs["autocomplete"] == "off"
    assert form_for(kind) is form_for(kind)
    assert form_for(kind)().fields["subject_name"].widget.attrs["autocomplete"] == "name"
    with translation.override("es"):
        assert form_for(kind) is not type(first)


MORE = (
    Question(name="point_zip", label="ZIP code", goes_to="points.zip"),
    Question(name="point_order", label="Order", goes_to="points.order", is_required=False),
)


def test_points_to_match_stand_together_with_the_reason_and_are_sealed_apart(kind):
    form = filled(kind, {**FOR_ONESELF, "point_zip": "93701"}, extra_questions=MORE)
    assert form.is_valid(), form.errors
    assert to_parties(form).sealed == {"points": {"zip": "93701"}}
    (group,) = [group for group in form.groups() if group.hint]
    assert [field.name for field in group.fields] == ["point_zip", "point_order"]
    assert "only for this request" in group.hint


def test_several_answers_are_one_text_and_none_is_missed_under_its_condition():
    kind = base.get("deletion")
    answers = {**FOR_ONESELF, "extent": "some", "portions": ["orders", "support"]}
    form = filled(kind, answers)
    assert form.is_valid(), form.errors
    assert to_parties(form).answers["portions"] == "orders,support"
    assert filled(kind, {**answers, "portions": []}).errors["portions"] == ["Choose what we should delete."]
    assert filled(kind, {**answers, "portions": ["ssn"]}).errors["portions"] == ["Choose what we should delete."]
    whole = filled(kind, {**answers, "extent": "all"})
    assert whole.is_valid()
    assert "portions" not in to_parties(whole).answers


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("subject_name", "Go to https://evil.example/login", "Give only the name"),
        ("requester_name", "evil.com", "Give only the name"),
        ("organization", "www.evil.example", "Give only the name"),
        ("subject_name", "\u202eantiD", "cannot be shown"),
        ("subject_name", "12345", "at least one letter"),
        ("hint", "a \u2066lamp", "cannot be shown"),
        ("postal", "7 Sample\u202e Street\nFresno, CA 93701", "cannot be shown"),
    ],
)
def test_names_and_short_fields_carry_no_addresses_and_nothing_unseen(kind, field, typed, said):
    (error,) = filled(kind, {**FOR_ANOTHER, field: typed}).errors[field]
    assert said in error


def test_a_name_keeps_its_joiners_and_a_tab_is_white_space(kind):
    form = filled(kind, {**FOR_ONESELF, "subject_name": "नर\u200dसिंह\tSharma"})
    assert form.is_valid() and form.cleaned_data["subject_name"] == "नर\u200dसिंह Sharma"
