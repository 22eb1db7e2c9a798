from django.urls import path

from assessment.views import advice, episodes, patients, progress, treatments

urlpatterns = [
    path("", patients.home, name="home"),
    path("patienter/soeg/", patients.find, name="patients_find"),
    path("patienter/ny/", patients.register, name="patient_register"),
    path("patienter/<uuid:patient_id>/", patients.patient, name="patient"),
    path("patienter/<uuid:patient_id>/ret/", patients.edit, name="patient_edit"),
    path("patienter/<uuid:patient_id>/forloeb/", patients.start, name="episode_start"),
    path("forloeb/<uuid:episode_id>/", episodes.overview, name="episode"),
    path("forloeb/<uuid:episode_id>/konsultation/", episodes.begin, name="consultation_begin"),
    path("forloeb/<uuid:episode_id>/konsultation/afslut/", episodes.end, name="consultation_end"),
    path("forloeb/<uuid:episode_id>/afsnit/<slug:section_key>/", episodes.section, name="section"),
    path("forloeb/<uuid:episode_id>/svar/<str:question>/", episodes.history, name="history"),
    path("forloeb/<uuid:episode_id>/udvikling/", progress.progress, name="progress"),
    path("forloeb/<uuid:episode_id>/kompleksitet/", progress.complexity, name="complexity"),
    path("forloeb/<uuid:episode_id>/behandlinger/ny/", treatments.add, name="treatment_add"),
    path("forloeb/<uuid:episode_id>/behandlinger/ingen/", treatments.none_tried, name="treatments_none"),
    path("forloeb/<uuid:episode_id>/behandlinger/<uuid:treatment_id>/", treatments.change, name="treatment_change"),
    path(
        "forloeb/<uuid:episode_id>/behandlinger/<uuid:treatment_id>/fjern/",
        treatments.remove,
        name="treatment_remove",
    ),
    path(
        "forloeb/<uuid:episode_id>/raad/<slug:guideline>/<slug:recommendation>/", advice.respond, name="advice_respond"
    ),
]
