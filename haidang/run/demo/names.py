"""Invented people of the demo's offices: who stands in the logs of what it begins with. They mean nobody."""

from hashlib import sha256

from haidang.core.directory.models import Office
from haidang.kernel.action import Actor

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Dương", "Lý")
MIDDLE = ("Thị", "Văn", "Ngọc", "Minh", "Thanh", "Hoàng", "Quốc", "Thu", "Đức", "Kim")
GIVEN = ("Hạnh", "Phúc", "Nga", "Tuấn", "Lan", "Hiếu", "Vy", "Long", "Trinh", "Sơn", "Diễm", "Khánh", "Thảo", "Bình")


def somebody(office: Office) -> Actor:
    """The same person of an office each time; the program acts under their name, for they have no account."""
    number = int.from_bytes(sha256(office.code.encode()).digest()[:4])
    name = f"{FAMILY[number % 12]} {MIDDLE[number // 12 % 10]} {GIVEN[number // 120 % 14]}"
    return Actor("system", "demo", f"{name}, {office.name_vi}")
