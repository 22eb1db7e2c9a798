GRANT UPDATE, DELETE ON
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
TO smertekompas_app;
