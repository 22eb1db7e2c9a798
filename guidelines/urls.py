from django.urls import path

from guidelines import releases, views

urlpatterns = [
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
