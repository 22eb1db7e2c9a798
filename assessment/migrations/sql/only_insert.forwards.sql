-- The application's role may add and read rows of these tables, and nothing else.
REVOKE UPDATE, DELETE, TRUNCATE ON
    assessment_answer,
    assessment_adviceresponse,
    assessment_patientevent,
    assessment_treatmentevent,
    assessment_questionnaireresponseevent,
    assessment_careplanevent,
    assessment_printedcareplan,
    assessment_taperplanevent,
    assessment_taperstepevent,
    assessment_textsnippetevent,
    assessment_advicefigure
FROM smertekompas_app;
