"""What kinds of agreement, exercise, dialogue, operation and project there are."""

from ukjsec.vocabulary.terms import vocabulary

TYPE = vocabulary(
    "type",
    "The five types of record; the folder of a record's file says its type.",
    ("agreements", "A commitment or permission, in any form and at any stage, also one that is only proposed."),
    ("exercises", "Training or drill of forces, officials or civilians."),
    ("dialogues", "People of both sides meet or talk: leaders, ministers, officials, officers, institutes, industry."),
    ("operations", "Forces or agencies do something real together or for one another."),
    ("projects", "Something is built, bought, researched, funded or staffed together."),
)

AGREEMENT_KIND = vocabulary(
    "agreement-kind",
    "What form a commitment has.",
    ("alliance", "A commitment to support one another in war or to guard one another's interests.", "alliance*, 同盟"),
    ("treaty", "A text that binds under international law and is called treaty or convention.", "treaty, convention"),
    (
        "framework-agreement",
        "An agreement, of whatever name, that sets the terms for later co-operation in a field.",
        "framework, defence-equipment co-operation",
    ),
    (
        "memorandum",
        "A memorandum of understanding or of co-operation between governments, ministries or forces.",
        "memorandum, mou",
    ),
    (
        "joint-statement",
        "A text in which leaders, ministers or commanders declare together what they hold or intend.",
        "statement, declaration",
    ),
    ("action-agenda", "An agreed list of fields and steps of co-operation.", "action agenda"),
    (
        "access-arrangement",
        "A standing arrangement by which forces of one side may enter or train on the territory of the other.",
        "access",
    ),
    (
        "permission",
        "One side lets the other use or do a thing that is its own to grant.",
        "permission, permit*, allow*",
    ),
    (
        "mutual-logistics-agreement",
        "An arrangement by which forces supply or service one another.",
        "acquisition, servicing",
    ),
    (
        "information-security-agreement",
        "An agreement on how secret information that is passed on is guarded.",
        "information",
    ),
    (
        "statement-of-support",
        "One side declares or gives its political support to an aim or act of the other, without a joint text.",
        "support*, backed, agree*, endorse*",
    ),
    (
        "group-membership",
        (
            "Both sides belong, or one is to join the other, in a defined group with a joint purpose; a deed told as "
            "done or planned for it is an operation."
        ),
        "member*, joining, join, arrangement",
    ),
    (
        "partnership",
        (
            "Relations as a whole, of the states or of two institutes, stand, are declared, sought or recommended, "
            "without a text or a field of its own."
        ),
        "partnership*, relationship*, relations, co-operation, cooperation, collaboration, quasi alliance, ties",
    ),
    (
        "co-operation",
        (
            "Co-operation in a named field stands, is declared, sought or recommended, and neither a text nor a deed "
            "is told."
        ),
        "co-operation, cooperation, co-operate, cooperate, collaboration",
    ),
    ("agreement", "A commitment whose form the sources do not state.", "agree*, commit*, decided, promise*"),
)

EXERCISE_KIND = vocabulary(
    "exercise-kind",
    "What is trained, and in what form.",
    (
        "field-exercise",
        "Land forces train together in the field; a drill that a source does not place at sea or in the air.",
        "drill, drills",
    ),
    ("naval-exercise", "Ships or navies train together.", "naval, maritime"),
    (
        "training-programme",
        "People of one side are trained by or with those of the other, in courses or a programme.",
        "training, train",
    ),
    ("exercise", "Exercises whose form the sources do not state.", "exercise, exercises"),
)

DIALOGUE_KIND = vocabulary(
    "dialogue-kind",
    "Who meets or talks, and how.",
    (
        "ministerial-meeting",
        "Ministers of both sides meet in a format of their own.",
        "ministerial, ministers, 2+2, meeting, meetings",
    ),
    (
        "leaders-visit",
        "A head of government visits the other side's country.",
        "visit, visits, visited, hosted, welcomes, welcomed, prime minister",
    ),
    (
        "ministerial-visit",
        "A minister, or ministers, of one side visit the other side's country or a place of the other side.",
        "visit, visits, visited",
    ),
    ("military-visit", "Officers or ships of one side visit the other side.", "visit, visits, visited"),
    (
        "joint-visit",
        "Officials of both sides travel together to a third country, to look or to talk, not to act.",
        "visit, visits",
    ),
    (
        "official-contacts",
        "Officials, officers or authorities of both sides talk, with no format stated or several.",
        (
            "contacts, dialogue, dialogues, exchange, exchanges, discussions, talks, consult*, interaction, "
            "coordination, communication"
        ),
    ),
    (
        "standing-channel",
        "A line or format that stays open for use: a hotline, a liaison post, a framework for regular talks.",
        "hotline, framework, channel, attache, attaché, communication",
    ),
    (
        "conference",
        "A meeting before an audience, of officials, officers, experts or industry.",
        "conference, symposium, session, sessions",
    ),
    (
        "exhibition",
        "A fair at which defence industry shows its goods, also with a conference.",
        "exhibition, show, fair",
    ),
    (
        "track-two",
        "Experts outside government of both sides talk, alone or with officials in a private capacity.",
        "track two, dialogue, conference, collaboration, debate, joined forces, conduit, exchange",
    ),
)

OPERATION_KIND = vocabulary(
    "operation-kind",
    "What is done for real.",
    (
        "disaster-relief",
        "Help after a natural disaster.",
        "disaster relief, typhoon, earthquake",
    ),
    (
        "humanitarian-relief",
        "Help for people in need through war or flight.",
        "humanitarian, refugee*, tents",
    ),
    (
        "logistics-support",
        "One side supplies, fuels, carries or hosts forces of the other.",
        "refuelling, transfer*, logistic*",
    ),
    ("mine-clearance", "Mines are swept or cleared.", "mine-sweeping, minesweeping, mines"),
    (
        "sanctions-monitoring",
        "Forces watch or enforce sanctions of the United Nations.",
        "sanctions",
    ),
    (
        "interdiction",
        "Forbidden goods, or the means to make weapons, are stopped on their way.",
        "interdict*",
    ),
    (
        "maritime-security",
        "Forces guard sea lanes against piracy, trafficking or other threats.",
        "piracy, anti-piracy, maritime, naval",
    ),
    (
        "peacekeeping",
        "Forces or civilians keep or build peace in a third country, with or without a mandate of the United Nations.",
        "peacekeeping, peace-keeping, peacebuilding, pko, peace support, peace and stability",
    ),
    (
        "counterterrorism",
        "States act together against terrorists, by other means than those named by another term.",
        "counterterrorism, anti-terrorism, anti-terorism, anti-terrorist, terrorism",
    ),
    (
        "coalition-operation",
        "Forces take part in a campaign of a coalition.",
        "coalition, operation enduring freedom, war",
    ),
    (
        "intelligence-sharing",
        "Intelligence is passed from one side to the other, or gathered together.",
        "intelligence",
    ),
    (
        "crisis-management",
        "Authorities of both sides act together in a crisis.",
        "crisis, crises, crisis-management",
    ),
    (
        "fact-finding-mission",
        "Officials of both sides go together to find facts for a decision to act.",
        "fact-finding",
    ),
    (
        "personnel-deployment",
        "People of one side are sent to serve in a body or area that the other leads or holds.",
        "sent, sending, send, deploy*, soldiers",
    ),
)

PROJECT_KIND = vocabulary(
    "project-kind",
    "What is made, bought, studied, paid or staffed.",
    (
        "equipment-development",
        "Defence equipment or its technology is developed together.",
        "develop, developing, development, co-development, technology, fcas, missile-technology",
    ),
    (
        "equipment-transfer",
        "Defence equipment or supplies pass from one side to the other, by sale, gift or loan.",
        "purchas*, transfer*, provision, supplies, exports, imports",
    ),
    (
        "research-programme",
        "Institutes or firms of both sides study something together.",
        "research",
    ),
    (
        "fellowship",
        "Scholars or officers of one side stay with an institute of the other.",
        "fellow, fellows, fellowship",
    ),
    (
        "aid-programme",
        "A programme of aid or rebuilding in a third country that both sides pay or run.",
        "programme, reintegration, aid, assistance, project, reconstruction",
    ),
    (
        "financial-contribution",
        "Money is given for a purpose of the other side or a common one.",
        "grant, contribution, provided, fund*, $",
    ),
    (
        "institution",
        "A body or office is set up, staffed or joined by both sides.",
        "office, unit, organization, organisation, institut*, hub, council",
    ),
    ("publication", "Something is written and published together.", "report, published, publish*, version"),
)

KINDS = {
    "agreements": AGREEMENT_KIND,
    "exercises": EXERCISE_KIND,
    "dialogues": DIALOGUE_KIND,
    "operations": OPERATION_KIND,
    "projects": PROJECT_KIND,
}
"""The vocabulary of kinds of each type of record."""
