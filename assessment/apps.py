from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"

    def ready(self) -> None:
        from assessment.note import note_sources
        from assessment.taper_notes import tapers_in_the_note

        note_sources.append(tapers_in_the_note)
