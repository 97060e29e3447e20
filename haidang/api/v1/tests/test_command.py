"""Drawings, objectives, merging and reports of incidents, for programs."""

RING = {"type": "Polygon", "coordinates": [[[107.07, 10.35], [107.09, 10.35], [107.08, 10.36]]]}


def test_an_incident_is_drawn_on_aimed_at_and_merged(watched, officer):
    at = {"place": watched.hd.here.key, "severity": 2}
    _status, first = officer.post("incidents", title="Ngập đường 30/4", **at)
    _status, second = officer.post("incidents", title="Nước ngập 30/4", **at)
    one = f"incidents/{first['code']}"
    status, drawn = officer.post(f"{one}/drawings", kind="hazard", geometry=RING, label="khí độc")
    assert (status, drawn["geometry"]["coordinates"][0][-1]) == (201, [107.07, 10.35])
    status, problem = officer.post(
        f"{one}/drawings", kind="hazard", geometry={"type": "Polygon", "coordinates": [[["x", 1]]]}
    )
    assert (status, problem["errors"][0]["field"]) == (422, "geometry")
    officer.post(f"{one}/drawings/{drawn['code']}/erase")
    assert officer.get(f"{one}/drawings") == (200, [])
    status, _aim = officer.post(f"{one}/objectives", text="Thông đường")
    assert status == 201
    assert officer.post(f"{one}/objectives/1/settle", state="dropped")[0] == 422
    assert officer.post(f"{one}/objectives/1/settle", state="reached")[1]["state"] == "reached"
    status, merged = officer.post(f"incidents/{second['code']}/merge", into=first["code"], reason="cùng chỗ")
    assert (status, merged["phase"]) == (200, "closed")
    assert officer.post(f"incidents/{second['code']}/unmerge", reason="khác chỗ")[1]["closed_at"] is None
    assert officer.get(f"{one}/reports") == (200, [])
