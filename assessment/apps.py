from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"

    def ready(self) -> None:
        from accounts.pages.open_page.labels import field_labels
        from assessment.course.attempts import attempts_in_the_note
        from assessment.course.endings import matter_sources
        from assessment.episode.question_weights import keep_weights
        from assessment.inquiries.note_lines import inquiries_in_the_note
        from assessment.inquiries.threads import tell_changed
        from assessment.notes.contact_note import note_sources
        from assessment.notes.tapers import tapers_in_the_note
        from assessment.pages.content_labels import label_of_content
        from assessment.record.required_questions import check_required_questions
        from assessment.safety.matters import matters_of_safety
        from assessment.treatments.ledger import told_of_changes
        from guidelines.publishing.consistency import content_checks, on_publication

        matter_sources.append(matters_of_safety)
        told_of_changes.append(tell_changed)
        content_checks.append(check_required_questions)
        on_publication.append(keep_weights)
        note_sources += [tapers_in_the_note, inquiries_in_the_note, attempts_in_the_note]
        field_labels.append(label_of_content)
