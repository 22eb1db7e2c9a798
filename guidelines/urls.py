from django.urls import path

from guidelines import authoring, authoring_rows, checking, condition_views, editing, part_views, releases, views

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
    path("redaktion/udgivelse/<int:pk>/", editing.release, name="editing_release"),
    path("redaktion/udgivelse/<int:pk>/fil/", editing.export, name="editing_export"),
    path("redaktion/udgivelse/<int:pk>/udgiv/", editing.publish, name="editing_publish"),
    path("redaktion/udgivelse/<int:pk>/indhold/", part_views.parts, name="editing_parts"),
    path("redaktion/udgivelse/<int:pk>/indhold/<slug:part>/", part_views.part_row, name="editing_part_row"),
    path(
        "redaktion/udgivelse/<int:pk>/indhold/<slug:part>/<slug:action>/",
        part_views.part_step,
        name="editing_part_step",
    ),
    path("redaktion/udgivelse/<int:pk>/kontrol/", checking.checks, name="editing_checks"),
    path("redaktion/udgivelse/<int:pk>/kontrol/<slug:key>/proeve/", checking.case, name="editing_case_new"),
    path("redaktion/udgivelse/<int:pk>/kontrol/<slug:key>/proeve/<int:number>/", checking.case, name="editing_case"),
    path("redaktion/udgivelse/<int:pk>/<slug:action>/", editing.step, name="editing_step"),
    path("redaktion/betingelse/", condition_views.condition_trial, name="editing_condition_trial"),
    path("redaktion/<slug:publication>/", editing.publication, name="editing_publication"),
    path("redaktion/<slug:publication>/udkast/", editing.begin, name="editing_begin"),
    path("retningslinjer/", views.browse, name="guidelines"),
    path("retningslinjer/nyt/", releases.news, name="news"),
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
