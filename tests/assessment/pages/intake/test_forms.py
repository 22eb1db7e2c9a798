"""The forms: built from the vocabulary; nothing required, nothing pre-answered, unknown a choice of its own."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from accounts.text.normal import normalise_text
from assessment.models import Treatment
from assessment.pages.advice.forms import ResponseForm
from assessment.pages.day_fields import ToldDayField
from assessment.pages.fields import LONGEST_TEXT, MOST_RADIOS, NONE_OF_THESE, QuestionField, help_of
from assessment.pages.intake.forms import SectionForm
from assessment.pages.patients.forms import RegisterPatientForm
from assessment.pages.treatments.forms import TreatmentForm
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question

TODAY, CODE = date(2026, 11, 20), "diagnosis.icpc2"
# A year and a day ahead of it.
FAR = "21.11.2027"
Form = Callable[..., SectionForm]


@pytest.fixture
def section_form(content: Content) -> Form:
    """The form of these questions, with what was answered before, and what is typed now."""

    def make(
        *keys: str, typed: Mapping[str, Any] | None = None, answers: Mapping[str, Value] | None = None
    ) -> SectionForm:
        data = None
        if typed is not None:
            data = MultiValueDict({"seen_version": ["0"]})
            for key, value in typed.items():
                data.setlist(key, value if isinstance(value, list) else [value])
        questions = [content.vocabulary.questions[key] for key in keys]
        return SectionForm(data, questions=questions, answers=answers or {}, today=TODAY)

    return make


def answered(form: SectionForm) -> dict[str, Value | None]:
    assert form.is_valid(), form.errors
    return form.answers()


def test_every_question_has_a_field_of_its_type_with_its_words(content: Content) -> None:
    kinds: dict[str, tuple[type[forms.Field], ...]] = {
        "bool": (forms.ChoiceField,),
        "choice": (forms.ChoiceField,),
        "multi": (forms.MultipleChoiceField,),
        "scale": (forms.TypedChoiceField,),
        "number": (forms.DecimalField,),
        "date": (forms.DateField, ToldDayField),
        "text": (forms.CharField,),
    }
    assert len(content.vocabulary.questions) == 120
    for question in content.vocabulary.questions.values():
        field = QuestionField.build(question, TODAY)
        assert isinstance(field, kinds[question.type]), question.key
        assert field.label == question.label
        assert field.required is False
        assert question.help in str(field.help_text)


def test_an_empty_form_answers_nothing(content: Content) -> None:
    form = SectionForm({"seen_version": "0"}, questions=content.vocabulary.questions.values(), answers={}, today=TODAY)
    assert answered(form) == dict.fromkeys(content.vocabulary.questions)
    assert len(form.answers()) == 120


def test_nothing_is_answered_beforehand(content: Content) -> None:
    form = SectionForm(questions=content.vocabulary.questions.values(), answers={}, today=TODAY)
    assert {form.fields[key].initial for key in content.vocabulary.questions} == {""}


def test_every_value_of_every_list_can_be_chosen_and_so_can_unanswered(content: Content) -> None:
    for question in content.vocabulary.questions.values():
        field = QuestionField.build(question, TODAY)
        if question.type in ("choice", "bool"):
            offered = [value for value, _ in field.choices]  # type: ignore[attr-defined]
            values = list(question.values) or ["true", "false"]
            assert sorted(offered) == sorted([*values, ""]), question.key
            is_short = len(values) <= MOST_RADIOS
            assert isinstance(field.widget, forms.RadioSelect) is is_short, question.key
        if question.type == "multi":
            assert [value for value, _ in field.choices] == [*question.values, NONE_OF_THESE]  # type: ignore[attr-defined]
            assert NONE_OF_THESE not in question.values


@pytest.mark.parametrize(("typed", "expected"), [("true", True), ("false", False), ("", None)])
def test_yes_no_and_unanswered_are_three_answers(typed: str, expected: bool | None, section_form: Form) -> None:
    answer = answered(section_form("pain.acute", typed={"pain.acute": typed}))["pain.acute"]
    assert answer is expected
    initial = section_form("pain.acute", answers={} if expected is None else {"pain.acute": expected})
    assert initial["pain.acute"].value() == typed


@pytest.mark.parametrize(
    ("typed", "expected"),
    [([], None), ([NONE_OF_THESE], ()), (["head"], ("head",)), (["head", "neck"], ("head", "neck"))],
)
def test_none_of_these_is_an_answer_and_no_tick_is_none(
    typed: list[str], expected: tuple[str, ...] | None, section_form: Form
) -> None:
    assert answered(section_form("pain.sites", typed={"pain.sites": typed}))["pain.sites"] == expected
    if expected is not None:
        assert section_form("pain.sites", answers={"pain.sites": expected})["pain.sites"].value() == typed


def test_none_of_these_together_with_another_is_refused(section_form: Form) -> None:
    form = section_form("pain.sites", typed={"pain.sites": ["head", NONE_OF_THESE]})
    assert not form.is_valid()
    assert list(form.errors) == ["pain.sites"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("27,5", 27.5), ("27.5", 27.5), ("27", 27), ("27,0", 27), (" 5 ", 5), ("150", 150), ("", None)],
)
def test_a_number_is_typed_with_a_comma_or_a_point(typed: str, expected: float | None, section_form: Form) -> None:
    answer = answered(section_form("risk.bmi", typed={"risk.bmi": typed}))["risk.bmi"]
    assert answer == expected
    assert not isinstance(answer, Decimal)


def test_a_number_is_shown_with_a_comma(section_form: Form) -> None:
    assert 'value="27,5"' in str(section_form("risk.bmi", answers={"risk.bmi": 27.5})["risk.bmi"])


@pytest.mark.parametrize("typed", ["4,9", "150,1", "27,55", "NaN", "Infinity", "-27", "1e9", "tyve"])
def test_a_number_outside_its_limits_or_too_fine_is_refused(typed: str, section_form: Form) -> None:
    assert not section_form("risk.bmi", typed={"risk.bmi": typed}).is_valid()


@pytest.mark.parametrize(("typed", "expected"), [("0", 0), ("10", 10), ("", None)])
def test_the_ends_of_a_scale_are_within_it(typed: str, expected: int | None, section_form: Form) -> None:
    assert answered(section_form("peg.pain", typed={"peg.pain": typed}))["peg.pain"] == expected


@pytest.mark.parametrize("typed", ["-1", "11", "5,5", "5.5", "fem", "9" * 5000])
def test_outside_a_scale_is_refused(typed: str, section_form: Form) -> None:
    assert not section_form("peg.pain", typed={"peg.pain": typed}).is_valid()


def test_a_scale_says_its_ends_and_a_number_its_unit(content: Content) -> None:
    scale, number = (content.vocabulary.questions[key] for key in ("peg.pain", "risk.alcohol_units_week"))
    assert all(end in help_of(scale).removesuffix(scale.help) for end in ("0", "10"))
    assert number.unit
    assert number.unit in help_of(number)


@pytest.mark.parametrize("typed", ["29.02.2024", "29-02-2024", "29/02/2024", "29/02-2024", "290224", "2024-02-29"])
def test_a_date_is_typed_as_clinics_do(typed: str, section_form: Form) -> None:
    typed = typed.replace("290224", "29.02.24")
    form = section_form("workup.ecg_date", typed={"workup.ecg_date": typed})
    assert answered(form)["workup.ecg_date"] == date(2024, 2, 29)
    shown = section_form("workup.ecg_date", answers={"workup.ecg_date": date(2024, 2, 29)})
    assert 'value="29.02.2024"' in str(shown["workup.ecg_date"])


@pytest.mark.parametrize("typed", ["30.02.2024", "00.01.2024", "2024", "i går", "01.13.2024", "1.1.99999"])
def test_a_date_that_does_not_exist_is_refused(typed: str, section_form: Form) -> None:
    assert not section_form("workup.ecg_date", typed={"workup.ecg_date": typed}).is_valid()


def test_an_onset_is_up_to_today_and_a_follow_up_may_be_later(section_form: Form) -> None:
    def typed(day: date) -> dict[str, str]:
        return dict.fromkeys(("pain.onset_date", "practical.next_follow_up"), f"{day:%d.%m.%Y}")

    keys = ("pain.onset_date", "practical.next_follow_up")
    assert section_form(*keys, typed=typed(TODAY)).is_valid()
    tomorrow = section_form(*keys, typed=typed(TODAY + timedelta(days=1)))
    assert list(tomorrow.errors) == ["pain.onset_date"]


def test_a_text_is_kept_up_to_the_longest(section_form: Form) -> None:
    longest = "å" * LONGEST_TEXT
    form = section_form("pain.description", typed={"pain.description": f"  {longest}\n"})
    assert answered(form)["pain.description"] == longest
    assert not section_form("pain.description", typed={"pain.description": longest + "å"}).is_valid()
    assert answered(section_form("pain.description", typed={"pain.description": " \n "}))["pain.description"] is None


@pytest.mark.parametrize(
    ("typed", "stands", "kept"),
    [
        ("l03", None, "L03"),
        ("A01 og L18", None, "A01, L18"),
        ("", "Fibromyalgi", None),
        ("Fibromyalgi", "Fibromyalgi", "Fibromyalgi"),
        ("l03 ", "l03", "l03"),
    ],
)
def test_a_diagnosis_is_one_or_more_codes_and_an_earlier_text_stays(
    typed: str, stands: str | None, kept: str | None, section_form: Form
) -> None:
    """Tried: the earlier text refused, and written anew in another form."""
    answers = {} if stands is None else {CODE: stands}
    assert answered(section_form(CODE, typed={CODE: typed}, answers=answers)) == {CODE: kept}


@pytest.mark.parametrize("typed", ["Fibromyalgi", "L3", "M54", "L03 lænd"])
def test_a_diagnosis_that_is_no_code_is_refused(typed: str, section_form: Form) -> None:
    """Tried: the check of the form left out."""
    form = section_form(CODE, typed={CODE: typed}, answers={CODE: "Lændesmerter"})
    assert not form.is_valid()
    assert "L03 eller A01, L18" in str(form.errors[CODE])


def test_line_ends_are_kept_one_way_whichever_the_browser_sends(section_form: Form) -> None:
    """As the door hands them on."""
    texts = [
        answered(section_form("pain.description", typed={"pain.description": normalise_text(typed)}))[
            "pain.description"
        ]
        for typed in ("a\r\nb", "a\nb")
    ]
    assert texts[0] == texts[1]


def test_what_is_ticked_is_kept_in_the_vocabulary_s_order(section_form: Form, content: Content) -> None:
    sites = list(content.vocabulary.questions["pain.sites"].values)[:3]
    ticked = [sites, sites[::-1]]
    first, second = (answered(section_form("pain.sites", typed={"pain.sites": values})) for values in ticked)
    assert first == second == {"pain.sites": tuple(sites)}


def choices_of(question: Question) -> list[str]:
    return [value for value, _ in QuestionField.build(question, TODAY).choices]  # type: ignore[attr-defined]


def test_what_is_not_on_the_list_is_refused(content: Content, section_form: Form) -> None:
    for question in content.vocabulary.questions.values():
        if question.type in ("bool", "choice", "multi"):
            assert "something else" not in choices_of(question)
            assert not section_form(question.key, typed={question.key: "something else"}).is_valid(), question.key


def test_a_treatment_s_form_has_every_field_of_the_vocabulary_and_every_kind(content: Content) -> None:
    form = TreatmentForm(vocabulary=content.vocabulary)
    assert set(form.fields) == {*content.vocabulary.treatment_fields, "dose_unit", "reason", "as_needed"}
    assert [key for key, field in form.fields.items() if field.required] == ["kind", "status"]
    kinds = [kind for _, group in form.fields["kind"].choices[1:] for kind, _ in group]  # type: ignore[attr-defined]
    assert sorted(kinds) == sorted(content.vocabulary.treatment_kinds)
    assert {field.name for field in Treatment._meta.fields} >= set(form.fields)


@pytest.mark.parametrize(("typed", "expected"), [("true", True), ("false", False), ("", None)])
def test_whether_an_opioid_is_fast_acting_may_be_unknown(typed: str, expected: bool | None, content: Content) -> None:
    data = {"kind": "tramadol", "status": "current", "fast_acting": typed}
    form = TreatmentForm(data, vocabulary=content.vocabulary)
    assert form.is_valid()
    assert form.values()["fast_acting"] is expected


def test_a_registration_s_number_comes_first_and_its_planning_areas_from_the_pathway(content: Content) -> None:
    ((region, areas),) = content.planning_areas(date(2026, 11, 20)).items()
    form = RegisterPatientForm(planning_areas={region: areas})
    assert next(iter(form.fields)) == "cpr"
    offered = [value for value, _ in form.fields["planning_area"].choices]  # type: ignore[attr-defined]
    assert (region, offered) == ("Region Hovedstaden", ["", *areas])
    assert len(areas) >= 4


def test_planning_areas_of_several_regions_stand_under_them() -> None:
    form = RegisterPatientForm(planning_areas={"Region A": {"nord": "Nord"}, "Region B": {"fyn": "Fyn"}})
    areas = form.fields["planning_area"]
    assert areas.choices[1:] == [("Region A", [("nord", "Nord")]), ("Region B", [("fyn", "Fyn")])]  # type: ignore[attr-defined]
    assert areas.clean("fyn") == "fyn"


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"response": "follow"}, []),
        ({"response": "follow", "reason": "tried"}, []),
        ({"response": "defer", "reason": "later", "until": "om 2 uger"}, []),
        ({"response": "defer", "reason": "later", "until": f"{TODAY:%d.%m.%Y}"}, []),
        ({"response": "defer", "reason": "later"}, ["until"]),
        ({"response": "defer", "reason": "later", "until": "31.02.2030"}, ["until"]),
        ({"response": "defer", "reason": "later", "until": f"{TODAY - timedelta(days=1):%d.%m.%Y}"}, ["until"]),
        ({"response": "defer", "reason": "later", "until": FAR}, ["until"]),
        ({"response": "defer", "reason": "later", "until": FAR, "sure": f"until={FAR}"}, []),
        # A day beside another answer says nothing, whatever it is.
        ({"response": "follow", "until": "i går"}, []),
        ({"response": "dismiss", "reason": "disagree", "comment": "x" * 2000}, []),
        ({"response": "defer", "until": "om 2 uger"}, []),
        ({"response": "defer", "until": "om 2 uger", "reason": "because"}, ["reason"]),
        ({"response": "dismiss", "comment": "uden grund"}, ["reason"]),
        ({"response": "dismiss", "reason": "because"}, ["reason"]),
        ({"response": "ignore", "reason": "tried"}, ["response"]),
        ({"response": "follow", "comment": "x" * 2001}, ["comment"]),
        ({"response": "avoid"}, ["response"]),
        ({"response": "dismiss", "reason": "wanted"}, ["reason"]),
    ],
)
def test_what_is_not_followed_needs_a_reason(data: dict[str, str], errors: list[str], content: Content) -> None:
    """Tried: the answers to advice against offered to any."""
    assert errors_of(content, "generalised-pain/tca", data) == errors


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"response": "avoid"}, []),
        ({"response": "use", "reason": "others_failed"}, []),
        ({"response": "use"}, ["reason"]),
        ({"response": "use", "reason": "tried"}, ["reason"]),
        ({"response": "follow"}, ["response"]),
        ({"response": "dismiss", "reason": "disagree"}, ["response"]),
        ({"response": "defer", "reason": "disagree"}, ["response"]),
    ],
)
def test_what_is_advised_against_is_avoided_or_used_for_a_reason(
    data: dict[str, str], errors: list[str], content: Content
) -> None:
    """Tried: the answers to other advice; the reason left to be given or not."""
    assert errors_of(content, "generalised-pain/tramadol", data) == errors


def test_a_safety_prompt_has_one_set_of_answers_whatever_its_direction(content: Content) -> None:
    for key in ("safety-prompts/red-flags", "safety-prompts/nsaid-risk"):
        assert errors_of(content, key, {"response": "follow"}) == []


def errors_of(content: Content, key: str, data: dict[str, str]) -> list[str]:
    recommendation = content.recommendations[key]
    typed = data | {"seen": str(recommendation.version.pk)}
    return list(ResponseForm(typed, recommendation=recommendation, today=TODAY).errors)
