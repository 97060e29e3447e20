"""Indexes at the desk: what there is, a year scored with evidence, sent, verified; points of the province's own."""

from django.core.files.uploadedfile import SimpleUploadedFile

from haidang.core.indexes.models import Assessment, Evidence
from haidang.web.tests.browsing import read

BOOK = "/indexes/dti-2022/"
YEAR = f"{BOOK}2026/"


def test_the_indexes_stand_together_with_their_versions(desk):
    page = read(desk.client("leader").get("/indexes/"))
    assert "Chỉ số chuyển đổi số cấp tỉnh (DTI) 2025" in page
    assert "766" in page
    assert "Cư dân thông minh" in page
    assert "Chưa ai trả lời" in page
    assert "Không chấm điểm" in read(desk.client("leader").get("/indexes/characteristics/"))
    assert desk.client("leader").get("/indexes/surveys/sme_digital/").status_code == 200
    assert desk.client("leader").get("/indexes/ghost/").status_code == 404


def test_a_year_is_scored_with_evidence_sent_and_verified(desk):
    admin = desk.client("administrator")
    assert admin.post(f"{BOOK}open/", {"year": "2026"}).status_code == 302
    assert admin.post(f"{YEAR}awareness/score/", {"value": "82,5", "note": "đủ văn bản"}).status_code == 302
    proof = SimpleUploadedFile("ke-hoach.pdf", b"no pdf at all")
    assert admin.post(f"{YEAR}awareness/attach/", {"text": "Kế hoạch 12", "file": proof}).status_code == 422
    assert admin.post(f"{YEAR}awareness/attach/", {"text": "Kế hoạch 12"}).status_code == 302
    assert admin.post(f"{YEAR}awareness/score/", {"value": "820"}).status_code == 422
    assert admin.post(f"{YEAR}send/").status_code == 302
    assert admin.post(f"{YEAR}awareness/verify/", {"value": "70", "note": "thiếu"}).status_code == 302
    assert admin.post(f"{YEAR}rank/", {"place": "29", "among": "63", "source": "công bố"}).status_code == 302
    page = read(desk.client("leader").get(YEAR))
    assert "82,5" in page
    assert "29 / 63" in page
    assert "Kế hoạch 12" in page
    assert (Assessment.objects.get().state, Evidence.objects.count()) == ("verified", 1)
    assert "82,5" in b"".join(desk.client("leader").get(f"{YEAR}index.csv").streaming_content).decode()


def test_unknown_points_are_filled_in_with_their_source_by_who_may(desk):
    said = {"most": "100", "source": "QĐ 405, phụ lục", "trust": "V"}
    assert desk.client("leader").post("/indexes/dti-2025/points/awareness/", said).status_code == 403
    admin = desk.client("administrator")
    assert "chưa biết" in read(admin.get("/indexes/dti-2025/"))
    assert admin.post("/indexes/dti-2025/points/awareness/", said).status_code == 302
    assert "QĐ 405, phụ lục [V] · tỉnh ghi" in read(admin.get("/indexes/dti-2025/"))
    added = said | {"key": "nt_1", "name_vi": "Người đứng đầu chỉ đạo", "name_en": "", "most": "10"}
    assert admin.post("/indexes/dti-2025/add/awareness/", added).status_code == 302
    assert "Người đứng đầu chỉ đạo" in read(admin.get("/indexes/dti-2025/"))
