"""Words for what the facts of an indicator say by keys."""

from django.utils.translation import gettext_lazy

PILLARS = {
    "economy": gettext_lazy("Kinh tế thông minh"),
    "mobility": gettext_lazy("Giao thông thông minh"),
    "environment": gettext_lazy("Môi trường thông minh"),
    "people": gettext_lazy("Cư dân thông minh"),
    "living": gettext_lazy("Cuộc sống thông minh"),
    "governance": gettext_lazy("Chính quyền thông minh"),
}
SOURCES = {
    "formula": gettext_lazy("tính từ công thức"),
    "telemetry": gettext_lazy("đo tự động"),
    "cases": gettext_lazy("đếm từ hồ sơ"),
    "pulled": gettext_lazy("lấy từ hệ thống khác"),
    "imported": gettext_lazy("nhập từ tệp"),
    "typed": gettext_lazy("đơn vị nhập"),
}
PERIODS = {
    "day": gettext_lazy("ngày"),
    "week": gettext_lazy("tuần"),
    "month": gettext_lazy("tháng"),
    "quarter": gettext_lazy("quý"),
    "half": gettext_lazy("6 tháng"),
    "year": gettext_lazy("năm"),
}
OVER_TIME = {
    "sum": gettext_lazy("cộng dồn"),
    "mean": gettext_lazy("trung bình"),
    "last": gettext_lazy("giá trị cuối kỳ"),
    "max": gettext_lazy("giá trị lớn nhất"),
}
OVER_PLACES = {
    "sum": gettext_lazy("cộng các nơi"),
    "mean": gettext_lazy("trung bình các nơi"),
    "weighted": gettext_lazy("trung bình có trọng số"),
    "none": gettext_lazy("mỗi cấp có số riêng"),
}
LEVELS = {
    "province": gettext_lazy("toàn tỉnh"),
    "department": gettext_lazy("từng cơ quan"),
    "commune": gettext_lazy("từng xã, phường"),
}
DIRECTIONS = {
    "up": gettext_lazy("càng cao càng tốt"),
    "down": gettext_lazy("càng thấp càng tốt"),
    "none": gettext_lazy("không có chiều tốt, xấu"),
}
STATES = {
    "reached": gettext_lazy("đã đạt"),
    "on_course": gettext_lazy("đúng tiến độ"),
    "at_risk": gettext_lazy("có thể không đạt"),
    "behind": gettext_lazy("chậm so với mục tiêu"),
    "missed": gettext_lazy("không đạt"),
    "unknown": gettext_lazy("chưa có số liệu"),
    "not_begun": gettext_lazy("chưa đến kỳ"),
}
STATE_SEVERITY = {"missed": 2, "behind": 2, "at_risk": 3}
"""A target is no alarm: its severity only gives the mark beside its words."""
ORIGINS = {
    1: gettext_lazy("đo tự động"),
    2: gettext_lazy("đếm từ hồ sơ"),
    3: gettext_lazy("tính từ công thức"),
    4: gettext_lazy("lấy từ hệ thống khác"),
    5: gettext_lazy("nhập từ tệp"),
    6: gettext_lazy("nhập tay"),
    7: gettext_lazy("hệ thống khác gửi"),
    8: gettext_lazy("số đã công bố"),
    9: gettext_lazy("gộp từ các địa bàn"),
    10: gettext_lazy("quy đổi theo địa giới mới"),
}
OPS = {">=": "≥", "<=": "≤", "=": "="}
SIGNS = {
    "+": gettext_lazy("cộng"),
    "-": gettext_lazy("trừ"),
    "*": gettext_lazy("nhân"),
    "/": gettext_lazy("chia"),
    "prev": gettext_lazy("kỳ trước"),
    "same_last_year": gettext_lazy("cùng kỳ năm trước"),
    "ytd": gettext_lazy("luỹ kế từ đầu năm"),
    "mean_of": gettext_lazy("trung bình các kỳ"),
    "below": gettext_lazy("cộng các xã, phường"),
    "whole": gettext_lazy("số của cả tỉnh"),
    "min": gettext_lazy("nhỏ nhất"),
    "max": gettext_lazy("lớn nhất"),
    "abs": gettext_lazy("trị tuyệt đối"),
    "round": gettext_lazy("làm tròn"),
    "coalesce": gettext_lazy("giá trị đầu tiên có"),
    "if": gettext_lazy("nếu"),
    "to": gettext_lazy("đổi đơn vị"),
}
MEASURES = {
    "received": gettext_lazy("tiếp nhận trong kỳ"),
    "closed": gettext_lazy("giải quyết xong trong kỳ"),
    "on_time": gettext_lazy("giải quyết đúng hạn"),
    "late": gettext_lazy("giải quyết quá hạn"),
    "open": gettext_lazy("đang giải quyết cuối kỳ"),
    "overdue": gettext_lazy("đang quá hạn cuối kỳ"),
}
