from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"

    def ready(self) -> None:
        from assessment.note import note_sources
        from assessment.own_questions import check_own_questions
        from assessment.taper_notes import tapers_in_the_note
        from guidelines.wholeness import content_checks

        content_checks.append(check_own_questions)
        note_sources.append(tapers_in_the_note)
