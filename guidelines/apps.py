from django.apps import AppConfig


class GuidelinesConfig(AppConfig):
    name = "guidelines"

    def ready(self) -> None:
        from guidelines.publishing.consistency import content_checks
        from guidelines.publishing.question_checks import check_questions

        content_checks.append(check_questions)
