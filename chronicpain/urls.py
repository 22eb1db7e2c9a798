from django.urls import include, path

from chronicpain import views

handler500 = views.fault

urlpatterns = [
    path("", include("assessment.pages.urls")),
    path("", include("referrals.pages.urls")),
    path("", include("guidelines.pages.urls")),
    path("", include("accounts.pages.urls")),
    path("konto/", include("allauth.account.urls")),
    path("was/", views.accessibility, name="accessibility"),
    path(".well-known/security.txt", views.security_contact, name="security_contact"),
    path("sundhed/live", views.health_live, name="health_live"),
    path("sundhed/ready", views.health_ready, name="health_ready"),
]
