"""A condition may ask for a substance by its ATC code: what is known of it, in words, and what can never be true."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessment.rules.facts import Case, TreatmentRow, facts_of
from assessment.rules.keys import SUBSTANCES
from guidelines.builder.draft import comparisons_of
from guidelines.conditions.satisfiable import never_true
from guidelines.conditions.sentences import phrase_of
from guidelines.conditions.tree import ConditionError, compile_condition
from guidelines.in_force.content import Content, draft_content
from guidelines.medicines.substances import codes_asked, with_medicines
from guidelines.publishing.drafts import create_draft
from guidelines.recommendations.case_parsing import CaseError, parse_case
from guidelines.vocabulary.facts import Facts
from tests.support.content.condition_forms import inputs
from tests.support.content.files import VOCABULARY
from tests.support.records.cast import Cast

DAY = date(2026, 11, 29)
TOPIRAMATE, FLUVOXAMINE = "N03AX11", "N06AB08"
HAS: dict[str, Any] = {"fact": SUBSTANCES, "has": TOPIRAMATE}


def facts(*rows: tuple[str, str], complete: bool = True, status: str = "current") -> Facts:
    """Of a list of these kinds and codes."""
    treatments = tuple(TreatmentRow(kind=kind, status=status, atc=atc) for kind, atc in rows)
    return facts_of(Case(DAY, date(1990, 1, 1), {}, treatments, complete), VOCABULARY)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (facts(("other_drug", TOPIRAMATE)), True),
        (facts(("other_drug", ""), ("other_drug", TOPIRAMATE)), True),
        (facts(("ssri", TOPIRAMATE)), True),  # the code says it, whatever kind was chosen
        (facts(("other_drug", TOPIRAMATE), complete=False), True),
        (facts(), False),
        (facts(("other_drug", "N03AX09")), False),
        (facts(("ssri", "")), False),  # an SSRI without a code is no topiramate
        (facts(("other_drug", TOPIRAMATE), status="stopped"), False),
        (facts(("other_drug", "")), None),
        (facts(complete=False), None),
        (facts(("ssri", FLUVOXAMINE), complete=False), None),
        (facts(("other_drug", "N03AX09"), complete=False), None),  # one row says nothing of the others of its kind
    ],
)
def test_whether_a_substance_is_in_use(given: Facts, expected: bool | None) -> None:
    """Tried: a row without a code taken for another medicine, an incomplete list for a complete one, and a kind with a
    row for known.
    """
    node = compile_condition(HAS, VOCABULARY)
    assert node.value(given) is expected
    assert node.missing(given) == ({"treatments"} if expected is None else frozenset())
    assert node.deciding(given) == (frozenset() if expected is None else {SUBSTANCES})


@pytest.mark.parametrize(
    ("given", "is_empty"),
    [
        (facts(), True),
        (facts(("other_drug", TOPIRAMATE), ("ssri", "")), False),
        (facts(("ssri", "")), None),
    ],
)
def test_whether_any_of_them_is_in_use(given: Facts, is_empty: bool | None) -> None:
    assert compile_condition({"fact": SUBSTANCES, "empty": True}, VOCABULARY).value(given) is is_empty


def test_it_is_read_by_the_name_of_the_medicine() -> None:
    assert phrase_of(HAS, VOCABULARY).text == "Lægemidler i brug omfatter »Topiramat«"
    assert VOCABULARY.display(SUBSTANCES, (TOPIRAMATE, "?" + FLUVOXAMINE)) == "Topiramat"
    assert next(iter(comparisons_of(VOCABULARY.fact_type(SUBSTANCES)))) == "has"


def test_a_code_that_the_questions_do_not_name_is_refused() -> None:
    with pytest.raises(ConditionError, match="kan ikke være »N02BE01«"):
        compile_condition({"fact": SUBSTANCES, "has": "N02BE01"}, VOCABULARY)


def test_two_substances_can_be_in_use_at_once_and_one_cannot_be_and_not_be() -> None:
    other = {"fact": SUBSTANCES, "has": FLUVOXAMINE}
    assert never_true({"all": [HAS, other]}, VOCABULARY, {}) == ""
    assert "kan aldrig" in never_true({"all": [HAS, {"not": HAS}]}, VOCABULARY, {})


def test_a_case_names_the_substances_in_use() -> None:
    case = {"name": "Én", "as_of": "2026-11-29", "facts": {SUBSTANCES: [TOPIRAMATE]}, "expect": "applies"}
    assert parse_case(case, VOCABULARY).facts == {SUBSTANCES: (TOPIRAMATE,)}
    with pytest.raises(CaseError, match="ikke på listen"):
        parse_case(case | {"facts": {SUBSTANCES: ["N02BE01"]}}, VOCABULARY)


LISTED = [
    (TOPIRAMATE, "Topiramat", "other_drug"),
    ("N02BE01", "Paracetamol", "paracetamol"),
    ("N02AX02", "Tramadol", "tramadol"),
]


def test_any_medicine_with_a_code_can_be_asked_for_and_only_what_is_asked_for_is_looked_for() -> None:
    """Tried: each listed medicine looked for, which makes every row without a code a question."""
    rule = {"all": [{"fact": SUBSTANCES, "has": "N02BE01"}, {"fact": "treatment.tca.current", "is": True}]}
    wide = with_medicines(VOCABULARY, LISTED, {*codes_asked([rule])})
    assert {code for code, _kind in wide.substances} - {code for code, _kind in VOCABULARY.substances} == {"N02BE01"}
    assert phrase_of(rule["all"][0], wide).text == "Lægemidler i brug omfatter »Paracetamol«"
    row = TreatmentRow(kind="paracetamol", status="current", atc="N02BE01")
    found = facts_of(Case(DAY, date(1990, 1, 1), {}, (row,)), wide)
    assert compile_condition(rule["all"][0], wide).value(found) is True
    # What could be chosen, and no rule asks for, is not looked for.
    assert "N02AX02" in wide.values_of(SUBSTANCES)
    tramadol = TreatmentRow(kind="tramadol", status="current", atc="")
    assert facts_of(Case(DAY, date(1990, 1, 1), {}, (tramadol,)), wide).values[SUBSTANCES] == ()
    assert never_true({"all": [rule["all"][0], {"not": rule["all"][0]}]}, wide, {})


def test_what_existing_content_says_is_as_it_was(content: Content) -> None:
    """The medicines list is there to choose from, and changes no fact."""
    assert content.vocabulary.substances == VOCABULARY.substances
    assert len(content.vocabulary.values_of(SUBSTANCES)) > 80


@pytest.mark.parametrize(
    ("typed", "said"),
    [("N02BE02", "»Paracetamol« (N02BE01)"), ("tramadal", "»Tramadol« (N02AX02)"), ("xyz", "Ingen af de")],
)
def test_an_unknown_code_is_refused_with_the_nearest(typed: str, said: str, content: Content) -> None:
    with pytest.raises(ConditionError, match="kan ikke være") as refused:
        compile_condition({"fact": SUBSTANCES, "has": typed}, content.vocabulary)
    assert said in str(refused.value)


@pytest.mark.django_db
def test_a_draft_asks_for_a_medicine_of_the_list_from_the_form_to_the_verdict(content: Content, cast: Cast) -> None:
    """Chosen in the builder without JavaScript, kept, told in words, tried on cases and evaluated."""
    draft = create_draft(by=cast.editor, publication=content.releases["own-prompts"].publication, note="Paracetamol")
    client = Client()
    client.force_login(cast.editor)
    url = reverse("editing_recommendation", args=[draft.pk, "topiramate-pregnancy"])
    form = client.get(url).context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    sent |= inputs({"fact": SUBSTANCES, "has": "N02BE01"}, "applies_when")
    sent |= inputs({"always": True}, "attention_when")
    answer = client.post(url, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    page = client.get(reverse("editing_recommendations", args=[draft.pk])).content.decode()
    assert "Lægemidler i brug omfatter »Paracetamol«" in page
    drafted = draft_content()
    assert "N02BE01" in {code for code, _kind in drafted.vocabulary.substances}
    row = TreatmentRow(kind="paracetamol", status="current", atc="N02BE01")
    found = facts_of(Case(DAY, date(1990, 1, 1), {}, (row,)), drafted.vocabulary)
    (rule,) = (rule for rule in drafted.rules if rule.key == "own-prompts/topiramate-pregnancy")
    assert rule.applies_when.value(found) is True
