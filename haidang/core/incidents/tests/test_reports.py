"""Reports are kept as they were composed, and printed with the map, both archipelagos and the source of every number."""

import ctypes

import pypdfium2
import pytest
from django.db import DatabaseError, transaction

from haidang.core.incidents import actions, command, drawings, queries, shapes
from haidang.core.incidents.models import Report
from haidang.core.incidents.reports import paper
from haidang.core.incidents.reports.actions import compose
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible

from .watch_room import NINE, SCENE, after

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(desk):
    with clock.frozen(NINE):
        made = desk.open()
        drawings.draw(
            desk.officer, made, "cordon", shapes.made_of("Polygon", shapes.circle(SCENE, 500)), label="phố ngập"
        )
        command.set_objective(desk.officer, made, "Thông đường trước 10 giờ", due_at=after(hours=1))
        actions.send_unit(desk.officer, made, desk.crew)
    return made


def text_of(pdf):
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join("\n".join(page.get_textpage().get_text_range() for page in pages).split())


def fonts_of(pdf):
    """(name, whether it travels with the paper) of every font that draws text."""
    found = set()
    for page in pypdfium2.PdfDocument(pdf):
        for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
            font = pypdfium2.raw.FPDFTextObj_GetFont(one)
            name = ctypes.create_string_buffer(100)
            pypdfium2.raw.FPDFFont_GetBaseFontName(font, name, 100)
            found.add((name.value.decode(), pypdfium2.raw.FPDFFont_GetIsEmbedded(font) == 1))
    return found


def test_a_situation_report_is_printed_in_both_languages(desk, incident):
    with clock.frozen(after(minutes=20)):
        report = compose(desk.officer, incident, assessment="Nước còn lên đến 11 giờ.")
    assert (report.code, report.number) == ("BC-261121-0001", 1)
    vi, en = (text_of(paper.pdf(report, language)) for language in ("vi", "en"))
    for words in ("Báo cáo tình hình", report.code, "Nước còn lên đến 11 giờ", "Quần đảo Hoàng Sa", "Quần đảo Trường Sa",
                  "Thông đường trước 10 giờ", "Đội bơm 2", "phố ngập", "không phải văn bản hành chính"):  # fmt: skip
        assert words in vi, words
    fonts = fonts_of(paper.pdf(report, "vi"))
    assert fonts
    assert all(is_embedded for _name, is_embedded in fonts), fonts
    assert any("Be-Vietnam-Pro" in name for name, _embedded in fonts), fonts
    assert paper.facts(report, "vi")["told"].blocks[2].rows[0][1].level == 2, "drawn with its shape and digit"
    for words in ("Situation report", "Objectives", "Cordon", incident.code):
        assert words in en, words


def test_a_report_stays_as_it_was_composed(desk, incident):
    report = compose(desk.officer, incident)
    actions.rate(desk.officer, incident, 1, reason="nước lên")
    kept = Report.objects.get(pk=report.pk)
    assert (kept.told.severity, kept.told.summary) == (2, report.told.summary)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(number=7)
    assert compose(desk.officer, incident).number == 2


def test_the_final_report_waits_for_the_end(desk, incident):
    with pytest.raises(NotPossible, match="sau khi sự cố kết thúc"):
        compose(desk.officer, incident, "final")
    with pytest.raises(Invalid, match="kind"):
        compose(desk.officer, incident, "weekly")
    for key in ("confirm", "pumps"):
        actions.tick(desk.officer, desk.step(incident, key))
    actions.finish(desk.driver, queries.tasks_of(desk.officer, incident)[0], proof="đã cạn")
    actions.close(desk.officer, incident, outcome="Hết ngập", lessons="Đặt bơm sớm hơn", cause="Mưa và triều")
    report = compose(desk.officer, incident, "final")
    told, printed = report.told, {language: text_of(paper.pdf(report, language)) for language in ("vi", "en")}
    for language, said in (("vi", "Báo cáo kết thúc"), ("en", "Final report")):
        for text in (said, report.code, "Đặt bơm sớm hơn", "Mưa và triều"):
            assert text in printed[language], text
    parts = {block.key: block for block in told.blocks}
    assert [cell.text.vi for cell in parts["outcome"].rows[2]] == ["Rút kinh nghiệm", "Đặt bơm sớm hơn"]
    assert parts["log"].rows[0][1].text.vi.startswith("Mở sự cố"), "from the first line on"
