"""A form that cannot be filled in is refused when it is read, with what to do about it."""

from typing import Any

import msgspec
import pytest

from haidang.kernel.manifest.procedure import Procedures
from haidang.kernel.manifest.procedures import contradictions

FLOW = {
    "key": "plain", "version": 1,
    "moves": [{"key": "end", "name": {"vi": "kết thúc", "en": "end"}, "from": ["new"], "to": "done"}],
    "states": [{"key": "new", "name": {"vi": "mới", "en": "new"}}, {"key": "done", "name": {"vi": "xong", "en": "done"}, "final": True}],
}  # fmt: skip


def words(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


def question(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": words(key), **more}


def found(*questions: dict[str, Any], **more: Any) -> list[tuple[str, Any]]:
    """Where and what is wrong with a procedure of one step with these questions."""
    step = {"key": "one", "name": words("một"), "questions": list(questions)}
    facts = {
        "key": "p",
        "kind": "dossier",
        "name": words("p"),
        "flow": "plain",
        "about": words("p"),
        "form": [step],
        **more,
    }
    told = contradictions(msgspec.convert({"flows": [FLOW], "procedures": [facts]}, Procedures))
    return [(path.partition("procedures[0:p].")[2], value) for path, value, _remedy in told]


MARRIED = question("married", type="yes_no")


def test_a_form_that_fits_together_passes():
    assert found(MARRIED, question("wife", when={"question": "married", "is": ["yes"]})) == []


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (question("a", when={"question": "nowhere", "is": ["yes"]}), "when.question"),
        (question("a", when={"question": "married", "is": ["maybe"]}), "when.is"),
        (question("a", pattern="(["), "pattern"),
        (question("a", pattern=r"^\d{3}$", example="12"), "example"),
        (question("a", type="choice"), "choices"),
        (question("a", choices=[{"key": "x", "name": words("x")}]), "choices"),
        (question("a", type="number", min=5, max=1), "min"),
        (question("a", prefill="shoe_size"), "prefill"),
        (MARRIED, "key"),
    ],
)
def test_what_nobody_could_answer_is_named(wrong: dict[str, Any], where: str):
    assert [path.rpartition("questions[1].")[2] for path, _value in found(MARRIED, wrong)] == [where]


def test_a_paper_or_a_route_that_waits_for_an_impossible_answer_is_named():
    never = {"question": "married", "is": ["never"]}
    part, route = (
        {"key": "paper", "name": words("giấy"), "when": never},
        {"office": "X", "why": words("vì"), "when": never},
    )
    assert [path for path, _value in found(MARRIED, parts=[part])] == ["parts[0].when.is"]
    assert [path for path, _value in found(MARRIED, route=[route])] == ["route[0].when.is"]


def test_two_steps_of_one_name_are_refused_and_so_are_names_that_every_form_has():
    step = {"key": "one", "name": words("một"), "questions": [question("b")]}
    first = {"key": "one", "name": words("một"), "questions": [MARRIED]}
    assert found(form=[first, step]) == [("form[1].key", "one")]
    assert found(form=[first | {"key": "filer"}]) == [("form[0].key", "filer")]
