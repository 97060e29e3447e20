"""The colours keep their promises: contrast on screen and in print (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from haidang.core.ui.tests.places import STATIC

CSS = (STATIC / "ioc/css/tokens.css").read_text()
TEXT, LARGE = 4.5, 3.0


def theme(name: str) -> dict[str, str]:
    found = re.search(rf'\[data-theme="{name}"\] \{{(.*?)\n  \}}', CSS, re.DOTALL)
    assert found
    return dict(re.findall(r"--([\w-]+): ([^;]+);", found.group(1)))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


PAIRS = [
    *[(text, ground, TEXT) for text in ("tx", "tx2", "tx3") for ground in ("bg", "s1", "s2")],
    *[
        (text, ground, TEXT)
        for text in ("tx", "tx2")
        for ground in ("s3", "ac-bg", "crit-bg", "high-bg", "med-bg", "low-bg")
    ],
    *[(f"{level}-t", "s1", TEXT) for level in ("crit", "high", "med", "low")],
    *[(f"{level}-t", f"{level}-bg", TEXT) for level in ("crit", "high", "med", "low")],
    ("ac", "s1", TEXT),
    ("ac", "ac-bg", TEXT),
    ("on-ac", "ac", TEXT),
    ("on-danger", "danger", TEXT),
    ("on-sev", "crit", TEXT),
    ("on-sev", "low", TEXT),
    ("on-sev-warm", "high", TEXT),
    ("on-sev-warm", "med", TEXT),
    ("label", "label-halo", TEXT),
    ("control", "s1", LARGE),
    ("crit", "s1", LARGE),
    ("high", "s1", LARGE),
    ("low", "s1", LARGE),
    ("data", "s1", LARGE),
    ("target", "s1", LARGE),
]


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_a_pair_of_tokens_is_readable(name: str, text: str, ground: str, least: float):
    tokens = theme(name)
    assert contrast(tokens[text], tokens[ground]) >= least


def test_both_themes_give_the_same_tokens():
    assert theme("dark").keys() == theme("light").keys()


def test_no_stylesheet_uses_a_token_that_does_not_exist():
    files = list((STATIC / "ioc/css").glob("*.css"))
    texts = {path.name: path.read_text() for path in files}
    known = {name for text in texts.values() for name in re.findall(r"(--[\w-]+)\s*:", text)} | {
        "--wall-margin-x",
        "--wall-margin-y",
        "--wall-scale",
        "--wall-x",
        "--wall-y",
    }
    for name, text in texts.items():
        unknown = set(re.findall(r"var\((--[\w-]+)", text)) - known
        assert not unknown, name


def test_the_yellow_of_the_light_theme_has_an_edge_that_can_be_seen():
    tokens = theme("light")
    assert contrast(tokens["med-edge"], tokens["s1"]) >= LARGE
