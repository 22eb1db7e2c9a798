"""The sheet before a visit: the paper that the patient gets, and what staff key in from it."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from pypdf import PdfReader

from accounts.models import AccessLogEntry
from assessment.documents.render import NotRendered
from assessment.models import Answer, Consultation, Episode
from assessment.record.previsit_sheet import moment_of
from assessment.rules.keys import PREVISIT_SHEET
from guidelines.in_force.content import Content
from tests.support.http.forms import parsed, text_at
from tests.support.http.previsit import FILLED, KEPT, day_ago, key_in, keying
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, current, known

pytestmark = pytest.mark.usefixtures("in_a")

MM = 72 / 25.4


@pytest.fixture
def paper(gp_client: Client, episode: Episode) -> PdfReader:
    response = gp_client.get(reverse("previsit_sheet", args=[episode.pk]))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return PdfReader(BytesIO(response.content))


def said(paper: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


def test_the_sheet_is_one_page_of_a4(paper: PdfReader) -> None:
    (page,) = paper.pages
    assert [float(side) / MM for side in page.mediabox[2:]] == pytest.approx([210, 297], abs=0.5)


def test_the_sheet_asks_the_vocabulary_s_questions_in_order(paper: PdfReader, content: Content) -> None:
    text = said(paper)
    asked = [content.vocabulary.questions[key] for key in PREVISIT_SHEET[:-1]]
    places = [text.index(f"{number}. {question.label}") for number, question in enumerate(asked, start=1)]
    assert places == sorted(places)
    for question in asked:
        for label in question.values.values():
            assert text.count(label) >= 2
    assert text.count("0 1 2 3 4 5 6 7 8 9 10") == 3
    assert "0 er slet ikke ondt, 10 er værst." in text
    assert "uofficiel ordlyd" in text


def test_the_sheet_names_the_patient_and_the_clinic_without_the_cpr_number(paper: PdfReader, episode: Episode) -> None:
    text = said(paper)
    patient = episode.patient
    for part in (patient.name, f"født {patient.birth_date:%d.%m.%Y}", "Klinik A, tlf. 00000001", "Udfyldt den"):
        assert part in text
    everything = text + str(paper.metadata)
    assert patient.cpr[6:] not in everything
    assert "Afprøvning med opdigtet patient" in text
    assert patient.name not in str(paper.metadata)


def test_the_sheet_has_the_blank_figure_with_numbers_and_the_patient_s_sides(paper: PdfReader) -> None:
    text = said(paper)
    assert text.count("patientens højre") == text.count("patientens venstre") == 2
    assert all(f" {number} " in text for number in range(11, 47))
    root: Any = paper.trailer["/Root"]
    figures: list[str] = []

    def walk(node: Any) -> None:
        element = node.get_object()
        if isinstance(element, list):
            for child in element:
                walk(child)
        elif isinstance(element, dict) and "/S" in element:
            figures.extend([element["/Alt"]] if element["/S"] == "/Figure" else [])
            walk(element.get("/K", []))

    walk(root["/StructTreeRoot"]["/K"])
    assert len(figures) == 1
    assert "til at sætte kryds på" in figures[0]


def test_outside_the_trial_the_sheet_says_nothing_of_one(gp_client: Client, episode: Episode, settings: Any) -> None:
    settings.DEMO = False
    response = gp_client.get(reverse("previsit_sheet", args=[episode.pk]))
    text = said(PdfReader(BytesIO(response.content)))
    assert episode.patient.name in text
    assert "Klinik A, tlf. 00000001" in text
    assert "Afprøvning" not in text


def test_printing_is_in_the_access_log(paper: PdfReader, episode: Episode) -> None:
    details = AccessLogEntry.objects.filter(patient_id=episode.patient_id).values_list("detail", flat=True)
    assert gettext("pre-visit sheet printed") in details


def test_a_sheet_that_cannot_be_made_says_so(
    gp_client: Client, episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(html: str) -> bytes:
        raise NotRendered("out of ink")

    monkeypatch.setattr("assessment.pages.previsit.views.render_pdf", fail)
    response = gp_client.get(reverse("previsit_sheet", args=[episode.pk]), follow=True)
    assert response.redirect_chain == [(reverse("episode", args=[episode.pk]), 302)]
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_both_pages_are_linked_from_the_overview(gp_client: Client, episode: Episode) -> None:
    page = gp_client.get(reverse("episode", args=[episode.pk])).content.decode()
    assert all(f'href="{reverse(name, args=[episode.pk])}"' in page for name in ("previsit_sheet", "previsit_keying"))


def test_the_fields_come_in_the_order_of_the_sheet_with_nothing_answered(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, peg__pain=3, gcps__pain_frequency="never")
    page = gp_client.get(keying(episode))
    fields = [str(element.get("id")) for element in parsed(page).iter() if "field " in f"{element.get('class')} "]
    names = [identifier.removeprefix("field_") for identifier in fields if identifier.startswith("field_")]
    assert names == ["day", *PREVISIT_SHEET[:-1], "places", PREVISIT_SHEET[-1]]
    controls = [element for element in parsed(page).iter("input") if element.get("name") in PREVISIT_SHEET]
    assert not [box for box in controls if box.get("checked") is not None and box.get("value")]
    assert not [box for box in controls if box.get("type") == "text" and box.get("value")]
    assert "3 af 10" in text_at(page, "field_peg.pain")
    (day,) = [element for element in parsed(page).iter("input") if element.get("name") == "day"]
    assert (day.get("value"), day.get("autofocus") is not None) == (f"{timezone.localdate():%d.%m.%Y}", True)


def test_the_numbers_of_the_paper_stand_on_the_figure_and_on_the_list(gp_client: Client, episode: Episode) -> None:
    page = gp_client.get(keying(episode))
    words = " ".join(text_at(page, "field_pain.drawing").split())
    assert "38 Lænd" in words
    assert "4 Højre skulder (forfra)" in words
    numbers = [text.text for text in parsed(page).iter("text")]
    assert numbers[-47:] == [str(number) for number in range(1, 48)]


def test_one_save_records_every_answer_of_the_sheet(gp_client: Client, episode: Episode, content: Content) -> None:
    response = key_in(gp_client, episode)
    assert response["Location"] == reverse("episode", args=[episode.pk])
    assert known(episode, content) == KEPT
    assert current(episode).version == 1
    assert Answer.objects.count() == 6
    assert not Consultation.objects.exists()


def test_the_answers_are_dated_to_the_day_of_the_sheet_and_the_log_to_the_keying(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    day = day_ago(4)
    key_in(gp_client, episode, day=f"{day:%d.%m.%Y}")
    assert {timezone.localdate(row.recorded_at) for row in Answer.objects.all()} == {day}
    assert {row.recorded_by for row in Answer.objects.all()} == {cast.gp}
    assert {row.consultation for row in Answer.objects.all()} == {None}
    entry = AccessLogEntry.objects.filter(detail__contains=f"{day:%d.%m.%Y}").get()
    assert (entry.staff, timezone.localdate(entry.at)) == (cast.gp, timezone.localdate())


def test_a_sheet_of_today_is_dated_now_and_an_earlier_one_to_noon() -> None:
    assert abs(moment_of(timezone.localdate()) - timezone.now()) < timedelta(seconds=5)
    earlier = timezone.localtime(moment_of(date(2026, 3, 29)))
    assert (earlier.date(), earlier.hour, earlier.minute) == (date(2026, 3, 29), 12, 0)


@pytest.mark.parametrize("gone", [*FILLED])
def test_what_the_patient_left_empty_withdraws_nothing(
    gone: str, gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    earlier: dict[str, Any] = {
        "gcps__pain_frequency": "never",
        "gcps__limiting_frequency": "never",
        "peg__pain": 1,
        "peg__enjoyment": 1,
        "peg__activity": 1,
        "pain__drawing": ("back_neck",),
    }
    answer(cast.nurse, episode, **earlier)
    assert key_in(gp_client, episode, **{gone: ""}).status_code == 302
    key = "pain.drawing" if gone == "places" else gone
    assert known(episode, content) == KEPT | {key: earlier[key.replace(".", "__")]}


def test_an_empty_sheet_records_nothing(gp_client: Client, episode: Episode) -> None:
    assert key_in(gp_client, episode, **dict.fromkeys(FILLED, "")).status_code == 302
    assert not Answer.objects.exists()
    assert not Consultation.objects.exists()
