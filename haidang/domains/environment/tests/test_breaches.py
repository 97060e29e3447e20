"""Waste water over its limit, judged by the rules process, is told to those downstream."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from haidang.core.directory.models import Office
from haidang.core.notices.models import Notice
from haidang.core.rules.judging.judge import Judge
from haidang.core.rules.models import Alert
from haidang.core.rules.sync import sync_rules
from haidang.kernel import clock, registry

from .province import NOW, Province

MINUTE = timedelta(minutes=1)


@pytest.fixture
def below(province: Province) -> Iterator[Office]:
    """WW-003 and the cages below it, with an office that answers for them."""
    office = Office.objects.create(code="nuoi", kind="department", place=province.place, name_vi="Chi cục", name_en="Branch",
                                   folded="chi cuc", sort_key="chi cuc", valid_from=NOW.date())  # fmt: skip
    with clock.frozen(NOW):
        province.station("WW-003", "wastewater_station")
        cages = province.station("VN-002", "fish_cages")
        cages.office = office
        cages.save()
        sync_rules((domain, rule) for domain, rule in registry.rules() if rule.key in ("waste_cod_b", "waste_tss_b"))
        yield office


def judged(province: Province, series: str, value: float) -> None:
    judge = Judge()
    province.send_every("WW-003", series, 5 * MINUTE, 30 * MINUTE, lambda at: value)
    judge.turn()


def test_the_alert_names_who_lies_below_and_their_office_is_told_once(province: Province, below: Office) -> None:
    judged(province, "cod", 500.0)
    alert = Alert.objects.get(rule__key="waste_cod_b")
    assert "Báo hạ lưu: VN-002 (1,9 km)." in alert.why["sentence"]["vi"]
    assert "VN-002 (1.9 km)." in alert.why["sentence"]["en"]
    (told,) = Notice.objects.filter(to_office=below)
    assert (told.severity, told.link) == (2, alert.link)
    judged(province, "tss", 400.0)
    assert "downstream" in Alert.objects.get(rule__key="waste_tss_b").why
    assert Notice.objects.filter(to_office=below).count() == 1
