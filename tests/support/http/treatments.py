"""The treatments' section, and what its quick line sends."""

from django.urls import reverse

from assessment.models import Episode

QUICK = {"name": "amitriptylin", "daily_dose_mg": "25", "status": "stopped", "effect": "insufficient", "quick": "1"}
ROW = {"kind": "tca", "status": "stopped", "name": "amitriptylin"}


def add_url(episode: Episode) -> str:
    return reverse("treatment_add", args=[episode.pk])


def section_url(episode: Episode) -> str:
    return reverse("section", args=[episode.pk, "treatment"])


def fresh(episode: Episode) -> Episode:
    return Episode.objects.select_related("patient").get(pk=episode.pk)
