"""Words as people type them on a phone: without diacritics, cut short, run together. What search and sorting compare."""

import re
import unicodedata
from functools import lru_cache

from haidang.kernel.text import folded

SHORT = {
    "k": "khong", "ko": "khong", "kg": "khong", "hok": "khong", "hong": "khong", "kh": "khong", "dc": "duoc",
    "dk": "dang ky", "dki": "dang ky", "dky": "dang ky", "dg": "duong", "nc": "nuoc", "ng": "nguoi", "ngta": "nguoi ta",
    "vs": "voi", "j": "gi", "z": "vay", "bv": "benh vien", "dt": "dien thoai", "dthoai": "dien thoai", "oto": "o to",
    "cty": "cong ty", "vn": "viet nam", "sdt": "so dien thoai", "gplx": "giay phep lai xe",
    "cccd": "can cuoc cong dan", "cmnd": "chung minh nhan dan", "cmt": "chung minh", "bhyt": "bao hiem y te",
    "bhxh": "bao hiem xa hoi", "dkkd": "dang ky kinh doanh", "gpxd": "giay phep xay dung", "qsdd": "quyen su dung dat",
    "dvc": "dich vu cong", "dvctt": "dich vu cong truc tuyen", "csgt": "canh sat giao thong", "tngt": "tai nan giao thong",
    "atvstp": "an toan thuc pham", "vsattp": "an toan thuc pham", "xd": "xay dung", "kd": "kinh doanh",
    "gcn": "giay chung nhan", "gks": "giay khai sinh", "hk": "ho khau", "hdkd": "hoat dong kinh doanh",
}  # fmt: skip
_WRITTEN = re.compile(r"\w+")
_PLAIN = re.compile(r"[a-z0-9]+")


def syllables(text: str) -> list[str]:
    """Folded syllables, the usual short forms spelled out.

    >>> syllables("Đg. ngập, ko đi dc")
    ['duong', 'ngap', 'khong', 'di', 'duoc']
    """
    written = _WRITTEN.findall(unicodedata.normalize("NFC", text))
    return [one for word in written for one in _plain(word)]


@lru_cache(maxsize=20_000)
def _plain(word: str) -> list[str]:
    """Folding is slow beside looking up, and the same few thousand words make up almost every text."""
    return [one for part in _PLAIN.findall(folded(word)) for one in SHORT.get(part, part).split()]
