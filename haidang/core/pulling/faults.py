"""What can be wrong with a source that is read, in words fit to be shown in both languages."""

from django.utils.translation import gettext_noop as msgid

from haidang.kernel.bilingual import both
from haidang.kernel.facts import Words

SAID = {
    "address": msgid("Không được gọi địa chỉ này: %(why)s"),
    "unreachable": msgid("Không nối được: %(why)s"),
    "slow": msgid("Không trả lời trong %(limit)s."),
    "refused": msgid("Máy chủ trả mã %(status)s."),
    "too_large": msgid("Trả về hơn %(limit)s, đã dừng đọc."),
    "html": msgid("Gửi trang web thay vì số liệu: “%(start)s”"),
    "unreadable": msgid("Không đọc được: %(why)s"),
    "no_rows": msgid("Không có dòng nào ở “%(where)s”."),
    "columns": msgid("Thiếu cột %(missing)s; nguồn gửi các cột: %(there)s"),
    "setting": msgid("Thiết lập chưa đủ: %(why)s"),
    "wrong": msgid("%(wrong)s trong %(all)s số sai, không nhận số nào: %(first)s"),
    "broken": msgid("Lỗi khi xử lý: %(why)s"),
}
SHAPE = ("html", "columns", "no_rows", "unreadable", "wrong")
"""The source changed: another try brings the same, so its owner is told at once."""


class Fault(Exception):
    """Why a source could not be read or taken; `kind` is a key of SAID, `files` those of a folder that are at fault."""

    def __init__(self, kind: str, **facts: object) -> None:
        self.kind = kind
        self.files: list[str] = []
        self.words: Words = both(SAID[kind], **facts)
        super().__init__(self.words.vi)

    def of(self, files: list[str]) -> "Fault":
        self.files = files
        return self
