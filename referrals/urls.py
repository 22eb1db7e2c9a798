from django.urls import path

from referrals.views import letter_print, letters, readiness

urlpatterns = [
    path("forloeb/<uuid:episode_id>/henvisning/", readiness.readiness, name="readiness"),
    path("forloeb/<uuid:episode_id>/henvisning/<slug:destination>/", readiness.start, name="letter_start"),
    path("brev/<uuid:letter_id>/", letters.letter, name="letter"),
    path("brev/<uuid:letter_id>/nye-svar/", letters.refresh, name="letter_refresh"),
    path("brev/<uuid:letter_id>/kontrol/", letters.check, name="letter_check"),
    path("brev/<uuid:letter_id>/underskriv/", letters.sign, name="letter_sign"),
    path("brev/<uuid:letter_id>/pdf/", letters.pdf, name="letter_pdf"),
    path("brev/<uuid:letter_id>/udskrift/", letter_print.letter_print, name="letter_print"),
    path("brev/<uuid:letter_id>/ny-version/", letters.replace, name="letter_replace"),
]
