from django.urls import path

from assessment.views import (
    advice,
    consultations,
    episodes,
    intake,
    notes,
    patients,
    plan,
    previsit,
    questionnaires,
    treatment_paste,
    treatments,
)

urlpatterns = [
    path("", patients.home, name="home"),
    path("patienter/soeg/", patients.find, name="patients_find"),
    path("patienter/ny/", patients.register, name="patient_register"),
    path("patienter/<uuid:patient_id>/", patients.patient, name="patient"),
    path("patienter/<uuid:patient_id>/ret/", patients.edit, name="patient_edit"),
    path("patienter/<uuid:patient_id>/forloeb/", patients.start, name="episode_start"),
    path("forloeb/<uuid:episode_id>/", episodes.overview, name="episode"),
    path("forloeb/<uuid:episode_id>/konsultation/", consultations.begin, name="consultation_begin"),
    path("forloeb/<uuid:episode_id>/konsultation/afslut/", consultations.end, name="consultation_end"),
    path("forloeb/<uuid:episode_id>/konsultationer/", consultations.every, name="consultations"),
    path("forloeb/<uuid:episode_id>/konsultationer/<int:number>/", consultations.one, name="consultation"),
    path(
        "forloeb/<uuid:episode_id>/konsultationer/<int:number>/genaabn/",
        consultations.reopen,
        name="consultation_reopen",
    ),
    path("forloeb/<uuid:episode_id>/dagsorden/", intake.agenda, name="agenda"),
    path("forloeb/<uuid:episode_id>/afsnit/<slug:section_key>/", intake.section, name="section"),
    path("forloeb/<uuid:episode_id>/raad/", advice.every, name="advice"),
    path("forloeb/<uuid:episode_id>/svar/<str:question>/", episodes.history, name="history"),
    path("forloeb/<uuid:episode_id>/resume/", notes.summary, name="episode_summary"),
    path("forloeb/<uuid:episode_id>/plan/", plan.plan, name="plan"),
    path("forloeb/<uuid:episode_id>/plan/<uuid:printed_id>/pdf/", plan.pdf, name="plan_pdf"),
    path("forloeb/<uuid:episode_id>/behandlinger/ny/", treatments.add, name="treatment_add"),
    path("forloeb/<uuid:episode_id>/behandlinger/indsaet/", treatment_paste.paste, name="treatments_paste"),
    path("forloeb/<uuid:episode_id>/behandlinger/ingen/", treatments.none_tried, name="treatments_none"),
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
        questionnaires.print_blank,
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
    path(
        "forloeb/<uuid:episode_id>/raad/<slug:guideline>/<slug:recommendation>/", advice.respond, name="advice_respond"
    ),
]
