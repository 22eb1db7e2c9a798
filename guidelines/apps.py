from django.apps import AppConfig


class GuidelinesConfig(AppConfig):
    name = "guidelines"

    def ready(self) -> None:
        from guidelines.life_cycle import content_checks
        from guidelines.question_checks import check_questions

        content_checks.append(check_questions)
