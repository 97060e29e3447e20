"""Objectives, roles, check-ins, merging and reports, through a browser's eyes."""

import pytest

from haidang.core.incidents import actions, drawings, merging
from haidang.core.incidents.models import Drawing, Incident, Report
from haidang.kernel.geo import Point
from haidang.web.tests.browsing import HTMX, browser, read, text

from .test_incidents import page, url


@pytest.fixture
def incident(desk):
    return desk.open()


def test_objectives_and_roles_are_set_and_settled_on_the_page(desk, officer, incident):
    officer.post(url("incident_objective", incident), {"text": "Thông đường trước 10 giờ"})
    officer.post(url("incident_appoint", incident), {"role": "commander", "person": desk.person(desk.lead).pk})
    shown = page(officer, incident)
    assert "Thông đường trước 10 giờ" in shown
    assert "Chỉ huy trưởng" in shown
    refused = officer.post(url("incident_settle", incident, 1, "dropped"), {"reason": ""}, headers=HTMX)
    assert refused.status_code == 422
    officer.post(url("incident_settle", incident, 1, "reached"), {"reason": ""})
    assert incident.objectives.get().state == "reached"
    nobody = officer.post(url("incident_appoint", incident), {"role": "liaison"}, headers=HTMX)
    assert nobody.status_code == 422


def test_a_duplicate_is_offered_merged_and_taken_back(desk, officer, incident):
    other = desk.open(title="Nước ngập 30/4")
    shown = page(officer, incident)
    assert f"{url('incident_merge', other)}?into={incident.code}" in shown
    answer = officer.post(url("incident_merge", other), {"into": incident.code, "reason": "cùng chỗ"})
    assert answer["Location"] == incident.link
    assert "Đã gộp vào đây" in page(officer, incident)
    assert url("incident_unmerge", other) in page(officer, other)
    officer.post(url("incident_unmerge", other), {"reason": "hai chỗ khác nhau"})
    other.refresh_from_db()
    assert other.is_open


def test_a_report_is_composed_and_read_as_pdf_in_the_language_asked_for(desk, officer, incident, monkeypatch):
    answer = officer.post(url("incident_report", incident), {"assessment": "Nước còn lên."})
    report = Report.objects.get()
    assert answer["Location"] == f"{incident.link}#report-{report.code}"
    monkeypatch.setattr(
        "haidang.core.incidents.reports.paper.pdf", lambda one, language: f"{one.code} {language}".encode()
    )
    pdf = officer.get(url("incident_report_pdf", incident, report.code) + "?lang=en")
    assert (pdf["Content-Type"], pdf.content) == ("application/pdf", f"{report.code} en".encode())
    stranger = browser(desk.hd.officer("commune_officer", desk.hd.other_committee, desk.hd.elsewhere))
    assert stranger.get(url("incident_report_pdf", incident, report.code)).status_code == 404


def test_the_dialog_of_a_report_closes_on_the_page_that_asked(desk, officer, incident):
    headers = HTMX | {"HX-Current-URL": f"http://localhost{incident.link}"}
    answer = officer.post(url("incident_report", incident), {"assessment": ""}, headers=headers)
    assert "HX-Redirect" not in answer.headers  # to its own part no browser loads it anew: the dialog would stay
    assert "ioc:done" in answer["HX-Trigger"]


def test_a_shape_is_drawn_from_typed_points_and_drawn_anew(desk, officer, incident):
    draw = url("incident_draw", incident)
    typed = "10.35, 107.07\n10.35, 107.09\n10.36, 107.08"
    officer.post(draw, {"kind": "hazard", "points": typed, "label": "khí độc", "is_closed": "on"})
    first = Drawing.objects.get()
    assert first.geometry["type"] == "Polygon"
    again = officer.get(url("incident_redraw", incident, first.code))
    assert "10.350000, 107.070000" in text(again)
    officer.post(
        url("incident_redraw", incident, first.code), {"kind": "hazard", "points": "10.35, 107.08", "radius": "500"}
    )
    first.refresh_from_db()
    assert first.gone_at is not None
    now = drawings.now(desk.officer, incident)
    assert len(now) == 1
    layer = officer.get(url("incident_layer", incident, "drawings")).json()
    assert [one["properties"]["colour"] for one in layer["features"]] == ["$crit"]
    assert incident.code in text(officer.get(url("incident_inside", incident, now[0].code)))
    officer.post(url("incident_erase", incident, now[0].code))
    assert not drawings.now(desk.officer, incident)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "hazard", "points": "ở cầu"}, "points"),
        ({"kind": "hazard", "points": "10.35, 107.07"}, "radius"),
        ({"kind": "assembly", "points": "10.35, 107.07\n10.4, 107.1"}, "points"),
        ({"kind": "ship", "points": "10.35, 107.07"}, "kind"),
    ],
)
def test_a_shape_that_is_none_keeps_what_was_typed_and_names_the_field(officer, incident, given, field):
    answer = officer.post(url("incident_draw", incident), given)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert given["points"] in text(answer)


def test_a_unit_that_is_not_heard_from_is_seen_and_noted_at_the_desk(desk, officer, incident):
    task = actions.send_unit(desk.officer, incident, desk.crew)
    officer.post(url("task_watch", incident, task.code), {"minutes": "15"})
    shown = page(officer, incident)
    assert url("task_heard", incident, task.code) in shown
    officer.post(url("task_heard", incident, task.code))
    assert "điểm danh: an toàn" in incident.log.order_by("pk").last().text_vi
    assert officer.post(url("task_watch", incident, task.code), {"minutes": "2"}, headers=HTMX).status_code == 422


def test_a_merged_incident_offers_no_work(desk, officer, incident):
    other = desk.open(title="Nước ngập 30/4")
    merging.merge(desk.officer, other, incident, reason="cùng chỗ")
    shown = read(officer.get(Incident.objects.get(pk=other.pk).link))
    assert url("incident_send", other) not in shown
    assert incident.link in shown


def test_a_part_is_added_from_the_page_of_the_greater_incident(desk, officer, incident):
    part = desk.open(title="Cây đổ do bão")
    assert url("incident_add_part", incident) in page(officer, incident)
    officer.post(url("incident_add_part", incident), {"part": part.code})
    assert part.link in page(officer, incident)
    part.refresh_from_db()
    assert part.parent == incident


def test_what_may_be_the_same_stands_first_where_one_is_chosen_to_merge_into(desk, officer, incident):
    far = desk.open(title="Cháy rừng", point=Point(107.3, 10.6))
    near = desk.open(title="Nước ngập 30/4")
    shown = text(officer.get(url("incident_merge", incident), headers=HTMX))
    assert shown.index("Có thể là cùng một việc") < shown.index(near.code) < shown.index(far.code)
