"""Every address of this room, and the view that answers it. Order counts: an address of words stands before a slug."""

from django.urls import path

from assessment.pages.advice import review_views as reviews
from assessment.pages.advice import views as advice
from assessment.pages.care_plan import views as care_plan
from assessment.pages.consultations import begin_views
from assessment.pages.consultations import views as consultations
from assessment.pages.course import views as course
from assessment.pages.episode import progress_views as progress
from assessment.pages.episode import views as episode
from assessment.pages.follow_up import views as follow_up
from assessment.pages.inquiries import views as inquiries
from assessment.pages.intake import views as intake
from assessment.pages.notes import views as notes
from assessment.pages.patients import views as patients
from assessment.pages.previsit import views as previsit
from assessment.pages.questionnaires import print_views as questionnaire_print
from assessment.pages.questionnaires import views as questionnaires
from assessment.pages.snippets import views as snippets
from assessment.pages.surgery import views as surgery
from assessment.pages.tapering import views as tapering
from assessment.pages.treatments import paste_views as treatment_paste
from assessment.pages.treatments import views as treatments

urlpatterns = [
    path("redaktion/eftersyn/", reviews.reviews, name="editing_reviews"),
    path("redaktion/ansvarlig/<slug:publication>/", reviews.owner, name="editing_owner"),
    path("redaktion/eftersyn/<slug:guideline>/<slug:recommendation>/", reviews.responses, name="editing_responses"),
    path("patienter/", patients.register_of_patients, name="patients"),
    path("patienter/soeg/", patients.find, name="patients_find"),
    path("patienter/ny/", patients.register, name="patient_register"),
    path("patienter/<uuid:patient_id>/", patients.patient, name="patient"),
    path("patienter/<uuid:patient_id>/ret/", patients.edit, name="patient_edit"),
    path("patienter/<uuid:patient_id>/forloeb/", patients.start, name="episode_start"),
    path("forloeb/<uuid:episode_id>/", episode.overview, name="episode"),
    path("forloeb/<uuid:episode_id>/opfoelgning/", follow_up.follow_up, name="follow_up"),
    path("forloeb/<uuid:episode_id>/konsultation/", begin_views.begin, name="consultation_begin"),
    path("forloeb/<uuid:episode_id>/konsultation/afslut/", consultations.end, name="consultation_end"),
    path("forloeb/<uuid:episode_id>/konsultationer/", consultations.every, name="consultations"),
    path("forloeb/<uuid:episode_id>/konsultationer/<int:number>/", consultations.one, name="consultation"),
    path(
        "forloeb/<uuid:episode_id>/konsultationer/uden-kontakt/<str:day>/",
        consultations.without_contact,
        name="without_contact",
    ),
    path(
        "forloeb/<uuid:episode_id>/konsultationer/<int:number>/notat/",
        consultations.copy_note,
        name="note_copy",
    ),
    path(
        "forloeb/<uuid:episode_id>/konsultationer/uden-kontakt/<str:day>/notat/",
        consultations.copy_note,
        name="note_copy_without_contact",
    ),
    path(
        "forloeb/<uuid:episode_id>/konsultationer/<int:number>/genaabn/",
        consultations.reopen,
        name="consultation_reopen",
    ),
    path("forloeb/<uuid:episode_id>/afslut/", course.end, name="episode_end"),
    path("forloeb/<uuid:episode_id>/genaabn/", course.reopen, name="episode_reopen"),
    path("forloeb/<uuid:episode_id>/ikke-truffet/", course.attempt, name="contact_attempt"),
    path("forloeb/<uuid:episode_id>/foerste-ni/", intake.first_nine, name="first_nine"),
    path("forloeb/<uuid:episode_id>/dagsorden/", intake.agenda, name="agenda"),
    path("forloeb/<uuid:episode_id>/afsnit/<slug:section_key>/", intake.section, name="section"),
    path("forloeb/<uuid:episode_id>/raad/", advice.every, name="advice"),
    path("forloeb/<uuid:episode_id>/svar/<str:question>/", episode.history, name="history"),
    path("forloeb/<uuid:episode_id>/resume/", notes.summary, name="episode_summary"),
    path("forloeb/<uuid:episode_id>/plan/", care_plan.plan, name="plan"),
    path("forloeb/<uuid:episode_id>/plan/<uuid:printed_id>/pdf/", care_plan.pdf, name="plan_pdf"),
    path("forloeb/<uuid:episode_id>/udvikling/", progress.progress, name="progress"),
    path("forloeb/<uuid:episode_id>/kompleksitet/", progress.complexity, name="complexity"),
    path("forloeb/<uuid:episode_id>/behandlinger/ny/", treatments.add, name="treatment_add"),
    path("forloeb/<uuid:episode_id>/behandlinger/indsaet/", treatment_paste.paste, name="treatments_paste"),
    path("forloeb/<uuid:episode_id>/behandlinger/ingen/", treatments.none_tried, name="treatments_none"),
    path("forloeb/<uuid:episode_id>/behandlinger/oplyst/", treatments.state, name="treatments_state"),
    path("forloeb/<uuid:episode_id>/behandlinger/udloest/", treatments.consequences, name="treatment_consequences"),
    path("forloeb/<uuid:episode_id>/behandlinger/<uuid:treatment_id>/", treatments.change, name="treatment_change"),
    path(
        "forloeb/<uuid:episode_id>/behandlinger/<uuid:treatment_id>/fjern/",
        treatments.remove,
        name="treatment_remove",
    ),
    path("forloeb/<uuid:episode_id>/foer-besoeget/", previsit.sheet, name="previsit_sheet"),
    path("forloeb/<uuid:episode_id>/foer-besoeget/tast/", previsit.key_in, name="previsit_keying"),
    path("forloeb/<uuid:episode_id>/skemaer/", questionnaires.index, name="questionnaires"),
    path("forloeb/<uuid:episode_id>/skemaer/<slug:instrument>/", questionnaires.fill_in, name="questionnaire"),
    path(
        "forloeb/<uuid:episode_id>/skemaer/<slug:instrument>/udskrift/",
        questionnaire_print.print_blank,
        name="questionnaire_print",
    ),
    path(
        "forloeb/<uuid:episode_id>/skemaer/<slug:instrument>/<uuid:response_id>/",
        questionnaires.change,
        name="questionnaire_response",
    ),
    path(
        "forloeb/<uuid:episode_id>/skemaer/<slug:instrument>/<uuid:response_id>/fjern/",
        questionnaires.remove,
        name="questionnaire_remove",
    ),
    path("forloeb/<uuid:episode_id>/operation/", surgery.operation, name="surgery"),
    path("forloeb/<uuid:episode_id>/operation/gennemgaaet/", surgery.history_done, name="surgery_history_done"),
    path("forloeb/<uuid:episode_id>/operation/smertehistorie.pdf", surgery.history_pdf, name="surgery_history_pdf"),
    path("forloeb/<uuid:episode_id>/nedtrapning/ny/", tapering.add, name="taper_add"),
    path("forloeb/<uuid:episode_id>/nedtrapning/<uuid:taper_id>/", tapering.follow, name="taper_plan"),
    path("forloeb/<uuid:episode_id>/nedtrapning/<uuid:taper_id>/ret/", tapering.change, name="taper_change"),
    path("forloeb/<uuid:episode_id>/nedtrapning/<uuid:taper_id>/godkend/", tapering.approve, name="taper_approve"),
    path("forloeb/<uuid:episode_id>/nedtrapning/<uuid:taper_id>/status/", tapering.status, name="taper_status"),
    path("forloeb/<uuid:episode_id>/nedtrapning/<uuid:taper_id>/plan.pdf", surgery.taper_pdf, name="taper_pdf"),
    path("spoergsmaal/", inquiries.every, name="inquiries"),
    path("spoergsmaal/<uuid:inquiry_id>/", inquiries.one, name="inquiry"),
    path("spoergsmaal/<uuid:inquiry_id>/svar/", inquiries.answer, name="inquiry_answer"),
    path("spoergsmaal/<uuid:inquiry_id>/givet-videre/", inquiries.tell, name="inquiry_pass_on"),
    path("forloeb/<uuid:episode_id>/spoergsmaal/", inquiries.of_episode, name="inquiries_of_episode"),
    path("praksis/tekster/", snippets.snippets, name="snippets"),
    path("praksis/tekster/<uuid:snippet_id>/", snippets.change, name="snippet_change"),
    path("praksis/tekster/<uuid:snippet_id>/fjern/", snippets.remove, name="snippet_remove"),
    path(
        "forloeb/<uuid:episode_id>/raad/<slug:guideline>/<slug:recommendation>/", advice.respond, name="advice_respond"
    ),
]
