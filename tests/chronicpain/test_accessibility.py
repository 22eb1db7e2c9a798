"""The accessibility statement: at the foot of every page, open to anyone, with somebody to tell."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django.asserts import assertContains

HEADINGS = (
    "Overensstemmelsesstatus",
    "Ikke-tilgængeligt indhold",
    "Udarbejdelse af tilgængelighedserklæringen",
    "Feedback og kontaktoplysninger",
    "Håndhævelsesprocedure",
)


@pytest.mark.django_db
def test_it_has_the_headings_of_the_law_and_says_whom_to_tell() -> None:
    """Tried: without anybody to tell, where nothing is set."""
    assert reverse("accessibility") == "/was/"
    unset = Client().get("/was/")
    for heading in HEADINGS:
        assertContains(unset, f"{heading}</h2>")
    assertContains(unset, "kliniklederen")
    contact = "Drift, tlf. 00 00 00 00, drift@example.dk"
    with override_settings(ACCESSIBILITY_CONTACT=contact):
        assertContains(Client().get("/was/"), contact)


@pytest.mark.django_db
def test_every_page_leads_to_it_also_where_nobody_is_signed_in() -> None:
    assertContains(Client().get(reverse("account_login")), 'href="/was/"')
