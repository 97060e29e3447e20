"""Posts of a demo: invented by the hour, the same for the same hour; nothing of them is about real events or people.

The outlets of the demo's simulated bodies publish them, and a new demo begins with four weeks of them.
"""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from haidang.kernel import clock

PRESS, PORTAL, FORUM, CHANNEL = "bao-tinh", "cong-thong-tin", "dien-dan", "kenh-chinh-thuc"
OUTLETS = {PRESS: "Báo tỉnh (mô phỏng)", PORTAL: "Cổng thông tin (mô phỏng)", FORUM: "Diễn đàn công khai (mô phỏng)",
           CHANNEL: "Kênh chính thức (mô phỏng)"}  # fmt: skip
BY_HOUR = (
    0.3,
    0.2,
    0.1,
    0.1,
    0.2,
    0.6,
    1.4,
    2.4,
    2.8,
    2.6,
    2.4,
    2.2,
    1.8,
    1.8,
    2.2,
    2.4,
    2.6,
    2.6,
    2.4,
    2.6,
    2.8,
    2.2,
    1.2,
    0.6,
)
SURGE = 9
"""So many posts an hour while a topic surges."""
PLACES = (
    "phường Vũng Tàu",
    "phường Rạch Dừa",
    "phường Bà Rịa",
    "xã Long Điền",
    "phường Phú Mỹ",
    "xã Đất Đỏ",
    "đặc khu Côn Đảo",
)
SAYINGS: dict[str, tuple[str, ...]] = {
    PRESS: (
        "Khánh thành tuyến đường nối {place}, đi lại thuận tiện",
        "Ùn tắc kéo dài ở cửa ngõ {place} dịp cuối tuần",
        "{place}: nhiều hộ dân phản ánh nước máy yếu, có nơi mất nước ban đêm",
        "Du khách đến {place} tăng, khách sạn giữ giá ổn định",
        "Sốt xuất huyết ở {place} tăng, ngành y tế phun hóa chất kịp thời",
        "Bãi rác tạm ở {place} bốc mùi hôi, người dân bức xúc",
        "Triều cường gây ngập một đoạn đường ven biển {place}",
        "{place} giải quyết thủ tục trước hạn, người dân hài lòng",
    ),
    PORTAL: (
        "Lịch ngừng cấp điện để bảo trì tại {place}", "Thông báo tạm ngừng cấp nước để súc rửa đường ống tại {place}",
        "{place} ra quân thu gom rác thải ven biển", "Hướng dẫn nộp hồ sơ trực tuyến tại {place}",
        "Kết quả xử lý kiến nghị của cử tri {place}",
    ),
    FORUM: (
        "{place} lại mất nước từ sáng, không ai báo trước, quá tệ", "Mất điện cả xóm ở {place}, nóng không chịu được",
        "Rác chất đống ở {place} mấy ngày chưa thu gom, hôi quá", "Quán ở {place} chặt chém khách du lịch, hét giá hải sản",
        "Kẹt xe ở {place} ngày nào cũng vậy, mệt mỏi", "Làm thủ tục ở {place} nhanh, cán bộ thân thiện, cảm ơn",
        "Đường ở {place} nhiều ổ gà, đi rất nguy hiểm", "Biển {place} sáng nay sạch đẹp, yên tâm tắm",
        "Xin hỏi chỗ gửi xe ở {place}", "Mưa một chút là {place} ngập sâu",
    ),
    CHANNEL: (
        "Cảm ơn {place} đã sửa đèn đường nhanh chóng", "Bao giờ {place} có nước lại vậy ạ",
        "Nộp hồ sơ ở {place} chờ lâu quá, bị trễ hẹn", "Cho hỏi giờ làm việc của {place}",
        "Nhà ở {place} bị cúp điện liên tục", "Đề nghị {place} xử lý mùi hôi khu chợ",
    ),
}  # fmt: skip
SURGING = (
    "{place} mất nước từ đêm qua, cả khu phố khổ sở", "Ống nước lớn vỡ gần {place}? Nước máy mất hẳn, ai biết khi nào có lại",
    "Mất nước ở {place}, quán xá phải đóng cửa", "Nước máy ở {place} đục, không dám dùng, đề nghị trả lời người dân",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invented:
    """One post of an outlet."""

    id: str
    outlet: str
    title: str
    text: str
    at: datetime


def of_hour(start: datetime, surge_since: datetime | None = None) -> Iterator[Invented]:
    """Posts of the hour that begins at `start`; in the three hours from `surge_since` people speak of a lack of water."""
    hour = start.astimezone(clock.HO_CHI_MINH).replace(minute=0, second=0, microsecond=0)
    chance = random.Random(hashlib.sha256(hour.isoformat().encode()).digest())
    expected = BY_HOUR[hour.hour] * (1.15 if hour.weekday() >= 5 else 1.0)
    for number in range(_poisson(chance, expected)):
        outlet = chance.choices(list(SAYINGS), weights=(3, 2, 5, 3))[0]
        yield _post(chance, hour, number, outlet, chance.choice(SAYINGS[outlet]))
    if surge_since is not None and surge_since - timedelta(hours=1) < hour < surge_since + timedelta(hours=3):
        for number in range(SURGE):
            post = _post(chance, hour, 100 + number, FORUM if number % 3 else CHANNEL, chance.choice(SURGING))
            if post.at >= surge_since:
                yield post


def _post(chance: random.Random, hour: datetime, number: int, outlet: str, saying: str) -> Invented:
    place = chance.choice(PLACES)
    at = hour + timedelta(seconds=chance.randrange(3600))
    title = saying.format(place=place)
    return Invented(
        f"{outlet}-{hour:%Y%m%d%H}-{number}", outlet, title[0].upper() + title[1:],
        f"Bài mô phỏng của tỉnh trình diễn, nói về {place}.", at,
    )  # fmt: skip


def _poisson(chance: random.Random, expected: float) -> int:
    """By the product of chances (Knuth)."""
    limit, product, number = 2.718281828**-expected, chance.random(), 0
    while product > limit:
        product *= chance.random()
        number += 1
    return number


def between(start: datetime, end: datetime, surge_since: datetime | None = None) -> list[Invented]:
    """Oldest first."""
    hour, found = start.replace(minute=0, second=0, microsecond=0), []
    while hour < end:
        found += [one for one in of_hour(hour, surge_since) if start <= one.at < end]
        hour += timedelta(hours=1)
    return sorted(found, key=lambda one: one.at)
