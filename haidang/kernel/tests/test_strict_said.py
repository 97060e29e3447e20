"""What strict reading refuses is said in the reader's language; no English of programmers is left."""

from pathlib import Path

import msgspec
import pytest
from django.utils import translation

from haidang.kernel import manifest, strict
from haidang.kernel.manifest import combining
from haidang.kernel.strict_said import said

WORDS = {"vi": "a", "en": "b"}
RULE = {
    "key": "a", "name": WORDS, "series": "pm25", "when": {"kind": "threshold", "value": 1.0}, "severity": 2, "cause": WORDS,
    "consequence": WORDS, "action": WORDS, "acknowledge_within": "15m",
}  # fmt: skip
PART = {"key": "x", "name": WORDS, "series": "pm25", "when": {"kind": "threshold", "value": 1.0}}


def refused(**changed):
    with pytest.raises(strict.ManifestError) as caught:
        strict.convert(RULE | changed, manifest.Rule, Path("f"))
    error = caught.value
    return error.path, said(error.remedy, manifest.Rule, error.path)


@pytest.mark.parametrize(
    ("changed", "path", "remedy"),
    [
        ({"severity": "hai"}, "severity", "Cần số nguyên, không phải chữ trong ngoặc kép."),
        ({"severity": 7}, "severity", "Không lớn hơn 4."),
        ({"when": {"kind": "threshold", "value": "x"}}, "when.value", "Cần số, không phải chữ trong ngoặc kép."),
        ({"key": "A B"}, "key", "Mã gồm chữ thường không dấu"),
        ({"name": "x"}, "name", "Cần bảng {...}"),
        ({"name": {"vi": "", "en": "a"}}, "name.vi", "Ít nhất 1 ký tự."),
        ({"remind": {"every": "5m", "to": []}}, "remind.to", "Ít nhất 1 mục."),
        (
            {"held_by": [{"rule": "a", "of": "x"}]},
            "held_by[0].of",
            "Chọn một trong: above, near, parent, place, thing.",
        ),
        ({"held_by": [{"rule": "a", "within_m": 0}]}, "held_by[0].within_m", "Lớn hơn 0."),
    ],
)
def test_a_refusal_says_what_to_do(changed, path, remedy):
    found, told = refused(**changed)
    assert found == path
    assert told.startswith(remedy)


@pytest.mark.parametrize(
    "changed",
    [
        {"parts": [PART]}, {"parts": [PART, PART | {"key": "y"}], "when": {"kind": "combination", "logic": "x and"}},
        {"parts": [PART, PART], "when": {"kind": "combination", "logic": "z", "order": ["q"]}},
        {"parts": [PART | {"when": {"kind": "deviation"}}, PART | {"key": "y", "when": {"kind": "threshold"}}]},
        {"parts": [], "public": WORDS, "when": {"kind": "combination", "logic": "a" * 301}},
    ],
)  # fmt: skip
def test_every_fault_of_a_combination_is_said_in_vietnamese(changed):
    rule = msgspec.convert(RULE | {"when": {"kind": "combination"}} | changed, manifest.Rule)
    faults = list(combining.faults(rule))
    assert faults
    assert all(said(remedy) != remedy for _field, _value, remedy in faults)
    with translation.override("en"):
        assert all(said(remedy) for _field, _value, remedy in faults)
