"""Invented data for the gallery page: every part in every state. For developers and tests only."""

import math
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from haidang.kernel.clock import now

RAIL = [
    (
        "Điều hành",
        [
            ("layout-dashboard", "Tổng quan", 0, "t"),
            ("alert-triangle", "Cảnh báo", 9, "c"),
            ("flag", "Sự cố", 6, "s"),
            ("map-2", "Bản đồ", 0, "b"),
            ("video", "Camera", 0, "m"),
            ("clock", "Giao ca", 0, ""),
        ],
    ),
    (
        "Lĩnh vực",
        [
            ("leaf", "Tài nguyên – môi trường", 0, ""),
            ("bolt", "Điện, nước", 0, ""),
            ("message-report", "Phản ánh hiện trường", 214, ""),
        ],
    ),
    ("Báo cáo", [("file-text", "Bản tin sáng", 0, ""), ("target-arrow", "Chỉ tiêu & kế hoạch", 0, "")]),
]


def view(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery.html", {**shell(), **sample()})


def shell() -> dict[str, Any]:
    """What the office page reads from its context processor."""
    rail = [
        {
            "title": title,
            "items": [
                {"url": "#", "icon": icon, "label": label, "count": count, "active": label == "Sự cố", "key": key}
                for icon, label, count, key in items
            ],
        }
        for title, items in RAIL
    ]
    return {
        "rail": rail,
        "centre_name": "Hải Đăng",
        "centre_role": "Trực ban điều hành",
        "province_name": "Tỉnh thử nghiệm",
        "search_url": "/search",
        "stream_url": "/stream",
        "simulated": True,
        "notices_url": "#",
        "notices_unread": 2,
        "user_name": "Nguyễn Minh Anh",
        "user_role": "Trực ban",
        "account_links": [{"url": "#", "icon": "user", "label": "Hồ sơ của tôi"}],
        "lock_url": "/lock",
        "unlock_url": "/unlock",
        "idle_seconds": 900,
    }


def sample() -> dict[str, Any]:
    at = now()
    wave = [40 + 12 * math.sin(step / 2) + step for step in range(20)]
    return {
        "at": at,
        "wave": wave,
        "gappy": [*wave[:6], None, None, *wave[8:]],
        "eight_seconds_ago": at - timedelta(seconds=8),
        "late_at": at - timedelta(minutes=26),
        "lost_at": at - timedelta(hours=3),
        "due_at": at + timedelta(minutes=26, seconds=48),
        "overdue_at": at - timedelta(minutes=22),
        "alarms": _alarms(at),
        "steps": _steps(),
        "checklist": _checklist(at),
        "log": _log(at),
        "tabs": _tabs(),
        "rows": _rows(at),
        "chart": _chart(at),
        "map": _map(),
        "rate": [2, 3, 1, 4, 6, 5, 3, 4, 2, 7, 4, 4],
    }


def _alarms(at: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": 1,
            "severity": 1,
            "title": "Ngập sâu 42 cm, nước còn dâng",
            "url": "#",
            "place": "Đường 30/4 – cầu Rạch Bà, phường Rạch Dừa",
            "at": at - timedelta(minutes=3, seconds=12),
            "is_new": True,
            "state_label": "Chưa nhận",
        },
        {
            "id": 2,
            "severity": 2,
            "title": "Bụi PM2,5 vượt 103 % ngưỡng giờ",
            "url": "#",
            "place": "Trạm AQ-001, phường Vũng Tàu",
            "at": at - timedelta(minutes=11, seconds=40),
            "owner": "Trần Thu Hà",
            "folded": 7,
        },
        {
            "id": 3,
            "severity": 3,
            "title": "Tồn kho vắc-xin 5 trong 1 dưới ngưỡng",
            "url": "#",
            "place": "Trung tâm Y tế Xuyên Mộc",
            "at": at - timedelta(hours=1, minutes=12),
            "owner": "Vũ Mai Lan",
        },
        {
            "id": 4,
            "severity": 4,
            "title": "Trạm đo mặn Cỏ May trễ dữ liệu",
            "url": "#",
            "place": "Tạm hoãn đến 12:00 bởi Lê Quốc Bảo: “đang bảo trì”",
            "at": at - timedelta(days=2),
            "is_shelved": True,
            "state_label": "Tạm hoãn",
        },
    ]


def _steps() -> list[dict[str, str]]:
    return [
        {"label": "Tiếp nhận", "state": "done", "note": "09:08 · 3 phút"},
        {"label": "Xác minh", "state": "done", "note": "09:11 · 7 phút"},
        {"label": "Điều phối", "state": "done", "note": "09:18 · 12 phút"},
        {"label": "Xử lý", "state": "now", "note": "từ 09:30 · đã 12 phút"},
        {"label": "Kết thúc, rút kinh nghiệm", "state": "todo", "note": "chưa bắt đầu"},
    ]


def _checklist(at: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": 1,
            "title": "Xác nhận mực nước qua 2 nguồn (cảm biến + camera)",
            "role": "Trực ban IOC",
            "state": "done",
            "at": at,
        },
        {
            "id": 2,
            "title": "Mở sự cố, báo Trưởng ca",
            "role": "Trực ban IOC",
            "state": "done",
            "at": at,
            "toggle_url": "#",
        },
        {"id": 3, "title": "Thông báo người dân", "role": "Trung tâm IOC", "state": "next", "toggle_url": "#"},
        {"id": 4, "title": "Rà soát hộ cần sơ tán tổ 7, 8", "role": "UBND phường", "state": "todo", "toggle_url": "#"},
        {
            "id": 5,
            "title": "Báo cáo lãnh đạo tỉnh",
            "role": "Trưởng ca",
            "state": "todo",
            "when": "kích hoạt khi > 50 cm",
        },
        {"id": 6, "title": "Cắt điện khu vực ngập", "role": "Điện lực", "state": "skipped"},
    ]


def _log(at: Any) -> list[dict[str, Any]]:
    lines = [
        ("auto", "Cảm biến MN-030 ghi 42 cm (+3 cm / 10 phút)", "Tự động"),
        ("person", "Đội bơm 2 đã đến hiện trường, lắp đặt bơm 1.200 m³/giờ.", "Nguyễn Văn Tài · Công ty Thoát nước"),
        ("action", "Kích hoạt trạm bơm lưu động B1, B2, B3", "Trực ban IOC · bước 4"),
        ("report", "3 phản ánh mới trùng vị trí được gộp (tổng 7)", "Phản ánh hiện trường"),
        ("alert", "Vượt ngưỡng 30 cm – cảnh báo tự động", "MN-030"),
    ]
    return [
        {"at": at - timedelta(minutes=8 * index), "kind": kind, "text": text, "by": by}
        for index, (kind, text, by) in enumerate(lines)
    ]


def _tabs() -> list[dict[str, Any]]:
    labels = [("Việc của tôi", 18), ("Chờ phân loại", 9), ("Đang xử lý", 187), ("Quá hạn", 12), ("Tất cả", 48302)]
    return [
        {"url": "#", "label": label, "count": count, "active": not index} for index, (label, count) in enumerate(labels)
    ]


def _rows(at: Any) -> list[dict[str, Any]]:
    rows = [
        (
            1,
            "Ngập sâu trước số nhà 512 đường 30/4, xe chết máy nhiều",
            "Thoát nước",
            "Phường Rạch Dừa",
            "",
            "Đang xử lý",
            90,
        ),
        (
            3,
            "Rác thải tràn ra bãi tắm khu vực Thuỳ Vân",
            "Vệ sinh môi trường",
            "Phường Vũng Tàu",
            "late",
            "Quá hạn",
            -22,
        ),
        (4, "Đèn đường không sáng 3 đêm liền, đoạn hẻm 71", "Chiếu sáng", "Phường Bà Rịa", "wait", "Chờ xác minh", 900),
        (4, "Xin hướng dẫn đổi giấy phép lái xe trực tuyến", "Hành chính", "Phường Phú Mỹ", "done", "Đã trả lời", 1900),
    ]
    return [
        {
            "sev": sev,
            "title": title,
            "code": f"PA-261121-{1187 - index * 6}",
            "field": field,
            "place": place,
            "kind": kind,
            "status": status,
            "due": at + timedelta(minutes=minutes),
            "count": 7 * (index + 1),
        }
        for index, (sev, title, field, place, kind, status, minutes) in enumerate(rows)
    ]


def _chart(at: Any) -> dict[str, Any]:
    start = at - timedelta(hours=24)
    points: list[list[Any]] = []
    for step in range(144):
        level = 6 + math.sin(step / 9) + max(0.0, (step - 90) / 54) ** 2 * 36
        moment = (start + timedelta(minutes=10 * step)).isoformat()
        points.append([moment, None if 40 < step < 48 else round(level, 1)])
    forecast = [
        [(at + timedelta(minutes=10 * step)).isoformat(), round(42 + 9 * math.sin(step / 4), 1)] for step in range(13)
    ]
    return {
        "unit": "cm",
        "decimals": 0,
        "now": at.isoformat(),
        "series": [
            {"name": "Mực nước", "key": "AQ-001/pm25", "points": points},
            {"name": "Dự báo", "points": forecast, "forecast": True},
        ],
        "thresholds": [{"value": 30, "label": "Đỏ 30", "sev": 1}, {"value": 15, "label": "Vàng 15", "sev": 2}],
    }


def _map() -> dict[str, Any]:
    features = []
    for index in range(160):
        angle, far = index * 2.4, 0.012 * math.sqrt(index)
        properties: dict[str, Any] = {
            "id": f"D-{index:03d}",
            "name": f"Thiết bị {index}",
            "silent": index % 17 == 5,
            "sev": None,
        }
        if index % 41 == 7:
            properties |= {"sev": 1 + index % 4, "label": "PM2,5 vượt ngưỡng"}
        point = [107.14 + far * math.cos(angle) * 1.2, 10.42 + far * math.sin(angle)]
        features.append(
            {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": point}}
        )
    return {
        "centre": [107.18, 10.47],
        "zoom": 9.6,
        "layers": [
            {
                "id": "stations",
                "label": "Quan trắc",
                "icon": "leaf",
                "cluster": True,
                "data": {"type": "FeatureCollection", "features": features},
            }
        ],
        "marks": [
            {
                "id": 1,
                "sev": 1,
                "at": [107.094, 10.38],
                "title": "Ngập sâu 42 cm",
                "place": "Đường 30/4",
                "is_new": True,
            },
            {"id": 2, "sev": 2, "at": [107.06, 10.6], "title": "PM2,5 vượt ngưỡng", "place": "Phú Mỹ"},
        ],
    }
