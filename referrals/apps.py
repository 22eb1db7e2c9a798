from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        from assessment.workspace import open_decisions
        from referrals.readiness import undecided_criteria

        open_decisions.append(undecided_criteria)
