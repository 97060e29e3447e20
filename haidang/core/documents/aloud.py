"""A check code as it is read over the telephone: a word for each sign, a dash between the groups."""

from django.utils.translation import get_language

SIGNS = "23456789ABCDEGHKMNPQRSTUVXY"
"""Of check codes: no signs that look alike, no letters that Vietnamese spells no word with."""

VIETNAMESE = "hai ba bốn năm sáu bảy tám chín An Bình Cường Dũng Em Giang Hải Khánh Minh Nam Phương Quang Rồng Sơn Tuấn Út Việt Xuân Yến"
ENGLISH = (
    "two three four five six seven eight nine Alfa Bravo Charlie Delta Echo Golf Hotel Kilo Mike November Papa Quebec Romeo"
    " Sierra Tango Uniform Victor X-ray Yankee"
)
"""The spelling alphabet of ICAO, annex 10."""
WORDS = {name: dict(zip(SIGNS, words.split(), strict=True)) for name, words in (("vi", VIETNAMESE), ("en", ENGLISH))}


def aloud(code: str) -> str:
    """The words for a check code in the active language.

    >>> from django.utils.translation import override
    >>> with override("vi"):
    ...     aloud("K7MQ-2PR9-TBD4")
    'Khánh bảy Minh Quang – hai Phương Rồng chín – Tuấn Bình Dũng bốn'
    """
    words = WORDS.get(get_language() or "vi", WORDS["vi"])
    return " – ".join(" ".join(words[sign] for sign in group if sign in words) for group in code.split("-"))
