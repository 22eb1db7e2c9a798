from django.urls import path

from guidelines import editing, fhir_views, importing, releases, views

urlpatterns = [
    path("redaktion/", editing.desk, name="editing"),
    path("redaktion/hent/", importing.bundle, name="editing_bundle"),
    path("redaktion/indlaes/", importing.load, name="editing_import"),
    path("redaktion/udgivelse/<int:pk>/", editing.release, name="editing_release"),
    path("redaktion/udgivelse/<int:pk>/fil/", editing.export, name="editing_export"),
    path("redaktion/udgivelse/<int:pk>/fhir/", fhir_views.release, name="editing_fhir"),
    path("redaktion/udgivelse/<int:pk>/udgiv/", editing.publish, name="editing_publish"),
    path("redaktion/udgivelse/<int:pk>/<slug:action>/", editing.step, name="editing_step"),
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
