"""Everybody takes a field's public figures away, as a sheet and as JSON; what is not public stays out."""

import csv
import json
from io import StringIO

import pytest
from django.test import Client

from haidang.core.directory.tests.small_province import build
from haidang.core.indicators.tests.world import NOW
from haidang.kernel import clock, registry


@pytest.fixture
def figures(db):
    """One public and one hidden indicator of the field of services, with a figure each."""
    from haidang.core.indicators import actions, sync
    from haidang.core.indicators.actions import Entry
    from haidang.core.indicators.bringing.taking import Given
    from haidang.core.indicators.tests.world import WHO, domain

    build()
    with clock.frozen(NOW):
        open_, hidden = (
            {"key": key, "level": "commune", "over_places": "sum", "public": key == "open"}
            for key in ("open", "hidden")
        )
        sync.sync_domains([domain(open_, hidden, key="services")], "demo")
        given = [Given(f"services.{key}", "26506", "2026-10", 12.5, "thử") for key in ("open", "hidden")]
        actions.take(WHO, Entry(None), given, is_simulated=True)
        actions.compute_marked(WHO)
        yield


def rows(answer):
    return list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_a_sheet_has_the_public_figures_of_the_province_with_their_marks(figures):
    [row] = rows(Client().get("/app/data/services/indicators.csv"))
    assert (row["indicator"], row["period"], row["value"]) == ("services.open", "2026-10", "12")
    assert "mô phỏng" in row["quality"]


def test_one_indicator_is_given_at_every_place_as_json(figures):
    answer = Client().get("/app/data/services/indicators.json?indicator=services.open")
    said = json.loads(b"".join(answer.streaming_content))
    assert said["licence"] == "CC-BY-4.0"
    assert {row["place"] for row in said["rows"]} == {"", "26506"}


@pytest.mark.parametrize(
    "path", ["services/none.csv", "none/indicators.csv", "services/indicators.json?indicator=services.hidden"]
)
def test_what_is_not_or_not_open_is_not_found(figures, path):
    assert Client().get(f"/app/data/{path}").status_code == 404


def test_the_list_names_every_field_with_its_licence(figures):
    page = Client().get("/app/data/").content.decode()
    for domain in registry.domains().values():
        assert (f'id="data-{domain.key}"' in page) == bool(domain.datasets)
    assert "CC-BY-4.0" in page
