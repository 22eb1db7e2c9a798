from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        from assessment.note import note_sources
        from assessment.workspace import open_decisions
        from guidelines.models import Publication
        from guidelines.part_checks import body_checks
        from guidelines.wholeness import content_checks
        from referrals.content import check_pathway_body, check_pathways
        from referrals.notes import course_in_the_note, letters_in_the_note
        from referrals.readiness import undecided_criteria

        content_checks.append(check_pathways)
        body_checks[Publication.Kind.PATHWAY] = check_pathway_body
        open_decisions.append(undecided_criteria)
        note_sources += [letters_in_the_note, course_in_the_note]
