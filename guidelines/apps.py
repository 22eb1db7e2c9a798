from django.apps import AppConfig


class GuidelinesConfig(AppConfig):
    name = "guidelines"

    def ready(self) -> None:
        from guidelines.question_checks import check_questions
        from guidelines.wholeness import content_checks

        content_checks.append(check_questions)
