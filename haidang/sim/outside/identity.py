"""An OpenID Connect issuer of the demo for citizens, in the manner of VNeID, at /identity (issuing.py). Invented."""

from dataclasses import dataclass

from .issuing import Issuer


@dataclass(frozen=True, slots=True)
class Invented:
    """Nobody real: the first three digits of the number are no province's, the telephone range belongs to nobody."""

    number: str
    name: str
    birthdate: str
    gender: str
    phone: str
    residence: str

    @property
    def about(self) -> str:
        return f"{self.number} · {self.residence}"

    def claims(self) -> dict[str, str]:
        return {
            "sub": f"sim-{self.number[-4:]}", "name": self.name, "identity_number": self.number,
            "birthdate": self.birthdate, "gender": self.gender, "phone_number": self.phone, "residence": self.residence,
        }  # fmt: skip


PEOPLE = tuple(
    Invented(f"000{century}{year}00{at:04d}", name, f"{full}-{day}", gender, f"09900000{at:02d}", place)
    for at, (name, century, year, full, day, gender, place) in enumerate(
        (
            ("Lê Thị Thu Hương", "1", "88", 1988, "03-14", "Nữ", "12 Trần Phú, phường Vũng Tàu"),
            ("Nguyễn Văn Bình", "0", "75", 1975, "07-02", "Nam", "45 Lê Lợi, phường Vũng Tàu"),
            ("Trần Thị Mai", "1", "93", 1993, "11-20", "Nữ", "Tổ 5, phường Rạch Dừa"),
            ("Phạm Quốc Huy", "2", "01", 2001, "01-09", "Nam", "8 Hoàng Hoa Thám, phường Tam Thắng"),
            ("Võ Thị Ngọc Ánh", "1", "66", 1966, "05-30", "Nữ", "Ấp Phước Lộc, xã Phước Hải"),
            ("Đặng Minh Khoa", "0", "82", 1982, "09-17", "Nam", "Phường Bà Rịa"),
            ("Huỳnh Thị Sáu", "1", "48", 1948, "02-11", "Nữ", "Xã Long Điền"),
            ("Bùi Gia Bảo", "2", "07", 2007, "08-25", "Nam", "Phường Phú Mỹ"),
            ("Điểu Thị Lan", "1", "90", 1990, "12-03", "Nữ", "Xã Châu Đức"),
            ("Lý Thanh Tùng", "0", "58", 1958, "04-19", "Nam", "Đặc khu Côn Đảo"),
            ("Ngô Hải Yến", "3", "04", 2004, "06-06", "Nữ", "Phường Long Hương"),
            ("Trương Công Đạt", "0", "96", 1996, "10-28", "Nam", "Xã Xuyên Mộc"),
        ),
        start=1,
    )
)

issuer = Issuer(
    path="identity",
    title="Định danh điện tử",
    note="MÔ PHỎNG: không phải VNeID, mọi người ở đây đều bịa",
    told="họ tên, số định danh, ngày sinh, giới tính, điện thoại, nơi cư trú",
    client="haidang",
    secret="identity-vneid",  # noqa: S106 - the name of a secret
    acr="LoA2",
    people=lambda: PEOPLE,
)
routes = issuer.routes
