from django.urls import path

from accounts.pages import kept_views, views

urlpatterns = [
    path("praksis/", views.practice, name="practice"),
    path("praksis/valg/", views.practice_choose, name="practice_choose"),
    path("konto/skrevet/<uuid:kept_id>/", kept_views.kept_form, name="kept_form"),
]
