from django.urls import path

from guidelines.pages.editor.checks import views as checking
from guidelines.pages.editor.condition import views as condition_views
from guidelines.pages.editor.exchange import views as importing
from guidelines.pages.editor.guideline import views as authoring
from guidelines.pages.editor.part import views as part_views
from guidelines.pages.editor.recommendation import views as authoring_rows
from guidelines.pages.editor.release import views as editing
from guidelines.pages.read import fhir_views, views
from guidelines.pages.read import release_views as releases

RELEASE = "redaktion/udgivelse/<int:pk>/"
ROW = f"{RELEASE}anbefaling/<slug:recommendation>/"

urlpatterns = [
    path("redaktion/", editing.desk, name="editing"),
    path("redaktion/ny-retningslinje/", authoring.new_guideline, name="editing_guideline_new"),
    path("redaktion/kilder/", authoring.sources, name="editing_sources"),
    path("redaktion/kilder/ny/", authoring.new_source, name="editing_source_new"),
    path("redaktion/kilder/<slug:source>/", authoring.source, name="editing_source"),
    path(f"{RELEASE}om/", authoring.frame, name="editing_frame"),
    path(f"{RELEASE}anbefalinger/", authoring_rows.recommendations, name="editing_recommendations"),
    path(f"{RELEASE}anbefalinger/ny/", authoring_rows.new_recommendation, name="editing_recommendation_new"),
    path(f"{RELEASE}anbefalinger/raekkefoelge/", authoring_rows.order, name="editing_order"),
    path(f"{RELEASE}anbefalinger/genbekraeft/", authoring_rows.reaffirm_all, name="editing_reaffirm_all"),
    path(ROW, authoring_rows.recommendation, name="editing_recommendation"),
    path(f"{ROW}tag-ud/", authoring_rows.retire, name="editing_retire"),
    path(f"{ROW}saet-tilbage/", authoring_rows.put_back, name="editing_put_back"),
    path(f"{ROW}genbekraeft/", authoring_rows.reaffirm_one, name="editing_reaffirm"),
    path(RELEASE, editing.release, name="editing_release"),
    path("redaktion/hent/", importing.bundle, name="editing_bundle"),
    path("redaktion/indlaes/", importing.load, name="editing_import"),
    path(f"{RELEASE}fhir/", fhir_views.release, name="editing_fhir"),
    path(f"{RELEASE}fil/", editing.export, name="editing_export"),
    path(f"{RELEASE}udgiv/", editing.publish, name="editing_publish"),
    path(f"{RELEASE}indhold/", part_views.parts, name="editing_parts"),
    path(f"{RELEASE}indhold/<slug:part>/", part_views.part_row, name="editing_part_row"),
    path(
        f"{RELEASE}indhold/<slug:part>/<slug:action>/",
        part_views.part_step,
        name="editing_part_step",
    ),
    path(f"{RELEASE}kontrol/", checking.checks, name="editing_checks"),
    path(f"{RELEASE}kontrol/<slug:key>/proeve/", checking.case, name="editing_case_new"),
    path(f"{RELEASE}kontrol/<slug:key>/proeve/<int:number>/", checking.case, name="editing_case"),
    path(f"{RELEASE}<slug:action>/", editing.step, name="editing_step"),
    path("redaktion/betingelse/", condition_views.condition_trial, name="editing_condition_trial"),
    path("redaktion/<slug:publication>/", editing.publication, name="editing_publication"),
    path("redaktion/<slug:publication>/udkast/", editing.begin, name="editing_begin"),
    path("retningslinjer/", views.browse, name="guidelines"),
    path("retningslinjer/nyt/", releases.news, name="news"),
    path("retningslinjer/<slug:guideline>/fhir/", fhir_views.guideline, name="guideline_fhir"),
    path("retningslinjer/<slug:guideline>/udgivelser/", releases.compared, name="compare_releases"),
    path("retningslinjer/<slug:guideline>/", views.guideline, name="guideline"),
    path("retningslinjer/<slug:guideline>/<slug:recommendation>/", views.recommendation, name="recommendation"),
    path(
        "retningslinjer/<slug:guideline>/<slug:recommendation>/aendret/",
        releases.changed_since,
        name="recommendation_changes",
    ),
    path(
        "retningslinjer/<slug:guideline>/<slug:recommendation>/version/<int:number>/",
        views.recommendation_version,
        name="recommendation_version",
    ),
]
