"""Numbers from 21 to 99 in words."""

VI = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
VI_AFTER_TENS = ("", "mốt", "hai", "ba", "tư", "lăm", "sáu", "bảy", "tám", "chín")
EN = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(number: int, language: str) -> str:
    """
    >>> in_words(45, "vi"), in_words(60, "vi"), in_words(21, "en")
    ('bốn mươi lăm', 'sáu mươi', 'twenty-one')
    """
    tens, units = divmod(number, 10)
    if language.startswith("en"):
        return "-".join(filter(None, (EN_TENS[tens], EN[units])))
    return " ".join(filter(None, (VI[tens], "mươi", VI_AFTER_TENS[units])))
