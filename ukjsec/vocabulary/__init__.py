"""The closed vocabularies: every term that a coded value may take, defined once."""

from ukjsec.vocabulary.coding import (
    BOUND,
    EVENT,
    MEASURE,
    OCCURRED,
    PLACE_ROLE,
    RELATION,
    ROLE,
    SETTING,
    STATUS,
    TOPIC,
    UNIT,
)
from ukjsec.vocabulary.kinds import (
    AGREEMENT_KIND,
    DIALOGUE_KIND,
    EXERCISE_KIND,
    KINDS,
    OPERATION_KIND,
    PROJECT_KIND,
    TYPE,
)
from ukjsec.vocabulary.reference import ACTOR_KIND, LEDGER_REASON, MATCH, OUTCOME, PLACE_KIND, SETTLED_BY
from ukjsec.vocabulary.terms import Term, Vocabulary, cue_pattern, nearest

VOCABULARIES = (
    TYPE, AGREEMENT_KIND, EXERCISE_KIND, DIALOGUE_KIND, OPERATION_KIND, PROJECT_KIND, STATUS, UNIT, SETTING, EVENT,
    ROLE, PLACE_ROLE, TOPIC, RELATION, BOUND, MEASURE, MATCH, ACTOR_KIND, PLACE_KIND, LEDGER_REASON,
    OUTCOME, SETTLED_BY,
)  # fmt: skip
"""Every vocabulary, in the order of the codebook."""

__all__ = [
    "ACTOR_KIND", "AGREEMENT_KIND", "BOUND", "DIALOGUE_KIND", "EVENT", "EXERCISE_KIND", "KINDS", "LEDGER_REASON",
    "MATCH", "MEASURE", "OCCURRED", "OPERATION_KIND", "OUTCOME", "PLACE_KIND", "PLACE_ROLE", "PROJECT_KIND",
    "RELATION", "ROLE", "SETTING", "SETTLED_BY", "STATUS", "TOPIC", "TYPE", "UNIT", "VOCABULARIES", "Term",
    "Vocabulary", "cue_pattern", "nearest",
]  # fmt: skip
