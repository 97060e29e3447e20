"""How a dossier moves, by the states of the national portal."""

import pytest

from haidang.kernel import registry
from haidang.kernel.action import NotPossible
from haidang.kernel.flow import Flow

FLOWS = {one.key: one for one in registry.domains()["services"].flows}
DOSSIER, CERTIFY = FLOWS["dossier"], FLOWS["certify"]


def walked(flow: Flow, *moves: str) -> list[str]:
    """The national codes of the states that the moves lead through."""
    state = flow.state(flow.start)
    codes = [state.code]
    for move in moves:
        state = flow.take(state.key, move, reason="vì")
        codes.append(state.code)
    return codes


def test_a_dossier_carries_all_ten_codes_of_the_national_portal():
    assert {one.code for one in DOSSIER.states} == {str(code) for code in range(1, 11)}


def test_a_dossier_goes_from_filing_to_handing_out():
    moves = ("receive", "hand", "appraise", "propose", "sign", "hand_out")
    assert walked(DOSSIER, *moves) == ["1", "2", "4", "4", "4", "9", "10"]


def test_a_supplement_brings_it_back_to_the_office():
    assert walked(DOSSIER, "receive", "hand", "appraise", "ask", "supply") == ["1", "2", "4", "4", "5", "4"]


def test_a_payment_brings_it_back_to_the_office():
    assert walked(DOSSIER, "receive", "hand", "charge", "paid") == ["1", "2", "4", "6", "4"]


def test_what_is_completed_before_acceptance_is_accepted_by_an_officer():
    assert walked(DOSSIER, "ask_first", "complete") == ["1", "5", "1"]


def test_a_certified_copy_needs_no_appraisal():
    assert walked(CERTIFY, "receive", "submit", "sign", "hand_out") == ["1", "2", "4", "9", "10"]


@pytest.mark.parametrize("flow", [DOSSIER, CERTIFY], ids=["dossier", "certify"])
def test_clocks_pause_just_where_the_citizen_is_waited_for(flow: Flow):
    pausing = {"5": "pauses", "6": "pauses_for_payment"}
    assert all(one.clock == pausing.get(one.code, "runs") for one in flow.states)


@pytest.mark.parametrize("flow", [DOSSIER, CERTIFY], ids=["dossier", "certify"])
def test_a_refusal_says_why_and_a_result_is_there_before_it_is_signed(flow: Flow):
    needs = {one.key: set(one.needs) for one in flow.moves}
    assert needs["refuse"] >= {"answer", "reason_key"}
    assert needs["stop"] >= {"answer", "reason_key"}
    assert "result" in needs["sign"]


def test_only_the_citizen_supplies_and_withdraws_by_themselves():
    own = {one.key for one in DOSSIER.moves if one.by_citizen}
    assert own == {"complete", "supply", "withdraw"}


def test_what_has_its_result_cannot_be_withdrawn():
    with pytest.raises(NotPossible):
        DOSSIER.take("finished", "withdraw")


def test_reasons_and_templates_belong_to_moves_or_to_an_extension():
    domain = registry.domains()["services"]
    moves = {move.key for flow in domain.flows for move in flow.moves} | {"extend"}
    for one in (*domain.reasons, *domain.templates):
        assert set(one.moves) <= moves, one.key


def test_an_apology_names_the_new_date_and_the_reason():
    apology = next(one for one in registry.domains()["services"].templates if one.key == "apology")
    for text in (apology.text.vi, apology.text.en):
        assert "{due}" in text
        assert "{reason}" in text
