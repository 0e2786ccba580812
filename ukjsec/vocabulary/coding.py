"""The terms of the fields that records of every type have."""

from ukjsec.vocabulary.terms import vocabulary

STATUS = vocabulary(
    "status",
    "How far the thing has come, as far as the sources support it, and who says so; from far to near.",
    (
        "advocated",
        "A third person (author, institute) says that it should or could be done; no party is said to weigh it.",
        (
            "should, could, can, might, would, propos*, recommend*, benefit, possibility, opportunit*, scope, "
            "profitably, time for, time to, needs to, need to, aim, committed to, must, is it time"
        ),
    ),
    (
        "speculated",
        "It is said to be talked about, and by whom is not said.",
        "speculation, rumour*, reportedly, sounded out",
    ),
    (
        "considered",
        "A party weighs it or wishes it, alone or with the other, and has not put it forward.",
        (
            "consider*, deliberating, studying, looking into, expressed the view, would like, wishes, plans, "
            "expect*, hope*, possible, sounded out, want*, expected"
        ),
    ),
    ("proposed", "A party has put it to the other, and the answer is not known.", "proposed, offer, offered, request*"),
    ("negotiating", "Both sides work on its terms.", "negotiat*, deliberating, talks"),
    (
        "announced",
        "A party or both have said in public that it will be done, and that it was begun is not said.",
        "announce*, announcement, plans, will, to be, promised, highlighted",
    ),
    (
        "agreed",
        "Both sides have committed themselves, and signature or entry into force is not said.",
        (
            "agree*, agreement, agreements, reached, decided, encouraged, committed, commitment*, detail*, "
            "support*, backed"
        ),
    ),
    ("signed", "It was signed, and entry into force is not said.", "sign*"),
    (
        "in-force",
        "It binds or is used at the time of the source.",
        "in force, according to, may, given permission, under, existing, member*, established, already",
    ),
    (
        "active",
        "It is going on at the time of the source.",
        (
            "ongoing, going on, runs, run, participating, takes place, existing, becoming, increasingly, "
            "operating, based, working, continu*, exist, exists, already, since, will continue"
        ),
    ),
    (
        "completed",
        "It took place, or was carried through as it was meant, and is over.",
        (
            "held, took place, taken place, provided, visited, hosted, collaborated, transported, launched, gave, "
            "sent, came together, made, done, delivered, joined, published, resulted, shakes, declared, followed, "
            "featured, spoke, welcomes, highlighted"
        ),
    ),
    (
        "ended",
        "A thing that stood or went on without a set end (an alliance, a body, contacts) is over.",
        "end*, broke up, breaking, terminat*, termination, stopped, standstill, 終",
    ),
    ("abandoned", "It was given up before it was done.", "abandon*, cancel*, dropped"),
)

OCCURRED = frozenset({"agreed", "signed", "in-force", "active", "completed", "ended"})
"""The statuses from which `occurred` is true: the coded thing itself has come to be."""

UNIT = vocabulary(
    "unit",
    "What one record counts; counts never mix units.",
    ("instance", "One event or one thing."),
    (
        "series",
        "Events of one name or kind that come back: counted as one, its members are records where a source names them.",
        (
            "every, annual*, third, second, regular*, series, exercises, visits, exchanges, dialogues, meetings, "
            "programmes, contacts, projects, initiatives"
        ),
    ),
    (
        "activity",
        "Something that goes on, or went on, over a time without single events told apart.",
        (
            "ongoing, going on, since, contacts, co-operation, cooperation, collaboration, relationship*, "
            "partnership*, programme, increasingly, ties, exchange, sharing, support*, coordination, operating, "
            "until, from, training, research, development, interaction, communication"
        ),
    ),
)

SETTING = vocabulary(
    "setting",
    "Who else takes part: read from the participants that the sources name or number.",
    ("bilateral", "The United Kingdom and Japan, or bodies of the two, alone."),
    (
        "minilateral",
        "A small group, named or counted state by state, of three to nine states.",
        (
            "trilateral, us, u.s.a., usa, american, united states, australia, india, three, aukus, south korea, "
            "canad*, quad"
        ),
    ),
    (
        "multilateral",
        "Ten states or more, a body open to many, or a group that the source leaves open.",
        (
            "multilateral, multinational, international, united nations, un, eu, undp, coalition, countries, "
            "nations, allies, operation, warships, us, other, kedo, asia-pacific"
        ),
    ),
)

ROLE = vocabulary(
    "role",
    "What part an actor has in a record.",
    ("party", "Bound by a commitment, or meant to be."),
    ("signatory", "Signed, or signs, for a party."),
    ("host", "Receives the others, or has the event on its ground."),
    ("visitor", "Comes to the other's ground."),
    ("provider", "Gives goods, a service, training, support or information."),
    ("recipient", "Gets what a provider gives, or is meant to."),
    ("funder", "Pays, or contributes money."),
    ("implementer", "Carries a programme or project out."),
    ("grantor", "Gives a permission."),
    ("requester", "Asked for it."),
    ("supervisor", "Oversees what another does."),
    ("proposer", "Wishes, weighs or offers it as a party, alone."),
    ("organiser", "Calls and runs an event or programme."),
    ("participant", "Takes part, with no part of its own stated."),
)

PLACE_ROLE = vocabulary(
    "place-role",
    "What a place is to a record.",
    ("venue", "Where it was held, signed or is seated."),
    ("area", "The area in which it is done, or to which it applies."),
    ("object", "The thing or country that it is about."),
)

TOPIC = vocabulary(
    "topic",
    "What a record is about; several may hold. Topics are the coder's classification and need no quotation.",
    ("defence-relations", "The relations of ministries and forces as such."),
    ("equipment", "Defence equipment, technology and industry."),
    ("logistics", "Fuel, supply, transport and the use of bases."),
    ("information-security", "The guarding of secret information, and cyber security."),
    ("intelligence", "Intelligence and its sharing."),
    ("counterterrorism", "The fight against terrorism, also Operation Enduring Freedom."),
    ("maritime-security", "Security at sea, piracy, sea lanes, freedom of navigation."),
    ("peacekeeping", "Peacekeeping, peacebuilding, peace support."),
    ("humanitarian", "Humanitarian aid and disaster relief."),
    ("development", "Development aid, conflict prevention and reconstruction."),
    ("non-proliferation", "Arms control, disarmament, sanctions, weapons of mass destruction."),
    ("crisis-management", "The handling of crises by governments."),
    ("regional-security", "The security of a region, such as the Korean peninsula or the Indo-Pacific."),
    ("united-nations", "Seats and votes in the United Nations, and its mandates."),
    ("research", "Research and exchange of scholars."),
    ("trade", "Trade and industry other than defence."),
)

RELATION = vocabulary(
    "relation",
    "How one record stands to another; the relation is read from this record to the other.",
    (
        "follows",
        "Comes after the other and takes it up.",
        "follow*, building on, original, further, third, second, preceded, after",
    ),
    (
        "implements",
        "Carries out what the other commits to.",
        "case, implement*, in keeping with, result, spirit, first",
    ),
    ("under", "Is done on the terms of the other.", "under, according to, in keeping with, terms"),
    (
        "part-of",
        "Belongs to the other as a part or a member of its series.",
        "part, during, session, series, third, day",
    ),
    ("supersedes", "Takes the place of the other.", "replace*, supersede*, instead"),
    ("announced-at", "Was made public at the other.", "announce*, announcement, highlights, highlighted"),
    ("agreed-at", "Was agreed or signed at the other.", "agreed, signed, sign"),
    ("results-from", "Came about because of the other.", "result*, encouraged, enabled, spirit"),
    ("strengthened-by", "Was there before the other, and grew through it.", "boost*, momentum, reinforced, cemented"),
    ("expands", "Would make the other larger, closer or more regular.", "more, further, expand*, deepen*, regulari*"),
    ("not-same-as", "Is another thing than the other, though they look alike; says why in `note`."),
)

EVENT = vocabulary(
    "event",
    "What happened on a date; the first that a record has, in this order, gives its headline date.",
    ("signed", "It was signed."),
    ("agreed", "It was agreed, or decided together."),
    ("in-force", "It came into force."),
    ("held", "It took place."),
    ("started", "It began."),
    ("launched", "It was set up or opened."),
    ("funded", "The money was given."),
    ("announced", "It was made public by a party."),
    ("proposed", "It was put forward, by a party or by a third person."),
    ("reported", "A source reports it, speculates about it, or reports that a party weighs it."),
    ("published", "It appeared, in print or on the web."),
    ("attested", "It was seen under way, in force or in being on that day."),
    ("dated", "The year stands in its name, and what happened then is not said."),
    ("ended", "It came to an end."),
    ("expected", "It was expected for then; never the headline."),
)

BOUND = vocabulary(
    "bound",
    "How a stated number bounds the true one.",
    ("exact", "The number itself."),
    ("at-least", "That many or more."),
    ("at-most", "That many or fewer."),
    ("about", "About that many."),
)

MEASURE = vocabulary(
    "measure",
    "The unit of a quantity.",
    ("m3", "Cubic metres."),
    ("m3-per-month", "Cubic metres a month."),
    ("usd", "United States dollars; also where a source prints `$` and nothing else."),
    ("gbp", "Pounds sterling."),
    ("person", "People."),
    ("ship", "Ships."),
    ("tent", "Tents."),
    ("programme", "Programmes."),
    ("country", "Countries."),
    ("navy", "Navies."),
    ("day", "Days."),
    ("year", "Years."),
    ("per-year", "Events a year; `every two years` is 0.5."),
    ("service", "Armed services."),
)
