"""How an index is shown: its official colour, readable letters on it, its level in words; and trust marks in words."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from haidang.domains.environment import aqi, wqi
from haidang.kernel import clock
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Limit, Series

BLACK, WHITE = "#000000", "#ffffff"
TRUST = {
    "V": _("đã đọc trong văn bản"),
    "C": _("theo chương trình công khai áp dụng văn bản"),
    "S": _("theo nguồn thứ hai"),
    "M": _("theo trí nhớ, chưa đối chiếu"),
    "X": _("không có văn bản nào quy định"),
}
AVERAGED = {
    "1h": _("trung bình 1 giờ"),
    "8h": _("trung bình 8 giờ"),
    "24h": _("trung bình 24 giờ"),
    "nowcast": _("NowCast 12 giờ"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """An index with its class: `colour` is the official one, `ink` what can be read on it."""

    index: int
    name: str
    colour: str

    @property
    def style(self) -> SafeString:
        """The attribute that brings colour, letters and height of a bar to CSS."""
        return format_html('style="--level:{};--ink:{};--tall:{}"', self.colour, ink_on(self.colour), self.index)


def aqi_mark(index: int) -> Mark:
    level = aqi.level(index)
    return Mark(index, shown(level.name), level.colour)


def wqi_mark(one: wqi.Wqi) -> Mark:
    return Mark(one.index, shown(one.class_.name), one.class_.colour)


def ink_on(colour: str) -> str:
    """Black or white, whichever stands out more on a colour (#rrggbb; WCAG contrast)."""
    light = _luminance(colour)
    return BLACK if (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) else WHITE


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def in_force(facts: Series | None, *, averaging: tuple[str, ...] = (), key: str = "") -> Limit | None:
    """The first limit of a series that holds today, of a key or of one of the averagings; None when there is none."""
    today = clock.today()
    for one in facts.limits if facts else []:
        fits = one.key == key if key else one.averaging in averaging
        if fits and one.valid_from <= today and (one.valid_to is None or today < one.valid_to):
            return one
    return None
