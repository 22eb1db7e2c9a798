from django.urls import path

from guidelines import views

urlpatterns = [
    path("retningslinjer/", views.browse, name="guidelines"),
    path("retningslinjer/<slug:guideline>/", views.guideline, name="guideline"),
    path("retningslinjer/<slug:guideline>/<slug:recommendation>/", views.recommendation, name="recommendation"),
    path(
        "retningslinjer/<slug:guideline>/<slug:recommendation>/version/<int:number>/",
        views.recommendation_version,
        name="recommendation_version",
    ),
]
