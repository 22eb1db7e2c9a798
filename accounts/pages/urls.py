from django.urls import path

from accounts.pages import views
from accounts.pages.open_page import views as open_page

urlpatterns = [
    path("praksis/", views.practice, name="practice"),
    path("praksis/valg/", views.practice_choose, name="practice_choose"),
    path("konto/log-ind-steder/", views.sign_ins, name="sign_ins"),
    path("konto/log-ind-steder/afslut/", views.sign_ins_end, name="sign_ins_end"),
    path("konto/skrevet/<uuid:kept_id>/", open_page.kept_form, name="kept_form"),
]
