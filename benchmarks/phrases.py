"""Words and phrases in four languages that the generator makes texts of.

Each entry holds the same thing in the order of :data:`SPOKEN`. A straight quotation mark is written
as JSON has it, since the generator puts phrases into JSON as they are.
"""

from __future__ import annotations

Phrase = tuple[str, str, str, str]

SPOKEN = ("fi", "en", "sv", "ru")
"""The languages of the generated package."""

ACTIONS: dict[str, Phrase] = {
    "develop": ("Kehitetään", "Develop", "Utveckla", "Развивать"),
    "implement": ("Toteutetaan", "Carry out", "Genomföra", "Осуществлять"),
    "promote": ("Edistetään", "Promote", "Främja", "Продвигать"),
    "organise": ("Järjestetään", "Organise", "Arrangera", "Организовать"),
    "support": ("Tuetaan", "Support", "Stödja", "Поддерживать"),
    "exchange": (
        "Vaihdetaan kokemuksia:",
        "Exchange experience:",
        "Utbyta erfarenheter:",
        "Обмениваться опытом:",
    ),
    "cooperate": ("Yhteistyö:", "Cooperate:", "Samarbeta:", "Сотрудничать:"),
}
"""Action type -> how a statement of it begins."""

OBJECTS: tuple[Phrase, ...] = (
    ("satamien hankkeita", "projects of the ports", "hamnarnas projekt", "проекты портов"),
    ("yhteisiä kursseja", "joint courses", "gemensamma kurser", "совместные курсы"),
    ("nuorten leirejä", "camps for young people", "läger för ungdomar", "молодёжные лагеря"),
    ("kuorojen vierailuja", "visits of choirs", "körbesök", "визиты хоровых коллективов"),
    ("järvien tutkimusta", "research on lakes", "forskning om sjöar", "исследования озёр"),
    ("pyöräreittejä", "cycle routes", "cykelvägar", "велосипедные маршруты"),
    ("kirjastojen työtä", "the work of libraries", "bibliotekens arbete", "работу библиотек"),
    ("messuja", "trade fairs", "mässor", "торговые ярмарки"),
    (
        "pk-yritysten vientiä",
        "exports of small firms",
        "småföretagens export",
        "экспорт малых фирм",
    ),
    ("opettajien vaihtoa", "exchange of teachers", "lärarutbyte", "обмен учителями"),
    ("jäteveden puhdistusta", "waste water treatment", "rening av avloppsvatten", "очистку стоков"),
    ("museoiden näyttelyitä", "museum exhibitions", "museernas utställningar", "выставки музеев"),
    ("jääkiekkoturnauksia", "ice hockey tournaments", "ishockeyturneringar", "хоккейные турниры"),
    ("ikäihmisten palveluja", "services for the elderly", "äldreomsorg", "услуги для пожилых"),
    ("lauttayhteyksiä", "ferry connections", "färjeförbindelser", "паромное сообщение"),
    (
        'ohjelmaa \\"Vihreä satama\\"',
        'the programme \\"Green Port\\"',
        'programmet \\"Grön hamn\\"',
        "программу «Зелёный порт»",
    ),
    ("kaupunkisuunnittelua", "town planning", "stadsplanering", "градостроительство"),
    ("startup-tapahtumia", "start-up events", "startup-evenemang", "встречи стартапов"),
    ("perhetyötä", "family work", "familjearbete", "работу с семьями"),
    ("elokuvaviikkoja", "film weeks", "filmveckor", "недели кино"),
    ("kielikylpyä", "language immersion", "språkbad", "языковое погружение"),
    ("energiatehokkuutta", "energy efficiency", "energieffektivitet", "энергоэффективность"),
    ("pelastustoimen harjoituksia", "rescue exercises", "räddningsövningar", "учения спасателей"),
    ("puistojen hoitoa", "the care of parks", "parkernas skötsel", "уход за парками"),
)
"""What a statement is about."""

MANNERS: tuple[Phrase, ...] = (
    ("yhdessä", "together", "tillsammans", "совместно"),
    ("vuosittain", "every year", "varje år", "ежегодно"),
    ("verkossa", "online", "på nätet", "в интернете"),
    ("kouluissa", "in schools", "i skolorna", "в школах"),
    ("asukkaiden kanssa", "with residents", "med invånarna", "вместе с жителями"),
    ("kahdella kielellä", "in two languages", "på två språk", "на двух языках"),
    ("EU-rahoituksella", "with EU funding", "med EU-finansiering", "на средства ЕС"),
    ("työryhmissä", "in working groups", "i arbetsgrupper", "в рабочих группах"),
    ("rannikolla", "on the coast", "vid kusten", "на побережье"),
    ("keväisin", "each spring", "varje vår", "каждую весну"),
    ("kokeiluna", "as a pilot", "på försök", "в порядке опыта"),
    ("eri aloilla", "in several fields", "på olika områden", "в разных областях"),
)
"""How it is to be done."""

CLAUSES: tuple[Phrase, ...] = (
    (
        "ja arvioidaan tulokset",
        "and evaluate the results",
        "och utvärdera resultaten",
        "и оценивать результаты",
    ),
    (
        "sekä kutsutaan mukaan yritykset",
        "and invite companies to join",
        "och bjuda in företag",
        "и приглашать компании",
    ),
    (
        "siten, että naapurikunnat hyötyvät",
        "so that neighbouring towns benefit",
        "så att grannkommunerna gynnas",
        "чтобы выиграли соседние города",
    ),
    (
        "– erityisesti syrjäisillä alueilla",
        "– above all in remote areas",
        "– särskilt i glesbygden",
        "– прежде всего в отдалённых районах",
    ),
    (
        "ja raportoidaan valtuustoille joka vuosi",
        "and report to both councils each year",
        "och rapportera till fullmäktige varje år",
        "и ежегодно отчитываться перед советами",
    ),
    (
        "oppilaitosten ja järjestöjen tuella",
        "with the help of schools and associations",
        "med stöd av läroanstalter och föreningar",
        "при поддержке школ и объединений",
    ),
    (
        "jos määrärahat sen sallivat",
        "if the budget allows it",
        "om anslagen medger det",
        "если позволит бюджет",
    ),
    (
        "ja julkaistaan aineisto avoimesti",
        "and publish the material openly",
        "och publicera materialet öppet",
        "и открыто публиковать материалы",
    ),
)
"""What long statements go on with."""

INDICATORS: tuple[Phrase, ...] = (
    ("osallistujien määrä", "number of participants", "antal deltagare", "число участников"),
    ("tapahtumien määrä", "number of events", "antal evenemang", "число мероприятий"),
    ("hankkeiden määrä", "number of projects", "antal projekt", "число проектов"),
)

ACTOR_GROUPS: tuple[Phrase, ...] = (
    ("opiskelijat", "students", "studerande", "студенты"),
    ("pienyritykset", "small businesses", "småföretag", "малые предприятия"),
    ("matkailijat", "tourists", "turister", "туристы"),
    ("urheiluseurat", "sports clubs", "idrottsföreningar", "спортивные клубы"),
    ("taiteilijat", "artists", "konstnärer", "художники"),
    ("lapsiperheet", "families with children", "barnfamiljer", "семьи с детьми"),
)

AGREEMENT_TITLES: tuple[Phrase, ...] = (
    ("Yhteistyösopimus", "Cooperation agreement", "Samarbetsavtal", "Соглашение о сотрудничестве"),
    ("Kumppanuussopimus", "Partnership agreement", "Partnerskapsavtal", "Соглашение о партнёрстве"),
    ("Ystävyyssopimus", "Friendship agreement", "Vänortsavtal", "Соглашение о дружбе"),
    ("Aiesopimus", "Letter of intent", "Avsiktsförklaring", "Протокол о намерениях"),
)

DOCUMENT_TITLES: dict[str, Phrase] = {
    "agreement": ("Sopimusteksti", "Text of the agreement", "Avtalstext", "Текст соглашения"),
    "action-plan": ("Toimenpiteet", "Measures", "Åtgärder", "Мероприятия"),
    "protocol": ("Pöytäkirja", "Protocol", "Protokoll", "Протокол"),
    "annex": ("Liite", "Annex", "Bilaga", "Приложение"),
}

EVENTS: tuple[Phrase, ...] = (
    ("kaupunkipäivät", "city days", "stadsdagarna", "дни города"),
    ("satamajuhla", "harbour festival", "hamnfesten", "праздник порта"),
    ("vuosikokous", "annual meeting", "årsmötet", "ежегодная встреча"),
)

POSITIONS: tuple[Phrase, ...] = (
    ("kaupunginjohtaja", "city manager", "stadsdirektör", "глава администрации"),
    ("pormestari", "mayor", "borgmästare", "мэр"),
    ("valtuuston puheenjohtaja", "chair of the council", "fullmäktiges ordförande", "глава совета"),
    ("varapormestari", "deputy mayor", "biträdande borgmästare", "заместитель мэра"),
)

GIVEN_NAMES = (
    *("Aino", "Eero", "Päivi", "Jyrki", "Söder-Åsa", "Björn", "Märta", "John", "Zoë", "José"),
    *("Ольга", "Сергей", "Алёна", "Николай", "Юрий", "Татьяна"),
)
FAMILY_NAMES = (
    *("Mäkelä", "Virtanen", "Hämäläinen", "Öst", "Åkerblom", "O'Neill", "Smith-Järvi", "Núñez"),
    *("Соловьёв", "Андреева", "Зайцев", "Королёва", "von der Pahlen", "Lindström"),
)
