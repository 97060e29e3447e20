"""What the page of one's own case is called by its kind: a report is told, a dossier is filed."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from haidang.core.cases.models import Case

Texts = dict[str, Callable[[], str]]

OF_REPORT: Texts = {
    "is_new": lambda: _("Đã nhận được phản ánh của bạn. Giữ mã này để theo dõi."),
    "sent": lambda: _("Bạn đã gửi"),
    "files": lambda: _("Ảnh bạn gửi"),
    "after": lambda: _("Sau khi xử lý"),
    "say": lambda: _("Nhắn thêm cho cơ quan xử lý"),
    "slip": lambda: _("Phiếu theo dõi"),
    "slip_note": lambda: "",
    "place": lambda: _("Nơi"),
    "office": lambda: _("Nơi nhận"),
}
OF_DOSSIER: Texts = OF_REPORT | {
    "is_new": lambda: _("Đã nộp hồ sơ, chờ tiếp nhận. Giữ mã này để theo dõi; khi được tiếp nhận, bạn có giấy hẹn."),
    "sent": lambda: _("Hồ sơ đã nộp"),
    "files": lambda: _("Giấy tờ đã gửi"),
    "after": lambda: _("Kết quả"),
    "say": lambda: _("Nhắn thêm cho cơ quan giải quyết"),
    "slip": lambda: _("Phiếu nộp hồ sơ trực tuyến"),
    "slip_note": lambda: _("Phiếu này xác nhận đã nộp, chưa phải giấy tiếp nhận hồ sơ và hẹn trả kết quả."),
    "place": lambda: _("Nộp cho"),
}


def wording(case: Case) -> dict[str, str]:
    texts = OF_REPORT if case.kind == "report" else OF_DOSSIER
    return {name: say() for name, say in texts.items()}
