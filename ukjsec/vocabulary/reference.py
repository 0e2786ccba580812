"""The terms of actors, places, ledgers and evidence."""

from ukjsec.vocabulary.terms import vocabulary

PLACE_KIND = vocabulary(
    "place-kind",
    "What sort of place it is.",
    ("city", "A city, town or village."),
    ("country", "A state or territory, as a place."),
    ("region", "A part of the world or of a country."),
    ("sea", "A sea, ocean or gulf."),
    ("port", "A port."),
    ("base", "A military base or training ground."),
    ("ship", "A ship, as a place where something is done."),
    ("building", "A building or fair ground."),
)

ACTOR_KIND = vocabulary(
    "actor-kind",
    "What sort of actor it is.",
    ("state", "A state, with its code numbers."),
    ("government", "A cabinet, head of government's office, or council of a state."),
    ("ministry", "A ministry or department of a state."),
    ("force", "Armed forces, or a service of them."),
    ("agency", "An agency, coast guard or office of a state."),
    ("international-body", "A body that states or peoples are members of."),
    ("institute", "A research institute or university."),
    ("company", "A firm."),
    ("person", "A person, by name."),
    ("group", "A class of actors that a source does not tell apart."),
)

LEDGER_REASON = vocabulary(
    "ledger-reason",
    "Why a sentence needs no quotation.",
    ("argument", "The author reasons or judges; nothing is said to be done or to be proposed between the two."),
    ("context", "About one of the two, third parties, or a body of which both merely are members."),
    ("boilerplate", "Title, author, navigation, notice, address, credit."),
    ("heading", "A heading that only names what follows."),
    ("repeats", "Says again what the named record has, adding nothing."),
    ("detail-of", "Tells more of the named record, in words that no field takes."),
    ("translation", "Says in another language what the source says elsewhere."),
    ("pending", "Read, and its item is still to be coded."),
)

MATCH = vocabulary(
    "match",
    "How the quotations show a value.",
    ("literal", "All that the value needs stands in one of its quotations."),
    ("carried", "It stands in several of its quotations together."),
    ("inferred", "It does not stand there in so many words; the basis says how it is known."),
)

OUTCOME = vocabulary(
    "outcome",
    "What became of an item in two readings of its source.",
    ("same-item", "Both coders found it, as one record each."),
    ("split", "The first coder made one record of what the second made several."),
    ("merged", "The first coder made several records of what the second made one."),
    ("only-first", "Only the first coder found it, or took it for an item."),
    ("only-second", "Only the second coder found it, or took it for an item."),
)

SETTLED_BY = vocabulary(
    "settled-by",
    "Which of two readings a difference was settled for, against the text.",
    ("first", "The first reading stands."),
    ("second", "The second reading was taken over."),
    ("both", "Both hold: they say the same in other words, or each holds a part that was kept."),
    ("neither", "The text says something else than either."),
)
