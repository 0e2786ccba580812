"""The reference data of states, held against a package that others keep."""

from __future__ import annotations

from pathlib import Path

import pytest
from countrycode import countrycode

from ukjsec import seeds
from ukjsec.models import Actor

ROOT = Path(__file__).resolve().parent.parent
STATES = [actor for actor in seeds.read(ROOT).actors.values() if actor.kind == "state"]


GW_ELSEWHERE = {"VNM": 817}
"""Where countrycode has another Gleditsch–Ward number: 817 was the Republic of Vietnam, which ended in 1975."""


@pytest.mark.parametrize("state", STATES, ids=lambda state: str(state.id))
def test_codes_of_states(state: Actor) -> None:
    """A state's name and its Correlates of War and Gleditsch–Ward numbers are those that countrycode has."""
    code = str(state.iso3)
    assert countrycode(code, origin="iso3c", destination="cown") == state.cow
    assert countrycode(code, origin="iso3c", destination="gwn") == GW_ELSEWHERE.get(code, state.gw)
    assert countrycode(state.name, origin="country.name", destination="iso3c") == code


def test_states_have_their_codes_and_ids() -> None:
    """Every state has all three codes, its id is its ISO code in small letters, and no code is used twice."""
    assert len(STATES) > 10
    assert all(state.iso3 and state.cow and state.gw and state.reference for state in STATES)
    assert [state.id for state in STATES] == [str(state.iso3).lower() for state in STATES]
    for field in ("iso3", "cow", "gw"):
        assert len({getattr(state, field) for state in STATES}) == len(STATES)


def test_what_is_no_state_has_no_codes() -> None:
    """Codes belong to states alone."""
    others = [actor for actor in seeds.read(ROOT).actors.values() if actor.kind != "state"]
    assert not any(actor.iso3 or actor.cow or actor.gw for actor in others)
