"""The page by which somebody reads the copy of their data: no script, the words of their language, times as written here."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from html import escape
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.ui import moments

WORDS = {
    "made_at": msgid("Làm lúc"), "account": msgid("Tài khoản"), "created_at": msgid("Lúc tạo"), "language": msgid("Ngôn ngữ"),
    "claims": msgid("Thông tin về bạn"), "identities": msgid("Cách đăng nhập"), "passkeys": msgid("Khóa đăng nhập"),
    "agreements": msgid("Lời đã đồng ý"), "places": msgid("Nơi theo dõi"), "cases": msgid("Phản ánh và hồ sơ"),
    "messages": msgid("Tin của bạn"), "sent_outside": msgid("Tin gửi ra ngoài"), "corrections": msgid("Yêu cầu sửa dữ liệu"),
    "looks": msgid("Ai đã xem dữ liệu"), "drafts": msgid("Hồ sơ làm dở"), "papers": msgid("Kho giấy tờ"),
    "payments": msgid("Thanh toán"), "name": msgid("Tên"), "value": msgid("Nội dung"), "source": msgid("Nguồn"),
    "level": msgid("Mức xác thực"), "at": msgid("Lúc"), "kind": msgid("Loại"), "issuer": msgid("Nơi cấp"),
    "subject": msgid("Số, địa chỉ"), "linked_at": msgid("Thêm lúc"), "used_at": msgid("Dùng lần cuối"),
    "added_at": msgid("Thêm lúc"), "text": msgid("Lời"), "version": msgid("Phiên bản"), "withdrawn_at": msgid("Rút lại lúc"),
    "place": msgid("Địa bàn"), "code": msgid("Mã"), "what": msgid("Việc"), "title": msgid("Tiêu đề"),
    "answers": msgid("Câu trả lời"), "address": msgid("Địa chỉ"), "opened_at": msgid("Gửi lúc"), "state": msgid("Trạng thái"),
    "answer": msgid("Trả lời"), "people": msgid("Người trong hồ sơ"), "role": msgid("Vai"), "phone": msgid("Điện thoại"),
    "email": msgid("Thư điện tử"), "identity": msgid("Số định danh"), "log": msgid("Nhật ký"), "title_vi": msgid("Tiêu đề"),
    "body_vi": msgid("Nội dung"), "channel": msgid("Kênh"), "sent_at": msgid("Gửi lúc"), "wanted": msgid("Đúng là"),
    "why": msgid("Lý do"), "asked_at": msgid("Hỏi lúc"), "answered_at": msgid("Trả lời lúc"), "who": msgid("Ai"),
    "office": msgid("Cơ quan"), "saved_at": msgid("Lưu lúc"), "since": msgid("Từ ngày"), "valid_to": msgid("Hết hạn"),
    "is_verified": msgid("Đã xác thực"), "case": msgid("Hồ sơ"), "amount": msgid("Số tiền"), "paid_at": msgid("Nộp lúc"),
    "birth_date": msgid("Ngày sinh"), "gender": msgid("Giới tính"), "mail": msgid("Mã qua thư"),
}  # fmt: skip
"""By the names in data.json; what has no word keeps its name."""
CODED = {"name": WORDS, "kind": WORDS, "source": WORDS, "state": {
    "asked": msgid("đang xem"), "done": msgid("đã sửa"), "refused": msgid("không sửa"), "due": msgid("cần nộp"),
    "paid": msgid("đã nộp"), "cancelled": msgid("đã hủy"),
}}  # fmt: skip
"""Values that are names themselves, by where they stand."""


def readable(facts: Mapping[str, Any]) -> str:
    """One page; what people typed is text in it and nothing else."""
    parts = "".join(f"<section><h2>{_word(name)}</h2>{_shown(value)}</section>" for name, value in facts.items())
    title = escape(_("Dữ liệu của bạn"))
    return (
        f'<!doctype html><html lang="{get_language() or "vi"}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{STYLE}</style>'
        f"<h1>{title}</h1>{parts}"
    )


STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin:.5rem 0;width:100%}th,td{border:1px solid #bbb;padding:.3rem .5rem;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}th{width:12rem;font-weight:600}"
)


def _word(name: str) -> str:
    return escape(_(WORDS[name]) if name in WORDS else name)


def _shown(value: Any) -> str:
    match value:
        case dict() if value:
            return f"<table>{''.join(_rows(value))}</table>"
        case list():
            return "".join(_shown(one) for one in value) or "–"
        case bool():
            return _("Có") if value else _("Không")
        case datetime():
            return f"{moments.local(value):%d/%m/%Y %H:%M}"
        case date():
            return moments.day_said(value)
        case None | "" | dict():
            return "–"
    return escape(str(value))


def _rows(value: Mapping[str, Any]) -> Iterator[str]:
    for name, one in value.items():
        coded = CODED.get(name, {}).get(one) if isinstance(one, str) else None
        yield f"<tr><th>{_word(name)}<td>{_shown(_(coded) if coded else one)}"
