"""The list of the day: everyone in one group, whose duties, what is said of one, and what no longer stands."""

import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import AccessLogEntry, Staff
from assessment.inquiries.threads import NotADoctorHere, answer_inquiry
from assessment.models import Consultation, Episode, Inquiry
from assessment.notes.contact_note import consultation_note
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation, end_consultation
from assessment.record.contacts import contact_now
from guidelines.in_force.content import current_content
from guidelines.vocabulary.dates import add_months
from referrals.duties.acts import decline_follow_up
from referrals.duties.places import Place, Whose
from referrals.duties.todays_list import list_of_today
from referrals.models import Duty, DutyAct, DutyReckoning
from referrals.pages.today.duty_rows import groups_of
from tests.support.http.queries import queries_of
from tests.support.records.cast import CPR_A2, Cast
from tests.support.records.duties import duties_now
from tests.support.records.patients import answer, make_episode, make_patient, treat
from tests.support.records.prompts import assess

pytestmark = pytest.mark.usefixtures("in_a")
HOME, TAKE, PUT_OFF = reverse("home"), reverse("duty_take"), reverse("duty_put_off")
DECLINE = reverse("duty_decline")
DAY = timedelta(days=1)
SignIn = Callable[[Staff], Client]


def listed(by: Staff, content: Any, whose: Whose = Whose.EVERYBODYS, away: int = 0, **values: Any) -> Any:
    return list_of_today(by=by, content=content, as_of=today() + timedelta(days=away), whose=whose, **values)


@pytest.fixture
def many(cast: Cast, content: Any) -> dict[str, Episode]:
    """An episode for each group; of one patient two."""
    patient = make_patient(cast.gp)
    names = ("safety", "overdue", "today", "next_days", "undecidable", "no_date", "later")
    made = {name: make_episode(cast.gp, patient) for name in names}
    answer(cast.gp, made["safety"], wellbeing__suicidal_thoughts="passive")
    days = {"overdue": 1, "today": 2, "next_days": 3, "later": 20}
    for name, days_ahead in days.items():
        answer(cast.gp, made[name], practical__next_follow_up=today() + timedelta(days=days_ahead))
    answer(cast.gp, made["undecidable"], practical__next_follow_up=today() + timedelta(days=20))
    answer(cast.gp, made["undecidable"], surgery__opioid_started=True)
    return made


def group_of(found: Any, whose: Whose = Whose.EVERYBODYS) -> dict[str, int]:
    return {place.name.lower(): number for place, number in found.counts[whose].items() if number}


def test_everyone_stands_in_one_group_the_first_that_fits_and_the_sum_is_right_for_every_choice(
    cast: Cast, many: dict[str, Episode], content: Any, gp_client: Client
) -> None:
    """Two days on. Tried: `<=` for `<` of what is overdue; the count of duties in place of episodes."""
    found = listed(cast.gp, content, away=2, unfolded=list(Place))
    assert group_of(found) == dict.fromkeys(many, 1)
    assert found.total == Episode.objects.filter(ended_at=None).count() == 7
    for name, episode in many.items():
        (duties,) = found.episodes_in(Place[name.upper()])
        assert {duty.episode_id for duty in duties} == {episode.pk}
    for whose in Whose:
        chosen = listed(cast.gp, content, whose, away=2, unfolded=list(Place))
        shown = [episode for place in Place for episode in chosen.episodes_in(place)]
        assert len(shown) == chosen.total == sum(group_of(chosen, whose).values())
    assert group_of(found, Whose.DOCTORS) == {"safety": 1}
    page = gp_client.get(HOME)
    assertContains(page, "I alt 7 åbne forløb")
    assertContains(page, "Uden dato (")
    assertNotContains(page, "ikke truffet")


def test_the_list_costs_six_queries_however_many_there_are(
    cast: Cast, many: dict[str, Episode], gp_client: Client
) -> None:
    """With those of every request, of which the one that sets the practice is sent twice in a test. Tried: the owner's
    name asked for of each row; a list that is placed anew at each look.
    """
    gp_client.get(HOME)
    asked = queries_of(lambda: gp_client.get(HOME))
    for _ in range(5):
        answer(cast.nurse, make_episode(cast.nurse, many["today"].patient), wellbeing__suicidal_thoughts="passive")
    gp_client.get(HOME)
    assert len(queries_of(lambda: gp_client.get(HOME))) == len(asked)
    assert len([statement for statement in asked if "set_config" not in statement]) <= 5, "\n".join(asked)


def test_a_save_that_no_duty_comes_from_asks_nothing_more(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """And one that does says so in one statement: it is worked out at the next look. Tried: every save."""
    section = reverse("section", args=[episode.pk, "pain"])
    sent = {"seen_version": str(Episode.objects.get(pk=episode.pk).version), "peg.pain": "7"}
    with CaptureQueriesContext(connection) as captured:
        gp_client.post(section, sent, headers={"HX-Request": "true"})
    assert not [query for query in captured if "duty" in query["sql"]]
    gp_client.post(
        reverse("section", args=[episode.pk, "wellbeing"]),
        {"seen_version": str(Episode.objects.get(pk=episode.pk).version), "wellbeing.suicidal_thoughts": "passive"},
        headers={"HX-Request": "true"},
    )
    assert not DutyReckoning.objects.filter(episode=episode).exclude(basis="").exists()
    gp_client.get(reverse("home"))
    assert Duty.objects.filter(episode=episode, reason="prompt").exists()
    assert DutyReckoning.objects.get(episode=episode).basis


def test_a_duty_is_taken_over_once_and_the_second_is_told_whose_it_is(
    cast: Cast, episode: Episode, sign_in: SignIn
) -> None:
    """Tried: the last one takes it."""
    nurse, other = sign_in(cast.nurse), sign_in(cast.gp2)
    (duty,) = duties_now("no_date")
    sent = {"duty": f"{duty.pk}:{duty.owner_id}"}
    assertContains(nurse.post(TAKE, sent, follow=True), "Du har overtaget opgaven")
    (taken,) = duties_now("no_date")
    assert taken.owner == cast.nurse
    assertContains(other.post(TAKE, sent, follow=True), "har allerede opgaven. Intet er ændret")
    assert duties_now("no_date")[0].owner == cast.nurse
    assert DutyAct.objects.count() == 1
    assert AccessLogEntry.objects.filter(patient_id=episode.patient_id, staff=cast.nurse, action="change").exists()


def test_what_somebody_has_seen_to_meanwhile_is_said_in_words(cast: Cast, episode: Episode, sign_in: SignIn) -> None:
    """Tried: a page that is not found."""
    nurse, (duty,) = sign_in(cast.nurse), duties_now("no_date")
    answer(cast.gp, episode, practical__next_follow_up=today() + DAY)
    duties_now()
    for address, sent in ((TAKE, {"duty": f"{duty.pk}:"}), (PUT_OFF, {"duty": str(duty.pk)}), (TAKE, {"duty": "x"})):
        assertContains(nurse.post(address, sent, follow=True), "ikke på listen længere")
    assertContains(nurse.get(f"{PUT_OFF}?duty={duty.pk}", follow=True), "ikke på listen længere")


def put_off(client: Client, duty: Duty, days: int, because: str = "Ferie.") -> Any:
    until = f"{today() + timedelta(days=days):%d.%m.%Y}"
    return client.post(PUT_OFF, {"duty": str(duty.pk), "until": until, "because": because}, follow=True)


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "til-"), (0, "Vælg en dag efter i dag"), (31, "Vælg en dag inden for 30 dage")]
)
def test_a_duty_is_not_put_off_to_a_past_day_or_beyond_thirty_days(
    days: int, said: str, episode: Episode, gp_client: Client
) -> None:
    """Tried: `<` for `<=` at both ends."""
    (duty,) = duties_now("no_date")
    page = put_off(gp_client, duty, days)
    assert page.status_code == 422
    assert "Ferie." in page.content.decode()
    if not said.endswith("-"):
        assertContains(page, said, status_code=422)
    assert not DutyAct.objects.exists()


def test_a_duty_that_is_put_off_calls_again_on_its_day_with_the_reason(
    episode: Episode, gp_client: Client, cast: Cast, content: Any
) -> None:
    (duty,) = duties_now("no_date")
    assert put_off(gp_client, duty, 30, because="").status_code == 422
    assertContains(put_off(gp_client, duty, 30), "er udskudt til")
    assert duties_now("no_date") == []
    assert group_of(listed(cast.gp, content)) == {"later": 1}
    assert len(duties_now("no_date", away=30)) == 1
    assertContains(gp_client.get(f"{HOME}?vis=later"), "Udskudt: Ferie.")


def test_safety_is_put_off_by_a_doctor_and_by_one_day(
    cast: Cast, episode: Episode, gp_client: Client, sign_in: SignIn
) -> None:
    """And the page says that limit, not the one of most. Tried: by a nurse; by two days; "within 30 days"."""
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="passive")
    (duty,) = duties_now("prompt")
    nurse = sign_in(cast.nurse)
    assertContains(put_off(nurse, duty, 1), "Kun en læge kan udskyde", status_code=422)
    assertContains(put_off(gp_client, duty, 2), "højst udskydes en dag", status_code=422)
    assertNotContains(nurse.get(HOME), f"{PUT_OFF}?duty={duty.pk}")
    page = gp_client.get(f"{PUT_OFF}?duty={duty.pk}")
    assertContains(page, "højst udskydes en dag")
    assertNotContains(page, "30 dage")
    assertContains(nurse.get(f"{PUT_OFF}?duty={duty.pk}"), "Kun en læge kan udskyde")
    assertContains(put_off(gp_client, duty, 1), "er udskudt til")


def declined(client: Client, duty: Duty, doctor: Staff | None = None) -> Any:
    said = {"duty": str(duty.pk), "day": f"{duty.day:%d.%m.%Y}", "because": "Har det godt."}
    return client.post(DECLINE, said | {"doctor": str(doctor.pk) if doctor else ""}, follow=True)


def test_who_does_not_wish_follow_up_is_asked_again_after_a_year_and_a_doctor_is_told(
    cast: Cast, episode: Episode, sign_in: SignIn, content: Any
) -> None:
    """Once, whoever comes second. Tried: eleven months; a doctor who is not told; a year that ends in what is folded;
    the second of two recorded too; a duty of something else.
    """
    nurse, gp, (duty,) = sign_in(cast.nurse), sign_in(cast.gp), duties_now("no_date")
    assertContains(nurse.get(f"{DECLINE}?duty={duty.pk}"), "Læge, der får besked")
    again = add_months(today(), 12)
    assertContains(declined(nurse, duty, cast.gp2), f"på listen igen den {again:%d.%m.%Y}")
    assertContains(declined(gp, duty), "ikke på listen længere")
    (told,) = duties_now("question")
    assert (told.owner, told.words["text"]) == (cast.gp2, "ønsker ikke opfølgning: Har det godt.")
    assertContains(gp.get(f"{HOME}?hvis=laege"), "Markér som set")
    assertContains(declined(nurse, told), "ikke på listen længere")
    answer_inquiry(by=cast.gp2, inquiry=Inquiry.objects.get(), kind="seen", seen=0)
    note = consultation_note(contact_now(Episode.objects.select_related("patient").get()), content)
    assert "Ønsker ikke opfølgning (Test nurse): Har det godt." in note.text
    assert group_of(listed(cast.gp, content)) == {"later": 1}
    assertContains(gp.get(f"{HOME}?vis=later"), "Ønsker ikke opfølgning: Har det godt.")
    assert group_of(listed(cast.gp, content, away=(again - today()).days)) == {"today": 1}


def test_a_doctor_elsewhere_is_not_told_and_what_was_typed_stays(cast: Cast, episode: Episode, sign_in: SignIn) -> None:
    """Of another practice, or with a closed account. A doctor tells nobody: it is seen. Tried: any doctor there is."""
    (duty,) = duties_now("no_date")
    Staff.objects.filter(pk=cast.gp2.pk).update(is_active=False)
    for doctor in (cast.gp_b, cast.gp2, cast.nurse):
        assertContains(declined(sign_in(cast.nurse), duty, doctor), "Har det godt.", status_code=422)
    closed, said = Staff.objects.get(pk=cast.gp2.pk), {"duty_id": duty.pk, "seen_day": duty.day}
    said["content"] = current_content()
    with pytest.raises(NotADoctorHere):
        decline_follow_up(by=cast.nurse, **said, because="x", doctor=closed, as_of=today())
    assert not DutyAct.objects.exists()
    declined(sign_in(cast.gp), duty)
    assert (duties_now("question"), Inquiry.objects.get().kinds) == ([], ["seen"])


def test_follow_up_is_not_declined_while_something_is_open_or_agreed_under_safety(
    cast: Cast, episode: Episode, sign_in: SignIn
) -> None:
    """Not offered, and refused, in words that say what comes first: on what the record says by then, not the list.
    Tried: what calls today alone; as it was worked out last; the nurse alone.
    """
    (duty,), offered = duties_now("no_date"), f"{DECLINE}?duty="
    nurse, gp = sign_in(cast.nurse), sign_in(cast.gp)
    assertContains(nurse.get(HOME + "?vis=no_date"), offered)
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="passive")
    for client in (nurse, gp):
        assertContains(declined(client, duty), "står åbent under Sikkerhed", status_code=422)
        assertNotContains(client.get(HOME), offered)
    assess(cast.gp, episode, next_contact=today() + DAY)
    answer(cast.gp, episode, practical__next_follow_up=today() + 20 * DAY)
    assert duties_now("prompt") == []
    (planned,) = duties_now("follow_up", away=20)
    assertNotContains(nurse.get(HOME + "?vis=later&vis=next_days"), offered)
    assertContains(declined(nurse, planned), f"aftalt til {today() + DAY:%d.%m.%Y}", status_code=422)
    assertContains(nurse.get(offered + str(planned.pk), follow=True), f"aftalt til {today() + DAY:%d.%m.%Y}")
    assert not DutyAct.objects.exists()


def test_what_was_put_off_and_has_become_another_calls_at_once(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """A new day for the follow-up is another duty. Tried: put off by the reason alone."""
    answer(cast.gp, episode, practical__next_follow_up=today() + DAY)
    (duty,) = duties_now("follow_up", away=1)
    put_off(gp_client, duty, 20)
    assert duties_now("follow_up", away=5) == []
    answer(cast.gp, episode, practical__next_follow_up=today() + 2 * DAY)
    assert len(duties_now("follow_up", away=5)) == 1


def test_a_form_from_before_midnight_is_judged_by_the_day_that_it_is_sent_on(
    episode: Episode, gp_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Filled in at 23:59 for tomorrow, and sent after midnight: in words, and nothing is lost."""
    (duty,) = duties_now("no_date")
    tomorrow = today() + DAY
    monkeypatch.setattr("referrals.pages.today.views.today", lambda: tomorrow)
    page = put_off(gp_client, duty, 1, because="Ringer igen.")
    assertContains(page, "Vælg en dag efter i dag", status_code=422)
    assertContains(page, "Ringer igen.", status_code=422)


def test_what_a_closed_account_had_is_nobody_s(cast: Cast, episode: Episode, content: Any, gp_client: Client) -> None:
    """Tried: the name alone."""
    answer(cast.nurse, episode, practical__next_follow_up=today() + DAY)
    assert group_of(listed(cast.gp, content), Whose.NOBODYS) == {}
    Staff.objects.filter(pk=cast.nurse.pk).update(is_active=False)
    assert group_of(listed(cast.gp, content), Whose.NOBODYS) == {"next_days": 1}
    page = gp_client.get(f"{HOME}?hvis=uden-ejer&vis=next_days")
    assertContains(page, "uden ejer (kontoen for Test nurse er lukket)")


def test_so_many_are_shown_a_page_and_it_is_said_of_how_many(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """The list, and the register. Tried: so many duties in place of episodes."""
    Episode.objects.bulk_create(
        Episode.in_practice(patient=episode.patient, number=number, started_by=cast.gp) for number in range(2, 70)
    )
    duties_now()
    pages = {f"{HOME}?vis=no_date": (25, 25, 19), f"{reverse('patients')}?": (50, 19)}
    for address, numbers in pages.items():
        seen: set[str] = set()
        for page, number in enumerate(numbers, start=1):
            shown = gp_client.get(f"{address}&side={page}")
            assert re.search(f"Viser (forløb )?{len(seen) + 1}–{len(seen) + number} af 69", shown.content.decode())
            found = set(re.findall(r'href="(/forloeb/[^/]+/)"', shown.content.decode()))
            assert (len(found), found & seen) == (number, set()), address
            seen |= found

    whole = gp_client.get(f"{HOME}?vis=no_date&udskriv=ja")
    assert len(set(re.findall(r'href="(/forloeb/[^/]+/)"', whole.content.decode()))) == 69
    assertNotContains(whole, "Viser forløb")


def test_on_paper_every_group_has_its_rows_and_it_says_when_and_which_list_it_is(
    cast: Cast, many: dict[str, Episode], gp_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From whichever choice. Tried: the groups that were unfolded alone; the hour, the mark of the trial left out; "the
    whole list" above a part of it.
    """
    monkeypatch.setattr("referrals.pages.today.views.hour_now", lambda: time(7, 5))
    monkeypatch.setattr("django.conf.settings.DEMO", True)
    for whose in ("alle", "mine"):
        (address,) = re.findall(r'href="([^"]*udskriv=ja)"', gp_client.get(f"{HOME}?hvis={whose}").content.decode())
        page = gp_client.get(address.replace("&amp;", "&")).content.decode()
        assert {episode for episode in many.values() if f"/forloeb/{episode.pk}/" not in page} == set()
        assert len(re.findall(r"<h2", page)) == len(re.findall(r'<table class="list"', page))
        assert re.search(rf"Udskrevet \w+ {today().day}\.{today().month}\.{today().year}, kl\. 7\.05", page)
        assert ("Alle" if whose == "alle" else "Mine") + ": 7 åbne forløb" in page
        assert re.search(r'print-only">\s*<strong>Afprøvning med opdigtede patienter. Må ikke bruges klinisk', page)
    monkeypatch.setattr("referrals.pages.today.views.MOST_PRINTED", 3)
    monkeypatch.setattr("referrals.pages.today.duty_rows.MOST_PRINTED", 3)
    part = gp_client.get(f"{HOME}?udskriv=ja")
    assertNotContains(part, "Hele listen vises")
    assertContains(part, "Viser forløb 1–3 af 7")
    assertContains(
        part, "side=2&amp;udskriv=ja" if "side=2&amp;udskriv" in part.content.decode() else "udskriv=ja&amp;side=2"
    )


def test_a_row_says_since_when_it_waits_what_has_no_limit_and_how_often_the_patient_was_not_reached(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    """And a group says its name once. Tried: what waits called late; calls of before the contact counted too."""
    answer(cast.gp, episode, surgery__opioid_started=True, surgery__taper_plan_received=False)
    for number in (1, 2):
        gp_client.post(reverse("contact_attempt", args=[episode.pk]), {"contact_form": "phone"})
        assertContains(gp_client.get(HOME), f"ikke truffet {number} af 3")
    tomorrow = list_of_today(by=cast.gp, content=current_content(), as_of=today() + DAY, whose=Whose.EVERYBODYS)
    (group,) = groups_of(tomorrow, cast.gp)
    assert f"siden {today():%d.%m.%Y}" in group.rows
    assert "overskredet" not in group.rows
    page = gp_client.get(HOME).content.decode()
    assert (page.count(">I dag (1)<"), page.count('<caption class="sr-only">I dag<')) == (1, 1)
    end_consultation(by=cast.gp, consultation=episode.consultations.get())
    Consultation.objects.update(opened_at=timezone.now() - DAY)
    begin_consultation(by=cast.gp, episode=Episode.objects.get(), form="phone")
    assertNotContains(gp_client.get(HOME), "ikke truffet")


def test_two_thousand_of_them_are_in_one_place_each(cast: Cast, episode: Episode, content: Any) -> None:
    """The practice's own, and no other's."""
    with_b = make_patient(cast.gp_b, CPR_A2)
    make_episode(cast.gp_b, with_b)
    assert listed(cast.gp, content).total == 1


def test_the_command_reports_what_differs_and_makes_it_anew(
    cast: Cast, episode: Episode, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tried: `--check` that writes; a difference that goes unsaid."""
    answer(cast.gp, episode, practical__next_follow_up=today() + DAY)
    treat(cast.gp, episode, "tramadol", "current", started=today() - 200 * DAY)
    duties_now()
    call_command("rebuild_duties", check=True)
    Duty.objects.filter(reason="opioid_never").delete()
    Duty.objects.filter(reason="follow_up").update(due_on=today() - DAY)
    for _ in range(2):
        with pytest.raises(CommandError, match="1 episodes"):
            call_command("rebuild_duties", check=True)
    said = capsys.readouterr().out
    assert "missing: opioid_never" in said
    assert f"too many: follow_up  {today() - DAY}" in said
    call_command("rebuild_duties")
    call_command("rebuild_duties", check=True)
    assert timezone.localdate() == today()
