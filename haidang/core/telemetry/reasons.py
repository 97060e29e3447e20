"""The words by which a reading is refused: each names the value and what to do."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from haidang.kernel.bilingual import in_both
from haidang.kernel.manifest import Words

LONGEST_VALUE = 60

WORDS = {
    "not_json": _("dòng này không phải JSON (%(value)s): sửa hoặc bỏ dòng"),
    "not_a_reading": _("không phải một số đo: cần một đối tượng có thing, series, at và value"),
    "bad_code": _("%(value)s không phải mã: dùng 1–40 ký tự trong A–Z a–z 0–9 . _ - (không dấu, không khoảng trắng)"),
    "not_yours": _("khóa %(sender)s không được gửi số liệu cho %(value)s: xin cấp quyền cho thiết bị này"),
    "paused": _("nguồn của %(value)s đang tạm dừng nhận: liên hệ người quản lý nguồn"),
    "no_series": _("thiết bị %(thing)s không có chuỗi %(value)s: các chuỗi của nó là %(known)s"),
    "no_zone": _("%(value)s không phải thời điểm ISO 8601 có múi giờ: viết như 2026-11-21T09:00:00+07:00"),
    "future": _("%(value)s nằm quá 5 phút trong tương lai: chỉnh đồng hồ của thiết bị"),
    "too_old": _("%(value)s đã quá 30 ngày: số liệu cũ cần được nhập bằng tệp lưu trữ"),
    "not_finite": _("%(value)s không phải số hữu hạn: bỏ số đo này, hoặc gửi giá trị cuối cùng với quality 2"),
    "not_a_number": _("phải là số, không đặt trong dấu nháy; nhận được %(value)s"),
    "bad_quality": _("%(value)s không phải mã chất lượng: 0 tốt, 1 hiệu chuẩn, 2 lỗi thiết bị, 7 xấu"),
    "bad_unit": _("đơn vị %(value)s không khớp: chuỗi %(series)s dùng %(known)s"),
    "missing": _("thiếu trường này: thêm vào số đo"),
    "unknown_field": _(
        "trường %(value)s không có trong số đo: bỏ đi (cho phép thing, series, at, value, quality, unit)"
    ),
    "wrong_type": _("sai kiểu (%(value)s): thing, series, at, unit là chuỗi; value là số; quality là số nguyên"),
    "room_full": _("phòng chờ của thiết bị lạ đã đầy: duyệt hoặc loại thiết bị %(value)s trước"),
    "dismissed": _("thiết bị %(value)s đã bị loại: liên hệ người quản lý nguồn"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Rejection:
    """One reading that was not taken: its place in the request, the field, and why."""

    index: int
    field: str
    reason: str
    value: Any = ""
    more: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def error(self) -> str:
        """In the active language."""
        return str(WORDS[self.reason]) % {"value": shortened(self.value), **self.more}

    @property
    def told(self) -> Words:
        """For a log: the field, and why."""
        return in_both(lambda: f"{self.field}: {self.error}")


def shortened(value: Any) -> str:
    """Fit to be shown and stored: not long, and without the zero byte that no text column takes."""
    text = str(value).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
