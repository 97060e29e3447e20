"""The sentences of refusals: what is wrong, and what to do about it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import both
from haidang.kernel.facts import Words

from .unfit import Unfit

REASONS = {
    "empty": gettext_noop("Tệp rỗng. Hãy chọn lại tệp."),
    "too_big": gettext_noop("Tệp lớn quá %(most)s MB. Hãy gửi tệp nhỏ hơn hoặc chụp lại ở cỡ thường."),
    "unknown": gettext_noop(
        "Loại tệp này không nhận. Hãy gửi ảnh (JPEG, PNG, WebP, HEIC), PDF, DOCX, XLSX, ODT hoặc video."
    ),
    "program": gettext_noop("Đây là chương trình, không phải ảnh hay tài liệu, dù tên tệp nói gì. Tệp này không nhận."),
    "svg": gettext_noop("Không nhận ảnh SVG vì có thể chứa mã chạy. Hãy lưu thành PNG hoặc JPEG rồi gửi lại."),
    "web_page": gettext_noop("Đây là trang web, không phải ảnh hay tài liệu. Hãy in trang ra PDF rồi gửi lại."),
    "picture_kind": gettext_noop("Không nhận loại ảnh này. Hãy lưu thành JPEG hoặc PNG rồi gửi lại."),
    "video_kind": gettext_noop(
        "Không nhận loại video này. Hãy quay bằng máy ảnh của điện thoại (MP4, MOV) hoặc lưu thành WebM."
    ),
    "old_office": gettext_noop("Không nhận định dạng Office cũ. Hãy lưu thành DOCX, XLSX hoặc PDF rồi gửi lại."),
    "document_kind": gettext_noop("Không nhận loại tài liệu này. Hãy lưu thành DOCX, XLSX, ODT hoặc PDF rồi gửi lại."),
    "archive": gettext_noop("Không nhận tệp nén. Hãy giải nén rồi gửi từng tệp."),
    "not_wanted": gettext_noop("Ở đây không nhận loại tệp này."),
    "truncated": gettext_noop("Tệp bị thiếu phần cuối, có thể do đường truyền đứt. Hãy gửi lại."),
    "broken": gettext_noop("Tệp bị hỏng, không đọc được. Hãy mở thử trên máy của anh/chị rồi lưu và gửi lại."),
    "too_many_pixels": gettext_noop(
        "Ảnh %(width)s × %(height)s điểm là quá lớn (nhiều nhất %(most)s triệu điểm). Hãy thu nhỏ rồi gửi lại."
    ),
    "zip_bomb": gettext_noop("Tài liệu này phình ra quá lớn khi mở nên không nhận. Hãy lưu lại hoặc in ra PDF."),
    "nested_archive": gettext_noop(
        "Trong tài liệu có nhúng tệp khác nên không nhận. Hãy gửi riêng tệp nhúng, hoặc in ra PDF."
    ),
    "macros": gettext_noop(
        "Trong tài liệu có mã chạy (macro) nên không nhận. Hãy lưu bản không có macro, hoặc in ra PDF."
    ),
    "remote_part": gettext_noop(
        "Tài liệu lấy một phần từ nơi khác trên mạng nên không nhận. Hãy in ra PDF rồi gửi lại."
    ),
    "locked_document": gettext_noop("Tài liệu có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."),
    "pdf_locked": gettext_noop("Tệp PDF bị khóa hoặc có mật khẩu. Hãy mở rồi in lại ra PDF không có mật khẩu."),
    "pdf_acts": gettext_noop(
        "Tệp PDF có phần tự chạy hoặc nhúng tệp khác (%(what)s) nên không nhận. Hãy in lại ra PDF."
    ),
    "too_many_pages": gettext_noop("Tệp PDF có %(pages)s trang, nhiều nhất là %(most)s. Hãy tách ra rồi gửi lại."),
    "video_long": gettext_noop("Video dài %(seconds)s giây, nhiều nhất là %(longest)s. Hãy cắt ngắn rồi gửi lại."),
    "no_detector": gettext_noop("Chưa tự che được mặt người và biển số; cần người xem và che bằng tay."),
    "fell_over": gettext_noop("Máy không đọc hết được tệp này. Hãy lưu lại bằng chương trình khác rồi gửi lại."),
}
_PDF_PARTS = {
    "script": gettext_noop("mã JavaScript"),
    "launch": gettext_noop("lệnh mở chương trình hoặc gửi dữ liệu"),
    "attachment": gettext_noop("tệp đính kèm"),
    "media": gettext_noop("phim, âm thanh"),
    "form": gettext_noop("biểu mẫu XFA"),
    "opening": gettext_noop("việc tự làm khi mở"),
}


def reason(unfit: Unfit) -> str:
    """In the language of the reader."""
    facts = dict(unfit.facts)
    if unfit.code == "pdf_acts":
        facts["what"] = _(_PDF_PARTS[str(facts["what"])])
    return _(REASONS[unfit.code]) % facts


def reasons(unfit: Unfit) -> Words:
    """In both languages, to be kept."""
    facts: dict[str, object] = dict(unfit.facts)
    if unfit.code == "pdf_acts":
        facts["what"] = both(_PDF_PARTS[str(facts["what"])])
    return both(REASONS[unfit.code], **facts)


@contextmanager
def saying_why(field: str = "file") -> Iterator[None]:
    """What is unfit becomes an Invalid of the field, in the language of the reader."""
    try:
        yield
    except Unfit as error:
        raise Invalid(field, reason(error), error.code) from error
