from django.urls import path

from assessment.views import advice, episodes, patients, snippets, surgery, tapering, treatments

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
    path("forloeb/<uuid:episode_id>/behandlinger/ny/", treatments.add, name="treatment_add"),
    path("forloeb/<uuid:episode_id>/behandlinger/ingen/", treatments.none_tried, name="treatments_none"),
    path("forloeb/<uuid:episode_id>/behandlinger/<uuid:treatment_id>/", treatments.change, name="treatment_change"),
    path(
        "forloeb/<uuid:episode_id>/behandlinger/<uuid:treatment_id>/fjern/",
        treatments.remove,
        name="treatment_remove",
    ),
    path("forloeb/<uuid:episode_id>/operation/", surgery.operation, name="surgery"),
    path("forloeb/<uuid:episode_id>/operation/gennemgaaet/", surgery.history_done, name="surgery_history_done"),
    path("forloeb/<uuid:episode_id>/operation/smertehistorie.pdf", surgery.history_pdf, name="surgery_history_pdf"),
    path("forloeb/<uuid:episode_id>/nedtrapning/ny/", tapering.add, name="taper_add"),
    path("forloeb/<uuid:episode_id>/nedtrapning/<uuid:taper_id>/", tapering.follow, name="taper_plan"),
    path("forloeb/<uuid:episode_id>/nedtrapning/<uuid:taper_id>/ret/", tapering.change, name="taper_change"),
    path("forloeb/<uuid:episode_id>/nedtrapning/<uuid:taper_id>/godkend/", tapering.approve, name="taper_approve"),
    path("forloeb/<uuid:episode_id>/nedtrapning/<uuid:taper_id>/status/", tapering.status, name="taper_status"),
    path("forloeb/<uuid:episode_id>/nedtrapning/<uuid:taper_id>/set/", tapering.seen, name="taper_seen"),
    path("forloeb/<uuid:episode_id>/nedtrapning/<uuid:taper_id>/plan.pdf", surgery.taper_pdf, name="taper_pdf"),
    path("praksis/tekster/", snippets.snippets, name="snippets"),
    path("praksis/tekster/<uuid:snippet_id>/", snippets.change, name="snippet_change"),
    path("praksis/tekster/<uuid:snippet_id>/fjern/", snippets.remove, name="snippet_remove"),
    path(
        "forloeb/<uuid:episode_id>/raad/<slug:guideline>/<slug:recommendation>/", advice.respond, name="advice_respond"
    ),
]
