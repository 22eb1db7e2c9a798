from django.urls import include, path

from chronicpain import views

urlpatterns = [
    path("", include("assessment.urls")),
    path("", include("referrals.urls")),
    path("", include("guidelines.urls")),
    path("", include("accounts.urls")),
    path("konto/", include("allauth.account.urls")),
    path("sundhed/live", views.health_live, name="health_live"),
    path("sundhed/ready", views.health_ready, name="health_ready"),
]
