"""The fields of the catalogue in words, with their icons."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as msgid

FIELDS = {
    "civil_status": (msgid("Hộ tịch"), "heart-handshake"),
    "residence": (msgid("Cư trú"), "home"),
    "police": (msgid("Căn cước, giao thông"), "id-badge-2"),
    "certification": (msgid("Chứng thực"), "file-certificate"),
    "land": (msgid("Đất đai"), "map-2"),
    "construction": (msgid("Xây dựng"), "crane"),
    "business": (msgid("Kinh doanh"), "building-store"),
    "social": (msgid("Bảo trợ xã hội"), "users"),
    "labour": (msgid("Lao động, việc làm"), "tool"),
    "health": (msgid("Y tế"), "heartbeat"),
    "education": (msgid("Giáo dục"), "school"),
    "transport": (msgid("Giao thông vận tải"), "bus"),
    "environment": (msgid("Môi trường"), "leaf"),
    "agriculture": (msgid("Nông nghiệp"), "plant-2"),
    "culture": (msgid("Văn hóa"), "ticket"),
    "tourism": (msgid("Du lịch"), "beach"),
    "trade": (msgid("Công thương"), "building-warehouse"),
    "justice": (msgid("Tư pháp"), "gavel"),
    "science": (msgid("Khoa học, công nghệ"), "microscope"),
    "roads": (msgid("Đường sá, giao thông"), "road"),
    "power": (msgid("Điện, chiếu sáng"), "bolt"),
    "water": (msgid("Cấp nước, thoát nước"), "droplet"),
    "waste": (msgid("Rác thải"), "trash"),
    "building": (msgid("Công trình, trật tự xây dựng"), "building"),
    "safety": (msgid("An toàn, trật tự"), "shield"),
    "community": (msgid("Đời sống cộng đồng"), "users"),
}
OTHER = "file-text"


def field_words(key: str) -> str:
    return gettext(FIELDS[key][0]) if key in FIELDS else key.replace("_", " ")


def field_icon(key: str) -> str:
    return FIELDS[key][1] if key in FIELDS else OTHER


def in_order(keys: Iterable[str]) -> list[str]:
    """Everyday fields first, unknown ones last."""
    known = list(FIELDS)
    return sorted(keys, key=lambda key: (known.index(key) if key in FIELDS else len(known), key))
