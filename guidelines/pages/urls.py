"""Every address of this room, and the view that answers it. Order counts: an address of words stands before a slug."""

from django.urls import path

from guidelines.pages.editor.checks import views as checks
from guidelines.pages.editor.condition import views as condition
from guidelines.pages.editor.exchange import views as exchange
from guidelines.pages.editor.guideline import views as guideline
from guidelines.pages.editor.outcomes import views as outcomes
from guidelines.pages.editor.parts import views as parts
from guidelines.pages.editor.recommendations import views as recommendations
from guidelines.pages.editor.release import views as release
from guidelines.pages.editor.sources import views as sources
from guidelines.pages.read import fhir_views
from guidelines.pages.read import release_views as releases
from guidelines.pages.read import views as read

RELEASE = "redaktion/udgivelse/<int:pk>/"
ROW = f"{RELEASE}anbefaling/<slug:recommendation>/"

urlpatterns = [
    path("redaktion/", release.desk, name="editing"),
    path("redaktion/ny-retningslinje/", guideline.new_guideline, name="editing_guideline_new"),
    path("redaktion/kilder/", sources.sources, name="editing_sources"),
    path("redaktion/kilder/ny/", sources.new_source, name="editing_source_new"),
    path("redaktion/kilder/<slug:source>/", sources.source, name="editing_source"),
    path(f"{RELEASE}om/", guideline.frame, name="editing_frame"),
    path(f"{RELEASE}anbefalinger/", recommendations.recommendations, name="editing_recommendations"),
    path(f"{RELEASE}anbefalinger/ny/", recommendations.new_recommendation, name="editing_recommendation_new"),
    path(f"{RELEASE}anbefalinger/raekkefoelge/", recommendations.order, name="editing_order"),
    path(f"{RELEASE}anbefalinger/genbekraeft/", recommendations.reaffirm_all, name="editing_reaffirm_all"),
    path(ROW, recommendations.recommendation, name="editing_recommendation"),
    path(f"{ROW}tag-ud/", recommendations.retire, name="editing_retire"),
    path(f"{ROW}saet-tilbage/", recommendations.put_back, name="editing_put_back"),
    path(f"{ROW}udfald/", outcomes.outcomes, name="editing_outcomes"),
    path(f"{ROW}udfald/skriv/", outcomes.outcome, name="editing_outcome"),
    path(f"{ROW}udfald/<slug:action>/", outcomes.outcome_step, name="editing_outcome_step"),
    path(f"{ROW}genbekraeft/", recommendations.reaffirm_one, name="editing_reaffirm"),
    path(RELEASE, release.release, name="editing_release"),
    path("redaktion/hent/", exchange.bundle, name="editing_bundle"),
    path("redaktion/indlaes/", exchange.load, name="editing_import"),
    path(f"{RELEASE}fhir/", fhir_views.release, name="editing_fhir"),
    path(f"{RELEASE}fil/", release.export, name="editing_export"),
    path(f"{RELEASE}udgiv/", release.publish, name="editing_publish"),
    path(f"{RELEASE}indhold/", parts.parts, name="editing_parts"),
    path(f"{RELEASE}indhold/<slug:part>/", parts.part_row, name="editing_part_row"),
    path(
        f"{RELEASE}indhold/<slug:part>/<slug:action>/",
        parts.part_step,
        name="editing_part_step",
    ),
    path(f"{RELEASE}kontrol/", checks.checks, name="editing_checks"),
    path(f"{RELEASE}kontrol/<slug:key>/proeve/", checks.case, name="editing_case_new"),
    path(f"{RELEASE}kontrol/<slug:key>/proeve/<int:number>/", checks.case, name="editing_case"),
    path(f"{RELEASE}<slug:action>/", release.step, name="editing_step"),
    path("redaktion/betingelse/", condition.condition_trial, name="editing_condition_trial"),
    path("redaktion/<slug:publication>/", release.publication, name="editing_publication"),
    path("redaktion/<slug:publication>/udkast/", release.begin, name="editing_begin"),
    path("retningslinjer/", read.browse, name="guidelines"),
    path("retningslinjer/nyt/", releases.news, name="news"),
    path("retningslinjer/<slug:guideline>/fhir/", fhir_views.guideline, name="guideline_fhir"),
    path("retningslinjer/<slug:guideline>/udgivelser/", releases.compared, name="compare_releases"),
    path("retningslinjer/<slug:guideline>/", read.guideline, name="guideline"),
    path("retningslinjer/<slug:guideline>/<slug:recommendation>/", read.recommendation, name="recommendation"),
    path(
        "retningslinjer/<slug:guideline>/<slug:recommendation>/aendret/",
        releases.changed_since,
        name="recommendation_changes",
    ),
    path(
        "retningslinjer/<slug:guideline>/<slug:recommendation>/version/<int:number>/",
        read.recommendation_version,
        name="recommendation_version",
    ),
]
