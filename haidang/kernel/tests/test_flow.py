import msgspec
import pytest

from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.flow import Flow


def words(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


def flow(**changed) -> Flow:
    facts = {
        "key": "door",
        "version": 1,
        "states": [
            {"key": "shut", "name": words("Đóng")},
            {"key": "open", "name": words("Mở")},
            {"key": "gone", "name": words("Tháo"), "final": True},
        ],
        "moves": [
            {"key": "pull", "name": words("Kéo"), "from": ["shut"], "to": "open"},
            {"key": "remove", "name": words("Tháo bỏ"), "from": ["shut", "open"], "to": "gone", "reason": True},
        ],
    }
    return msgspec.convert(facts | changed, Flow)


def test_a_move_leads_to_its_state():
    assert flow().take("shut", "pull").key == "open"


def test_a_refused_move_tells_its_reason():
    with pytest.raises(NotPossible, match="Không thể “Kéo” khi đang ở “Mở”; chỉ làm được từ: Đóng"):
        flow().take("open", "pull")


def test_blockers_are_named():
    with pytest.raises(NotPossible, match="Chưa thể “Kéo”: còn khóa"):
        flow().take("shut", "pull", blockers=["còn khóa"])


def test_a_move_that_needs_a_reason_asks_for_it():
    with pytest.raises(Invalid, match="Ghi lý do"):
        flow().take("open", "remove", reason="  ")
    assert flow().take("open", "remove", reason="hỏng").final


def test_an_unknown_move_names_the_known_ones():
    with pytest.raises(Invalid, match="name one of: pull, remove"):
        flow().take("shut", "kick")


def test_the_moves_from_a_state_are_known():
    assert [move.key for move in flow().moves_from("shut")] == ["pull", "remove"]
    assert flow().moves_from("gone") == []


def test_a_sound_flow_has_no_contradictions():
    assert list(flow().contradictions()) == []


def test_a_dangling_state_is_named_with_its_path():
    wrong = flow(moves=[{"key": "pull", "name": words("Kéo"), "from": ["shut"], "to": "opn"}])
    paths = [path for path, _value, _remedy in wrong.contradictions()]
    assert paths == ["moves[0].to", "states[1].key", "states[2].key"]
