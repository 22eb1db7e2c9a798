"""The accessibility statement: at the foot of every page, open to anyone, with somebody to tell."""

from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains
from pytest_django.fixtures import SettingsWrapper

HEADINGS = (
    "Overensstemmelsesstatus",
    "Ikke-tilgængeligt indhold",
    "Udarbejdelse af tilgængelighedserklæringen",
    "Feedback og kontaktoplysninger",
    "Håndhævelsesprocedure",
)


def test_it_has_the_headings_of_the_law_and_says_whom_to_tell(db: None, settings: SettingsWrapper) -> None:
    """Tried: without anybody to tell, where nothing is set."""
    assert reverse("accessibility") == "/was/"
    unset = Client().get("/was/")
    for heading in HEADINGS:
        assertContains(unset, f"{heading}</h2>")
    assertContains(unset, "kliniklederen")
    settings.ACCESSIBILITY_CONTACT = "Drift, tlf. 00 00 00 00, drift@example.dk"
    assertContains(Client().get("/was/"), settings.ACCESSIBILITY_CONTACT)


def test_every_page_leads_to_it_also_where_nobody_is_signed_in(db: None) -> None:
    assertContains(Client().get(reverse("account_login")), 'href="/was/"')
