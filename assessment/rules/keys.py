"""The keys of questions and facts that the program itself reads or writes. No other module names one.

Everything else takes its keys from the content. A question that stands here can be reworded, and not be retired.
"""

from collections.abc import Mapping

# Questions: what a fact is computed from ...
ONSET = "pain.onset_date"
PEG_PAIN, PEG_ENJOYMENT, PEG_ACTIVITY = PEG_ITEMS = ("peg.pain", "peg.enjoyment", "peg.activity")
PAIN_FREQUENCY, LIMITING_FREQUENCY = GCPS_ITEMS = ("gcps.pain_frequency", "gcps.limiting_frequency")
# ... what is drawn over time ...
INTENSITY_AVERAGE, INTENSITY_WORST = "pain.intensity_average", "pain.intensity_worst"
# ... the pain drawing, and what it suggests an answer to ...
DRAWING, SITES, DISTRIBUTION = "pain.drawing", "pain.sites", "pain.distribution"
# ... what a page writes, or is about ...
NEXT_FOLLOW_UP, MOST_IMPORTANT = "practical.next_follow_up", "resources.most_important"
NEXT_WITH, WITH_DOCTOR = "own.next_with", "doctor"
RELATIVES_INVOLVED = "relations.relatives_involved"
SURGERY_PLANNED, PREOPERATIVE_HISTORY_DONE = "surgery.planned", "surgery.preoperative_history_done"
OPIOID_STARTED, TAPER_PLAN_RECEIVED = "surgery.opioid_started", "surgery.taper_plan_received"
COMPLICATION_SUSPECTED = "surgery.complication_suspected"
# ... what a follow-up asks beside what it is about: what was agreed, and the patient's goal ...
AGREED_KEPT, GOAL_REACHED = "own.agreed_kept", "own.goal_reached"
# ... which course the episode is on, and what a new one begins with ...
BROAD_COURSE, HOPES_FOR = "own.broad_course", "own.hopes_for"
# ... what safety asks for first ...
RED_FLAGS, RED_FLAGS_CLEARED = "workup.red_flags", "workup.red_flags_cleared"
SUICIDAL_THOUGHTS = "wellbeing.suicidal_thoughts"
# ... and what a heading, a note or a letter names first.
PRIMARY_SITE, MECHANISM, PAIN_CLASS = "pain.primary_site", "pain.mechanism", "diagnosis.pain_class"
COMPLEXITY, DIAGNOSIS_CODE, WORK_STATUS = "diagnosis.complexity", "diagnosis.icpc2", "work.status"
EXPECTATIONS, SUBSTANCE_ABUSE = "understanding.expectations", "health.substance_abuse"
INTERPRETER_NEEDED, COMPENSATION_CASE = "practical.interpreter_needed", "economy.compensation_case"

# Facts that the program computes.
AGE, MALE = "patient.age_years", "own.cpr_male"
DURATION_DAYS, DURATION_MONTHS = "pain.duration_days", "pain.duration_months"
PEG_SCORE, GCPS_GRADE = "peg.score", "gcps.grade"
ANY_FAILED, ANY_CURRENT_GOOD_EFFECT = "treatment.any.failed", "treatment.any.current_good_effect"
RED_FLAG_OPEN = "workup.red_flag_open"
CHANGE_FUNCTION, CHANGE_MOOD = "change.function", "change.mood"
OPIOID_CURRENT, LONG_TERM_UNREVIEWED = "treatment.opioid.current", "opioid.long_term_unreviewed"
CURRENT_FAST_ACTING, CURRENT_LONG_TERM = "opioid.current_fast_acting", "opioid.current_long_term"
DEPENDENCY_THREE_MONTHS = "dependency.current_three_months"
SUBSTANCES = "treatment.substances"
DEPENDENCY_SIX_MONTHS = "dependency.current_six_months"

# The questions and facts of the project's own, beside those of the contract, begin so.
OWN = "own."
# What is known of a plan for opioids are the questions that begin so.
OPIOIDS_BEGIN = "opioid."
OPIOID_PLAN, OPIOID_LAST_REVIEW = "opioid.treatment_plan_recorded", "opioid.last_review"

# In the order of the sheet that a patient fills in before a visit.
PREVISIT_SHEET = (*GCPS_ITEMS, *PEG_ITEMS, DRAWING)

# Why each question cannot be retired, for the editor.
REQUIRED: Mapping[str, str] = {
    ONSET: "varigheden regnes ud fra det",
    **dict.fromkeys((INTENSITY_AVERAGE, INTENSITY_WORST), "udviklingen tegnes ud fra det"),
    **dict.fromkeys((SITES, DISTRIBUTION), "smertetegningen foreslår svar på det"),
    **dict.fromkeys((RED_FLAGS, RED_FLAGS_CLEARED), "et åbent faresignal regnes ud fra det"),
    SUICIDAL_THOUGHTS: "programmet spørger efter det først",
    **dict.fromkeys(PREVISIT_SHEET, "det står på arket før besøget"),
    **dict.fromkeys(
        (SURGERY_PLANNED, PREOPERATIVE_HISTORY_DONE, OPIOID_STARTED, TAPER_PLAN_RECEIVED, COMPLICATION_SUSPECTED),
        "siden om operationer bygger på det",
    ),
    NEXT_FOLLOW_UP: "programmet skriver den næste opfølgning i det",
    NEXT_WITH: "dagens liste giver lægen den næste opfølgning ud fra det",
    **dict.fromkeys((OPIOID_PLAN, OPIOID_LAST_REVIEW), "dagens liste regner næste vurdering af opioid ud fra det"),
    AGREED_KEPT: "det står ved det, der blev aftalt sidst",
    GOAL_REACHED: "det står ved patientens mål",
    BROAD_COURSE: "forløbet ved nye smerter bliver bredt med det",
    HOPES_FOR: "overblikket begynder med det, når smerterne er nye",
    MOST_IMPORTANT: "overblikket og patientens plan begynder med det",
    RELATIVES_INVOLVED: "patientens plan viser hen til det",
    **dict.fromkeys((PRIMARY_SITE, MECHANISM, COMPLEXITY, WORK_STATUS), "det står på overblikket"),
    **dict.fromkeys((EXPECTATIONS, SUBSTANCE_ABUSE, INTERPRETER_NEEDED, COMPENSATION_CASE), "det står på overblikket"),
    PAIN_CLASS: "notatet siger det, når der er et opioid i brug",
    DIAGNOSIS_CODE: "henvisningen bærer diagnosen herfra",
}
