"""The tables of patients and their episodes of pain, and of everything that was said and done in consultations."""

from assessment.models.advice import AdviceFigure, AdviceResponse, AdviceSnapshot
from assessment.models.care_plan import CarePlan, PrintedCarePlan
from assessment.models.course import ContactAttempt, EpisodeStatus
from assessment.models.inquiries import Inquiry, InquiryStep
from assessment.models.questionnaires import QuestionnaireResponse
from assessment.models.record import Answer, Consultation, DataAbsentReason, Episode, Patient
from assessment.models.tapering import TaperPlan, TaperStep
from assessment.models.texts import CopiedNote, TextSnippet
from assessment.models.treatments import Treatment

__all__ = [
    "AdviceFigure",
    "AdviceResponse",
    "AdviceSnapshot",
    "Answer",
    "CarePlan",
    "Consultation",
    "ContactAttempt",
    "CopiedNote",
    "DataAbsentReason",
    "Episode",
    "EpisodeStatus",
    "Inquiry",
    "InquiryStep",
    "Patient",
    "PrintedCarePlan",
    "QuestionnaireResponse",
    "TaperPlan",
    "TaperStep",
    "TextSnippet",
    "Treatment",
]
