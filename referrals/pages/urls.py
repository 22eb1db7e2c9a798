"""Every address of this room, and the view that answers it. Order counts: an address of words stands before a slug."""

from django.urls import path

from referrals.pages import confirmation
from referrals.pages.counts import views as counts
from referrals.pages.course import views as course
from referrals.pages.impact import views as impact
from referrals.pages.letter import print_views as letter_print
from referrals.pages.letter import views as letter
from referrals.pages.opioids import views as opioids
from referrals.pages.pathway import views as pathway
from referrals.pages.readiness import views as readiness
from referrals.pages.sending import views as sending
from referrals.pages.signing import views as signing
from referrals.pages.today import views as today

urlpatterns = [
    path("", today.home, name="home"),
    path("praksis/opioider/", opioids.opioids, name="opioids"),
    path("opgaver/overtag/", today.take, name="duty_take"),
    path("opgaver/udskyd/", today.postpone, name="duty_put_off"),
    path("opgaver/oensker-ikke-opfoelgning/", today.decline, name="duty_decline"),
    path("redaktion/udgivelse/<int:pk>/virkning/", impact.impact, name="editing_impact"),
    path("redaktion/udgivelse/<int:pk>/virkning/kort/", impact.summary, name="editing_impact_summary"),
    path("henvisningsveje/tal/", counts.figures, name="referral_figures"),
    path("henvisningsveje/<slug:pathway>/", pathway.pathway, name="pathway"),
    path("forloeb/<uuid:episode_id>/henvisning/", readiness.readiness, name="readiness"),
    path("forloeb/<uuid:episode_id>/henvisning/kriterier/", readiness.criteria, name="criteria"),
    path("forloeb/<uuid:episode_id>/henvisning/<slug:destination>/", readiness.start, name="letter_start"),
    path("brev/<uuid:letter_id>/", letter.letter, name="letter"),
    path("brev/<uuid:letter_id>/nye-svar/", letter.refresh, name="letter_refresh"),
    path("brev/<uuid:letter_id>/kontrol/", letter.check, name="letter_check"),
    path("brev/<uuid:letter_id>/underskriv/", signing.sign, name="letter_sign"),
    path("brev/<uuid:letter_id>/bekraeft/", confirmation.confirm, name="letter_confirm"),
    path("brev/<uuid:letter_id>/giv-videre/", signing.hand_over_to_gp, name="letter_hand_over"),
    path("brev/<uuid:letter_id>/tilbagekald/", sending.withdraw, name="letter_withdraw"),
    path("brev/<uuid:letter_id>/send/", sending.send, name="letter_send"),
    path("brev/<uuid:letter_id>/send/kopieret/", sending.hand_out, name="letter_hand_out"),
    path("brev/<uuid:letter_id>/fhir/", sending.fhir, name="letter_fhir"),
    path("brev/<uuid:letter_id>/pdf/", sending.pdf, name="letter_pdf"),
    path("brev/<uuid:letter_id>/udskrift/", letter_print.letter_print, name="letter_print"),
    path("brev/<uuid:letter_id>/ny-version/", sending.replace, name="letter_replace"),
    path("henvisning/<uuid:referral_id>/", course.course, name="referral_course"),
    path("henvisning/<uuid:referral_id>/haendelse/", course.event, name="referral_event"),
    path("henvisning/<uuid:referral_id>/ventetid/<slug:step>/", course.step, name="referral_step"),
    path("henvisning/<uuid:referral_id>/opfoelgning/", course.follow_up, name="referral_follow_up"),
    path("henvisning/<uuid:referral_id>/igen/", course.refer_again, name="referral_again"),
]
