"""The page of what became of a referral: forms, what is refused, links to it, and the plan after a course."""

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLogEntry
from assessment.models import Answer, Episode
from referrals.letters.signing import new_version
from referrals.models import Letter, Referral, WaitingStepDone
from tests.support.http.queries import MOST, queries_of
from tests.support.records.cast import Cast
from tests.support.records.letters import Sign
from tests.support.records.patients import answer
from tests.support.records.sent_letters import ago, course, record, send

pytestmark = pytest.mark.usefixtures("in_a", "no_rendering")

PLAN = "Fortsæt træningen."


@pytest.fixture
def sent(cast: Cast, letter: Letter, sign: Sign) -> Referral:
    return send(cast.nurse, letter, sign, 20)


@pytest.fixture
def ended(cast: Cast, sent: Referral) -> Referral:
    for kind, days, text in (("accepted", 15, ""), ("started", 10, ""), ("ended", 3, PLAN)):
        record(cast.gp, sent, kind, days, text=text)
    return sent


def page_of(client: Client, referral: Referral) -> str:
    response = client.get(reverse("referral_course", args=[referral.pk]))
    assert response.status_code == 200
    return text_of(response)


def text_of(response: HttpResponse) -> str:
    return " ".join(unescape(response.content.decode()).split())


def post(client: Client, referral: Referral, name: str = "referral_event", **values: str) -> HttpResponse:
    return client.post(reverse(name, args=[referral.pk]), values)


def day(days: int) -> str:
    return ago(days).strftime("%d.%m.%Y")


def test_the_page_says_where_the_referral_stands_and_what_has_happened(gp_client: Client, sent: Referral) -> None:
    page = page_of(gp_client, sent)
    assert f"sendt {day(20)}" in page
    assert "har ventet 20 dage siden afsendelsen" in page
    assert "version 1 underskrevet" in page
    assert "Test nurse" in page
    assert "Gennemgå medicinen" in page
    assert "None" not in page
    entry = AccessLogEntry.objects.filter(patient_id=sent.episode.patient_id, action="read").latest("at")
    assert entry.detail == "hvad der blev af henvisningen"


def test_what_happened_is_recorded_from_the_page(gp_client: Client, sent: Referral) -> None:
    values = {"kind": "accepted", "on": day(2), "expected_on": day(-40), "text": "Indkaldes.", "reason": ""}
    response = post(gp_client, sent, **values)
    assert (response.status_code, response["Location"]) == (302, reverse("referral_course", args=[sent.pk]))
    event = sent.events.get(kind="accepted")
    assert (event.on, event.expected_on, event.text) == (ago(2), ago(-40), "Indkaldes.")
    page = page_of(gp_client, sent)
    assert f"forventet {day(-40)}" in page
    assert "Det er noteret." in page


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"kind": "received", "on": "1.1.2020"}, "on", "Datoen er før, brevet blev sendt."),
        ({"kind": "returned"}, "reason", "Vælg, hvorfor henvisningen blev returneret."),
        ({"kind": "accepted", "expected_on": "1.1.2020"}, "expected_on", "før, henvisningen blev accepteret."),
        ({"kind": "ended"}, "text", "skriv, hvad der var forkert."),
        ({"kind": "flown"}, "kind", "flown"),
        ({"kind": ""}, "kind", "Dette felt er påkrævet."),
    ],
)
def test_a_refused_step_says_so_in_danish_and_shows_what_was_typed(
    values: dict[str, str], field: str, said: str, gp_client: Client, sent: Referral
) -> None:
    typed = {"on": day(1), "text": "" if field == "text" else "Lang tekst fra centret.", **values}
    response = post(gp_client, sent, **typed)
    page = text_of(response)
    assert response.status_code == 422
    assert said in page
    assert f'href="#id_{field}"' in page
    assert typed["text"] in page
    assert f'value="{typed["on"]}"' in page
    assert sent.events.count() == 1


def test_a_future_day_is_refused(gp_client: Client, sent: Referral) -> None:
    response = post(gp_client, sent, kind="received", on=day(-1))
    assert response.status_code == 422
    assert sent.events.count() == 1


def test_a_mistake_is_put_right_under_its_own_heading(cast: Cast, gp_client: Client, sent: Referral) -> None:
    record(cast.gp, sent, "accepted", 5)
    assert '<optgroup label="Ret en fejl: det her er sandt i stedet">' in page_of(gp_client, sent)
    assert post(gp_client, sent, kind="received", on=day(9), text="Forkert patient.").status_code == 302
    assert course(sent).state == "received"


def test_nothing_can_be_recorded_before_it_is_sent(gp_client: Client, signed: Letter) -> None:
    page = page_of(gp_client, signed.referral)
    assert "Brevet er ikke markeret som sendt endnu." in page
    assert reverse("referral_event", args=[signed.referral.pk]) not in page
    assert post(gp_client, signed.referral, kind="received", on=day(0)).status_code == 422


def test_a_returned_referral_offers_a_new_version_with_the_reason_beside_it(
    cast: Cast, gp_client: Client, sent: Referral
) -> None:
    record(cast.gp, sent, "returned", 2, reason="incomplete", text="Mangler EKG.")
    page = page_of(gp_client, sent)
    assert "Oplysninger mangler i henvisningen" in page
    assert reverse("letter_replace", args=[sent.letters.get().pk]) in page
    second = new_version(by=cast.gp, letter=sent.letters.get())
    assert f'href="{reverse("letter", args=[second.pk])}"' in page_of(gp_client, sent)
    letter = text_of(gp_client.get(reverse("letter", args=[second.pk])))
    assert f"Henvisningen blev returneret den {day(2)}" in letter
    assert "Oplysninger mangler i henvisningen: Mangler EKG." in letter


def test_a_letter_of_a_referral_that_was_not_returned_says_nothing_of_it(
    cast: Cast, gp_client: Client, sent: Referral
) -> None:
    second = new_version(by=cast.gp, letter=sent.letters.get())
    page = text_of(gp_client.get(reverse("letter", args=[second.pk])))
    assert 'id="letter-form"' in page
    assert "Ingen kendte." in page
    assert "returneret" not in page


def test_a_re_referral_shows_why_the_first_one_was_returned(cast: Cast, gp_client: Client, sent: Referral) -> None:
    record(cast.gp, sent, "returned", 2, reason="incomplete", text="Mangler EKG.")
    response = post(gp_client, sent, "referral_again")
    letter = Letter.objects.get(signed_at=None)
    assert response["Location"] == reverse("letter", args=[letter.pk])
    page = text_of(gp_client.get(response["Location"]))
    assert "Oplysninger mangler i henvisningen: Mangler EKG." in page
    assert "Der er kommet nye svar" not in page
    assert "Den gentager en tidligere henvisning" in page_of(gp_client, letter.referral)


def test_a_referral_under_way_is_not_repeated(gp_client: Client, sent: Referral) -> None:
    assert "Begynd en ny henvisning" not in page_of(gp_client, sent)
    response = post(gp_client, sent, "referral_again")
    assert response["Location"] == reverse("referral_course", args=[sent.pk])
    assert Referral.objects.count() == 1


def test_a_place_that_the_pathway_of_today_lacks_leads_to_the_readiness(
    cast: Cast, gp_client: Client, sent: Referral
) -> None:
    record(cast.gp, sent, "closed", 2)
    Referral.objects.filter(pk=sent.pk).update(destination="long-gone")
    response = post(gp_client, sent, "referral_again")
    assert response["Location"] == reverse("readiness", args=[sent.episode_id])
    assert "long-gone" not in page_of(gp_client, sent)


def test_a_step_is_ticked_off_with_a_note(gp_client: Client, sent: Referral) -> None:
    url = reverse("referral_step", args=[sent.pk, "municipality"])
    assert gp_client.post(url, {"municipality-note": "Ringet."}).status_code == 302
    page = page_of(gp_client, sent)
    assert "Ringet." in page
    assert url not in page
    refused = gp_client.post(
        reverse("referral_step", args=[sent.pk, "agree_yearly_check"]), {"agree_yearly_check-note": "x" * 301}
    )
    assert refused.status_code == 422
    assert "x" * 301 in text_of(refused)
    assert gp_client.post(reverse("referral_step", args=[sent.pk, "unknown"])).status_code == 404
    assert WaitingStepDone.objects.count() == 1


def test_an_undecided_step_names_its_question_with_a_link(cast: Cast, gp_client: Client, sent: Referral) -> None:
    page = page_of(gp_client, sent)
    assert "Kun hvis det passer, og det vides ikke endnu:" in page
    assert "#field_risk.drives" in page


def test_the_steps_are_put_away_when_the_course_has_begun(cast: Cast, gp_client: Client, ended: Referral) -> None:
    page = page_of(gp_client, ended)
    assert f"forløb afsluttet {day(3)}" in page
    assert "Mens patienten venter" not in page


def test_the_steps_stand_there_while_the_patient_waits(gp_client: Client, sent: Referral) -> None:
    assert "Mens patienten venter" in page_of(gp_client, sent)


def test_the_follow_up_is_proposed_and_set_by_the_clinician_alone(
    cast: Cast, gp_client: Client, ended: Referral
) -> None:
    page = page_of(gp_client, ended)
    assert PLAN in page
    assert f'value="{day(-25)}"' in page
    assert "eget skøn" in page
    assert not Answer.objects.filter(question="practical.next_follow_up").exists()
    version = str(Episode.objects.get(pk=ended.episode_id).version)
    response = post(gp_client, ended, "referral_follow_up", day=day(-21), seen_version=version)
    assert response.status_code == 302
    given = Answer.objects.get(question="practical.next_follow_up")
    assert (given.value, given.recorded_by) == (ago(-21).isoformat(), cast.gp)
    assert f"Næste opfølgning er planlagt til {day(-21)}." in page_of(gp_client, ended)


def test_a_day_that_has_passed_and_a_stale_page_are_refused(cast: Cast, gp_client: Client, ended: Referral) -> None:
    version = str(Episode.objects.get(pk=ended.episode_id).version)
    past = post(gp_client, ended, "referral_follow_up", day=day(1), seen_version=version)
    assert past.status_code == 422
    assert f'value="{day(1)}"' in text_of(past)
    answer(cast.nurse, ended.episode, practical__next_follow_up=ago(-9))
    stale = post(gp_client, ended, "referral_follow_up", day=day(-21), seen_version=version)
    assert stale.status_code == 409
    assert "En anden har planlagt opfølgningen" in text_of(stale)
    assert Answer.objects.filter(question="practical.next_follow_up").count() == 1


def test_the_overview_the_readiness_and_the_letter_lead_to_it(gp_client: Client, ended: Referral) -> None:
    episode = ended.episode
    pages = [reverse("episode", args=[episode.pk]), reverse("readiness", args=[episode.pk])]
    for url in (*pages, reverse("letter", args=[ended.letters.get().pk])):
        page = text_of(gp_client.get(url))
        assert f'href="{reverse("referral_course", args=[ended.pk])}"' in page
        assert f"forløb afsluttet {day(3)}" in page
    assert f"Centrets plan, {day(3)}:</strong> {PLAN}" in text_of(gp_client.get(pages[0]))


def test_a_foreign_and_an_unknown_referral_answer_the_same(cast: Cast, sent: Referral) -> None:
    client = Client()
    client.force_login(cast.gp_b.user)
    for name in ("referral_event", "referral_follow_up", "referral_again"):
        assert [post(client, Referral(pk=pk), name).status_code for pk in (sent.pk, uuid4())] == [404, 404]
    assert client.get(reverse("referral_course", args=[sent.pk])).status_code == 404
    assert sent.events.count() == 1


def test_the_page_and_the_overview_keep_the_budget(cast: Cast, gp_client: Client, ended: Referral) -> None:
    for url in (reverse("referral_course", args=[ended.pk]), reverse("episode", args=[ended.episode_id])):
        gp_client.get(url)
        queries = queries_of(lambda url=url: gp_client.get(url))  # type: ignore[misc]
        assert len(queries) <= MOST, "\n".join(queries)


def test_the_proposal_is_never_a_day_that_has_passed(cast: Cast, gp_client: Client, sent: Referral) -> None:
    for kind, days in (("accepted", 20), ("started", 20)):
        record(cast.gp, sent, kind, days)
    event = record(cast.gp, sent, "ended", 20, text=PLAN)
    assert f'value="{day(-8)}"' in page_of(gp_client, sent)
    assert event.on + timedelta(days=28) == timezone.localdate() + timedelta(days=8)
