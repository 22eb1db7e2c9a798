"""The words that a dose is written with in Danish, and what each means. A word that is not here is not understood.

Words are compared without regard to case, full stops and how æ, ø and å were typed. Pure Python.
"""

from enum import StrEnum

from assessment.rules.medication.dosage.tokens import key_of


class Open(StrEnum):
    """Why the dose a day stays open although every word is known."""

    STOPPED = "stopped"
    PAUSED = "paused"
    AS_NEEDED = "as_needed"
    AT_MOST = "at_most"
    NOT_DAILY = "not_daily"
    CHANGING = "changing"
    LIMITED = "limited"
    ELSEWHERE = "elsewhere"
    APPROXIMATE = "approximate"
    CHOICE = "choice"
    COMBINATION = "combination"
    OTHER_FORM = "other_form"
    SEVERAL_WAYS = "several_ways"
    NO_AMOUNT = "no_amount"
    HOW_OFTEN = "how_often"
    OTHER_UNIT = "other_unit"


class Plain(StrEnum):
    """What a phrase is where it leaves nothing open."""

    NOISE = "noise"
    FORM = "form"
    PATCH = "patch"
    DAILY = "daily"
    DAYTIME = "daytime"
    WEEKDAY = "weekday"
    GANGE = "gange"
    EVERY = "every"
    CLOCK = "clock"
    TOTAL = "total"
    AND = "and"
    SINCE = "since"


Meaning = Open | Plain

_TABLE: dict[Meaning, str] = {
    Open.STOPPED: """
        sep | sepo | sepon | seponer | seponeret | seponeres | seponering | stop | stoppet | stoppes | stopper |
        er stoppet | ophør | ophørt | ophører | ophøres | er ophørt | afsluttet | afslut | afsluttes | afbrudt |
        udgået | udgår | er udgået | annulleret | fjernet | slut | slutter | ikke længere | bruger ikke |
        bruges ikke | bruges ikke længere | bruger ikke længere | tager ikke | tages ikke | tager ikke længere |
        tages ikke længere | ikke aktuel | ikke aktuelt | ikke i brug | ikke mere | inaktiv | tidligere | tidl |
        holdt op | holdt op med | er holdt op | trappet ud | trappet af | udtrappet | aftrappet | udslusset |
        får ikke | får ikke længere | har fået | fik | forsøgt | prøvet | stoppede | sept | sepet |
        kasseret | opgivet | droppet | tidligere medicin |
        tidligere behandling | seponeret medicin | afsluttet medicin
    """,
    Open.PAUSED: """
        pause | pauser | pauseret | pauseres | pausering | på pause | holder pause | i pause | i bero |
        sat i bero | stillet i bero | standby | sat på pause |
        holdt pause | pt pause | udsat | udsættes | midlertidigt stoppet | midlertidig stoppet |
        midlertidigt seponeret | midl sep | midl seponeret | midlertidig pause | holdes | afventer | ikke startet |
        ikke påbegyndt
    """,
    Open.AS_NEEDED: """
        pn | p n | pr n | hvis behov | når behov | alt efter behov | alt efter smerter | efter smerter | ad lib |
        ad libitum | prn | p r n | behov | ved behov | v behov | v pr behov | vb | v b | efter behov | e behov | eb |
        om nødvendigt | hvis nødvendigt | når nødvendigt | når det er nødvendigt | hvis det er nødvendigt |
        ved nødvendighed | nødvendigt | om fornødent | fornødent | i fornødent fald | ved smerter | v smerter |
        ved smerte | v smerte | ved stærke smerter | ved svære smerter | ved gennembrud | ved gennembrudssmerter |
        ved smertegennembrud | mod gennembrudssmerter | gennembrudssmerter | ved anfald | v anfald | anfald |
        ved hovedpine | ved migræne | ved migræneanfald | ved uro | ved angst | ved kvalme | ved søvnbesvær |
        ved søvnløshed | ved feber | ved muskelsmerter | ved rygsmerter | ved ledsmerter | ved nervesmerter |
        ved forværring | ved opblussen | hvis smerter | hvis ondt | når smerter | når det gør ondt | ved træning |
        ved aktivitet | lejlighedsvis | lejl | sjældent | sjælden | af og til | indimellem | ind imellem |
        en gang imellem | engang imellem | en gang i mellem | nogle gange | evt | eventuelt | behovsmedicin |
        behovsmedicinering | pn medicin | pn dosis | supplerende | til supplering | som supplement | ekstra |
        rescue
    """,
    Open.AT_MOST: """
        max | maks | maksimalt | maximalt | maksimum | maximum | maxdosis | maksdosis | max dosis | maks dosis |
        højst | højest | op til | indtil | ikke over | ikke mere end | under | mindst | min | minimum
    """,
    Open.NOT_DAILY: """
        lige dage | ulige dage | hverdage | på hverdage | weekend | weekender | i weekenden | i weekender |
        hverdag | hver hverdag | hver weekend | enkelte dage | nogle dage | årlig | årligt | om året | pr år |
        per år | kvartalsvis | engangsdosis | engangs
    """,
    Open.CHANGING: """
        optrap | optrappes | optrapning | optrapper | optrappe | optrappet | under optrapning | i optrapning |
        nedtrap | nedtrappes | nedtrapning | nedtrapper | nedtrappe | under nedtrapning | i nedtrapning | aftrap |
        aftrappes | aftrapning | aftrapper | aftrappe | under aftrapning | i aftrapning | udtrap | udtrappes |
        udtrapning | udtrapper | udtrappe | trappes op | trappes ned | trappes ud | trap op | trap ned | trap ud |
        trappes | titrer | titreres | titrering | optitrer | optitreres | optitrering | øges | øget | øges til |
        stigende | faldende | aftagende | sænk | sænkes | reducer | reduceres | reduceret | gradvist | gradvis |
        langsomt | herefter | derefter | dernæst | siden hen | senere | startdosis | slutdosis | begynd |
        begynd med | start med | startes med | ændres | ændres til | ændret til | sat op | sat ned | sættes op |
        sættes ned | skift til | skiftes til
    """,
    Open.ELSEWHERE: """
        skema | efter skema | se skema | iflg skema | jf skema | skriftlig anvisning | efter skriftlig anvisning |
        efter anvisning | efter aftale | som aftalt | iflg aftale | efter lægens anvisning | efter plan | se plan |
        iflg plan | efter trappeplan | se dosering | se vejledning | doseringsskema |
        dosering efter skriftlig anvisning | efter ordination | efter skriftlig vejledning | dosering efter skema |
        trappeplan | efter inr | dak | d a k
    """,
    Open.APPROXIMATE: """
        ca | cirka | omkring | omtrent | typisk | som regel | oftest | ofte | varierende | variabelt | varierer |
        forskelligt
    """,
    Open.CHOICE: "eller | el | alternativt | enten | og eller | resp | henholdsvis | hhv | skiftevis",
    Open.OTHER_FORM: """
        ml | milliliter | dråbe | dråber | dr | ie | enheder | enhed | mmol | injektion | injektioner | inj | im |
        i m | iv | i v | sc | s c | subkutant | intramuskulært | intravenøst | infusion | pumpe | amp | ampul |
        ampuller | hætteglas | supp | suppositorie | suppositorier | stikpille | stikpiller | rektalt | mikstur |
        mixtur | oral opløsning | opløsning | orale dråber | creme | gel | salve | liniment | spsk | tsk |
        spiseske | teske | lag | smøres | smøring | sirup | pulver | brev | breve | granulat | måleskefuld |
        skudt | skud | blokade | depotinjektion
    """,
    Open.HOW_OFTEN: """
        til måltider | til måltiderne | ved måltider | ved måltiderne | i forbindelse med måltider | før måltider |
        før måltiderne | efter måltider | efter måltiderne | til hovedmåltider | til hovedmåltiderne | jævnligt
    """,
    Plain.FORM: """
        tbl | tab | tabl | tablet | tabletter | tabletten | filmtablet | filmtabletter | depottablet |
        depottabletter | depottabl | depottbl | enterotablet | enterotabletter | brusetablet | brusetabletter |
        smeltetablet | smeltetabletter | resoriblet | resoribletter | sublingualtablet | sublingualtabletter |
        pille | piller | kapsel | kapsler | kapslen | kaps | kps | cap | caps | depotkapsel | depotkapsler |
        depotkaps | enterokapsel | enterokapsler | stk | styk | styks | pust | sug | dosis | doser | stk tabl |
        stk tabletter
    """,
    Plain.PATCH: "plaster | plastre | plasteret | plst | depotplaster | depotplastre | transdermalplaster | plasterne",
    Plain.DAILY: """
        daglig | dagligt | daglige | dagl | dgl | om dagen | i døgnet | i døgn | pr dag | per dag | pr døgn |
        per døgn | pr d | hver dag | hvert døgn | døgnlig | om døgnet | alle dage | på en dag | på et døgn |
        på døgnet | døgnet rundt
    """,
    Plain.WEEKDAY: """
        mandag | mandage | man | mand | tirsdag | tirsdage | tirs | tir | onsdag | onsdage | ons | torsdag |
        torsdage | tors | tor | fredag | fredage | fre | fred | lørdag | lørdage | lør | søndag | søndage | søn |
        hver mandag | hver tirsdag | hver onsdag | hver torsdag | hver fredag | hver lørdag | hver søndag
    """,
    Plain.GANGE: "gange | gang | gg",
    Plain.EVERY: "hver | hvert | hv",
    Plain.CLOCK: "kl | klokken | klok",
    Plain.TOTAL: """
        i alt | ialt | total | totalt | døgndosis | daglig dosis | dagsdosis | svarende til | samlet |
        total døgndosis | samlet døgndosis | total dosis | samlet dosis | total dosis pr døgn | lig med
    """,
    Plain.AND: "og | samt",
    Plain.SINCE: "siden | startet | opstartet | påbegyndt",
    Plain.NOISE: """
        depot | retard | sr | er | cr | dep | filmovertrukken | filmovertrukne | overtrukken | overtrukne | hård |
        hårde | blød | bløde | oral | oralt | peroral | peroralt | po | p o | p os | per os | sublingual |
        sublingualt | under tungen | transdermal | transdermalt | transdermale | à | a | á | af | mod smerter |
        for smerter | mod smerte | for smerte | til smerter | mod stærke smerter | for stærke smerter |
        mod kroniske smerter | mod svære smerter | mod nervesmerter | for nervesmerter | mod neuropatiske smerter |
        mod rygsmerter | mod ledsmerter | mod muskelsmerter | mod gigtsmerter | mod lette smerter |
        mod moderate smerter | mod gigt | mod hovedpine | mod migræne | mod depression | for depression |
        mod angst | for angst | mod søvnbesvær | for søvn | mod søvnløshed | for søvnen | smertestillende |
        smerter | nervesmerter | fast | fast dosis | fast medicin | fast dosering | aktuelt | aktuel | nu |
        aktuel medicin | bruger | tager | tages | indtages | får | uændret | fortsat | fortsætter | som hidtil |
        vanlig | vanlig dosis | dosering | styrke | til maden | med mad | med maden | sammen med mad |
        i forbindelse med mad | i forbindelse med måltid | til måltid |
        til et måltid | ved måltid | efter maden | efter mad | efter måltid |
        før maden | før mad | før måltid | med vand | med et glas vand | med rigeligt vand | synkes hele |
        tygges ikke | actavis | teva | orion | orifarm | sandoz | accord | stada | krka | aurobindo | hexal |
        ratiopharm | mylan | viatris | abacus | paranova | alternova | nordic | zentiva | pfizer | grünenthal |
        mundipharma | lannacher | medical valley | bluefish | amneal | glenmark | medicin | liste | medicinliste |
        skiftes | skift | skiftet | sættes | påsættes | ny | nyt | ordineret | rp | forte | zapp | prolong |
        uno | dispersa | indikation | pt | p t
    """,
}
_DAYTIMES = {
    "morning": "morgen|morgenen|morgenmad|morgenmaden|morgenstunden|mrg",
    "forenoon": "formiddag|formiddagen",
    "noon": "middag|middagen|frokost|frokosten",
    "afternoon": "eftermiddag|eftermiddagen",
    "evening": "aften|aftenen|aftensmad|aftensmaden|aftenmad",
    "night": "nat|natten",
    "bedtime": "sengetid|sengetide|sengetids",
}
_BEFORE_DAYTIME = ("", "om ", "til ", "hver ", "før ", "inden ", "efter ", "ved ", "til hver ")
DAYTIMES = {
    key_of(before + word): name
    for name, words in _DAYTIMES.items()
    for word in words.split("|")
    for before in _BEFORE_DAYTIME
}
PHRASES: dict[str, Meaning] = {
    **{key_of(phrase): meaning for meaning, phrases in reversed(_TABLE.items()) for phrase in phrases.split("|")},
    **dict.fromkeys(DAYTIMES, Plain.DAYTIME),
}
# Manner of writing that only a beginning tells: `optrapningsdosis`, `seponeringsdato`.
STEMS: tuple[tuple[str, Meaning], ...] = (
    *(
        (key_of(stem), Open.CHANGING)
        for stem in ("optrap", "nedtrap", "aftrap", "udtrap", "titrer", "optitr", "trappe")
    ),
    *((key_of(stem), Open.STOPPED) for stem in ("seponer", "ophør")),
    (key_of("pauser"), Open.PAUSED),
)
LONGEST_PHRASE = max(len(phrase.split()) for phrase in PHRASES)
