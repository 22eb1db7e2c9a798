from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        from accounts.log.entries import after_change
        from assessment.course.endings import matter_sources
        from assessment.episode.next_questions import open_decisions
        from assessment.episode.question_weights import decisions_beside
        from assessment.notes.contact_note import note_sources
        from assessment.record.answers import is_built_on
        from guidelines.models import Publication
        from guidelines.publishing.body_checks import body_checks
        from guidelines.publishing.consistency import content_checks
        from guidelines.schema.fields import parts_of
        from guidelines.schema.registry import PARTS
        from referrals.duties.following import mark_stale
        from referrals.duties.reading import is_behind
        from referrals.follow_up.matters import matters_of_referrals
        from referrals.follow_up.note import course_in_the_note, letters_in_the_note
        from referrals.pathways.in_force import check_pathway_body, check_pathways, rules_of_destinations
        from referrals.pathways.readiness import open_destinations
        from referrals.rules.pathway import Pathway

        content_checks.append(check_pathways)
        body_checks[Publication.Kind.PATHWAY] = check_pathway_body
        PARTS[Publication.Kind.PATHWAY] = parts_of(Pathway)
        open_decisions.append(open_destinations)
        decisions_beside.append(rules_of_destinations)
        matter_sources.append(matters_of_referrals)
        is_built_on.append(is_behind)
        after_change.append(mark_stale)
        note_sources += [letters_in_the_note, course_in_the_note]
