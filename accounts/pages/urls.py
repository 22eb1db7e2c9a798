from django.urls import path

from accounts.pages import views

urlpatterns = [
    path("praksis/", views.practice, name="practice"),
    path("praksis/valg/", views.practice_choose, name="practice_choose"),
]
