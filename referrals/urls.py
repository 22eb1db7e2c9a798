from django.urls import path

from referrals.views import course, figures, letters, readiness

urlpatterns = [
    path("forloeb/<uuid:episode_id>/henvisning/", readiness.readiness, name="readiness"),
    path("forloeb/<uuid:episode_id>/henvisning/<slug:destination>/", readiness.start, name="letter_start"),
    path("brev/<uuid:letter_id>/", letters.letter, name="letter"),
    path("brev/<uuid:letter_id>/nye-svar/", letters.refresh, name="letter_refresh"),
    path("brev/<uuid:letter_id>/kontrol/", letters.check, name="letter_check"),
    path("brev/<uuid:letter_id>/underskriv/", letters.sign, name="letter_sign"),
    path("brev/<uuid:letter_id>/pdf/", letters.pdf, name="letter_pdf"),
    path("brev/<uuid:letter_id>/ny-version/", letters.replace, name="letter_replace"),
    path("henvisning/<uuid:referral_id>/", course.course, name="referral_course"),
    path("henvisning/<uuid:referral_id>/haendelse/", course.event, name="referral_event"),
    path("henvisning/<uuid:referral_id>/ventetid/<slug:step>/", course.step, name="referral_step"),
    path("henvisning/<uuid:referral_id>/opfoelgning/", course.follow_up, name="referral_follow_up"),
    path("henvisning/<uuid:referral_id>/igen/", course.again, name="referral_again"),
    path("henvisningsveje/tal/", figures.figures, name="referral_figures"),
]
