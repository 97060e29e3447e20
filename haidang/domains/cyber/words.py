"""Words of the field that are no facts: families of detections, kinds of records, verdicts."""

from django.utils.translation import gettext_lazy as _

FAMILIES = {
    "guessing": _("Dò mật khẩu"),
    "scanning": _("Quét, dò tìm"),
    "rights": _("Quyền quản trị"),
    "traces": _("Xóa dấu vết"),
    "malware": _("Mã độc"),
    "web": _("Tấn công web"),
    "mail": _("Thư"),
    "service": _("Dịch vụ bất thường"),
}
KINDS = {
    "": _("chưa phân loại"),
    "login_failed": _("đăng nhập sai"),
    "login_ok": _("đăng nhập đúng"),
    "key_refused": _("khóa bị từ chối"),
    "knock": _("gõ cửa, không đăng nhập"),
    "denied": _("bị tường lửa chặn"),
    "privilege_refused": _("xin quyền bị từ chối"),
    "became_root": _("dùng quyền quản trị"),
    "account_made": _("tạo tài khoản"),
    "account_changed": _("đổi tài khoản"),
    "admin_given": _("cấp quyền quản trị"),
    "config_changed": _("đổi cấu hình"),
    "log_cleared": _("xóa nhật ký"),
    "log_stopped": _("dừng nhật ký"),
    "web_request": _("truy cập web"),
    "web_probe": _("dò trang web"),
    "web_attack": _("tấn công web"),
    "mail_refused": _("thư bị từ chối"),
    "query_refused": _("hỏi tên miền bị từ chối"),
    "malware": _("mã độc"),
    "intrusion": _("dấu hiệu xâm nhập"),
    "banned": _("địa chỉ bị chặn"),
    "backup_done": _("sao lưu xong"),
    "service_failed": _("dịch vụ hỏng"),
}
VERDICTS = {"real": _("đúng là tấn công"), "false": _("báo nhầm"), "expected": _("việc đã biết trước")}
LEVELS = (
    _("khẩn cấp"), _("báo động"), _("nghiêm trọng"), _("lỗi"), _("cảnh báo"), _("lưu ý"), _("thông tin"), _("gỡ lỗi"),
)  # fmt: skip
COLUMNS = {
    "src": _("địa chỉ"), "user": _("tài khoản"), "host": _("máy"), "port": _("cổng"), "app": _("phần mềm"),
    "source": _("máy gửi"), "thing": _("tài sản"),
}  # fmt: skip


def of_column(key: str) -> str:
    """What a column of records holds, as people say it; a key without a word stays as it is."""
    return str(COLUMNS.get(key, key))
