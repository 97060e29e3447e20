import json
import re

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from haidang.core.ui import svg
from haidang.core.ui.severity import SEVERITIES, severity
from haidang.core.ui.tests.places import STATIC


def rendered(source: str, **facts: object) -> str:
    return Template("{% load ui %}" + source).render(Context(facts))


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=30))
def test_a_sparkline_writes_plain_numbers_whatever_the_values(values):
    with translation.override("vi"):
        drawn = svg.spark(values)
    assert drawn.count("<svg") == 1
    assert "," not in drawn
    assert "nan" not in drawn


def test_a_gap_in_a_sparkline_stays_a_gap():
    assert svg.spark([1, 2, None, 3, 4]).count('class="line"') == 2


def test_a_flat_sparkline_is_drawn():
    assert svg.spark([5.0, 5.0, 5.0]).count('class="last"') == 1


@given(st.floats(0, 1e6), st.none() | st.floats(0, 1e6), st.none() | st.floats(0.1, 1e6))
def test_a_bullet_stays_inside_its_track(value, target, high):
    widths = re.findall(r'class="value"[^>]* width="([^"]+)"', svg.bullet(value, target, high))
    assert 0 <= float(widths[0]) <= 100


def test_print_gets_colours_as_attributes():
    ink = svg.Ink()
    assert 'stroke="#4a6a86"' in svg.spark([1, 2, 3], ink=ink)
    assert 'fill="#4a6a86"' in svg.bullet(3, 4, ink=ink)


def test_a_severity_is_shape_digit_and_word():
    html = rendered("{% sev 1 %}{% sev 'low' True %}")
    assert 'aria-label="Mức 1: Khẩn cấp"' in html
    assert html.count("<text") == 2
    assert "Thấp" in html
    assert len({one.outline for one in SEVERITIES}) == 4


def test_a_severity_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match="'7'"):
        severity("7")


def test_the_map_draws_the_same_severity_shapes():
    script = (STATIC / "ioc/js/map-style.mjs").read_text()
    for one in SEVERITIES:
        assert f'{one.level}: ["{one.outline}", {one.baseline}]' in script


def test_json_for_the_browser_cannot_close_its_script():
    html = rendered("{% data_json value %}", value={"name": "</script><b>", "value": 12.5})
    assert html.count("</script>") == 1
    assert json.loads(html[html.index(">") + 1 : html.rindex("<")]) == {"name": "</script><b>", "value": 12.5}


def test_a_tile_escapes_its_words_and_says_why():
    html = rendered(
        '{% tile name 91.25 decimals=1 unit="%" sev=2 why="BV Vũng Tàu 103 %" target=85 target_label="≤ 85 %" %}',
        name="<b>",
    )
    assert "&lt;b&gt;" in html
    assert 'data-sev="high"' in html
    assert "BV Vũng Tàu 103 %" in html
    assert "None" not in html


def test_a_tile_without_a_number_shows_a_dash():
    html = rendered('{% tile "Mực nước" None unit="cm" at=at cadence=60 %}', at=None)
    assert "–" in html
    assert "chưa có số liệu" in html
    assert "data-stale" in html
