"""What is shown when something could not be saved where it was typed: in the words of the form, and said once."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.pages.open_page.labels import labelled
from assessment.models import Answer, Consultation, Episode
from assessment.record.consultations import begin_consultation, end_consultation
from guidelines.publishing.drafts import create_draft, give_up
from tests.support.http.forms import HTMX, form_of, parsed, text_at, url
from tests.support.http.marked_clients import UnmarkedClient
from tests.support.http.typing import fields_of, forms_sent_to
from tests.support.records.cast import PASSWORD, Cast

pytestmark = pytest.mark.usefixtures("in_a")

LOGIN = reverse("account_login")


def typed_on(client: Client, page: str) -> dict[str, Any]:
    """What the form of this page sends, with the page's own mark."""
    form = max(forms_sent_to(client.get(page), page, page), key=lambda each: len(list(each.iter())))
    marks = [each.get("value", "") for each in form.iter("input") if each.get("name") == "page_mark"]
    return fields_of(form) | {"page_mark": marks}


def list_of(response: Any) -> dict[str, str]:
    """The folded list: each field by what it is called."""
    names = ["".join(each.itertext()).strip() for each in parsed(response).iter("dt")]
    values = ["".join(each.itertext()).strip() for each in parsed(response).iter("dd")]
    return dict(zip(names, values, strict=True))


@pytest.mark.parametrize(
    ("page", "typed", "shown"),
    [
        (
            "treatment_add",
            {"name": "oxycodon", "kind": "strong_opioid", "status": "on_hold", "as_needed": "on", "dose_unit": "mg"},
            {
                "Hvad hedder præparatet eller tilbuddet?": "oxycodon",
                "Hvilken behandling?": "Stærkt opioid",
                "Bruges behandlingen nu?": "På pause",
                "Efter behov (p.n.), uden fast døgndosis": "Ja",
            },
        ),
        (
            "section",
            {"pain.distribution": "localised", "pain.intensity_average": "7"},
            {"Smerternes udbredelse": "Lokaliserede (ét sted)"},
        ),
        ("taper_add", {"medicine": "oxycodon", "step-0-dose": "20mg"}, {"Dosis (1)": "20mg"}),
        ("questionnaire", {"mood": "2"}, {}),
    ],
)
def test_the_folded_list_calls_each_field_as_its_form_does(
    page: str, typed: dict[str, str], shown: dict[str, str], cast: Cast, episode: Episode
) -> None:
    """Tried: the names as they are sent; the versions and keys that a page sends for itself."""
    more = {"section": ["pain"], "questionnaire": ["phq-9"]}.get(page, [])
    address = reverse(page, args=[episode.pk, *more])
    client = UnmarkedClient()
    client.force_login(cast.gp.user)
    fields = typed_on(client, address) | {name: [value] for name, value in typed.items()}
    client.force_login(cast.nurse.user)
    response = client.post(address, fields)
    assert response.status_code == 409
    found = list_of(response)
    assert shown.items() <= found.items(), found
    assert not found.keys() & fields.keys()
    assert not any(re.fullmatch(r"[a-z0-9-]+[._][a-z0-9._-]+", name) for name in found), found
    assert set(typed.values()) - {"on"} <= {*found.values(), *typed.values()}


def test_what_nobody_knows_is_called_other_and_not_lost() -> None:
    fields = [("mystery", "7"), ("seen_version", "3"), ("step-TOTAL_FORMS", "1"), ("empty", "")]
    assert list(labelled("/ingen/saadan/side/", fields)) == [("Andet", "7")]


def test_what_was_kept_is_given_back_with_one_notice(cast: Cast, episode: Episode) -> None:
    """Tried: the offer of it on the page that gives it back."""
    cache.clear()
    plan = reverse("plan", args=[episode.pk])
    client = UnmarkedClient()
    client.force_login(cast.gp.user)
    sent = typed_on(client, plan) | {"goal": ["At gå ture"]}
    client.logout()
    led_to = client.post(plan, sent, headers={"Referer": f"http://testserver{plan}"})["Location"]
    client.get(led_to)
    page = client.post(led_to, {"login": cast.gp.user.email, "password": PASSWORD}, follow=True)
    text = page.content.decode()
    assert page.request["PATH_INFO"] == plan
    assert text.count("står her igen") == 1
    assert "blev ikke gemt" not in text


def test_a_save_after_the_consultation_was_ended_elsewhere_says_so(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: the mark as ever."""
    consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    page = form_of(gp_client.get(url(episode)))
    first = gp_client.post(url(episode), page | {"pain.intensity_average": ["7"]}, headers=HTMX)
    assert "uden kontakt" not in text_at(first, "saved-mark")
    end_consultation(by=cast.gp, consultation=Consultation.objects.get(pk=consultation.pk))
    sent = page | {"pain.intensity_average": ["8"], "step": ["1"], "seen_version": ["1"]}
    second = gp_client.post(url(episode), sent, headers=HTMX)
    assert " ".join(text_at(second, "saved-mark").split()).endswith("✓ uden kontakt")
    assert Answer.objects.latest("recorded_at").consultation is None


def test_a_draft_that_was_given_up_is_found_from_the_desk(cast: Cast, sign_in: Any, content: Any) -> None:
    """Tried: the desk without it."""
    draft = create_draft(by=cast.editor, publication=content.releases["generalised-pain"].publication)
    desk = reverse("editing")
    assert "Opgivne udkast" not in sign_in(cast.editor).get(desk).content.decode()
    give_up(by=cast.editor, release=draft, note="Afløst af en anden")
    page = " ".join(sign_in(cast.editor).get(desk).content.decode().split())
    assert "Opgivne udkast (1)" in page
    assert reverse("editing_release", args=[draft.pk]) in page
    assert "Afløst af en anden" in page
