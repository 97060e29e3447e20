"""The numbers somebody chose for this device, in a cookie: no more than fit on the page."""

from django.http import HttpRequest, HttpResponse

from haidang.core.indicators import book

MOST = 12
COOKIE = "today"
YEAR = 365 * 24 * 3600


def pinned(request: HttpRequest) -> list[str]:
    """Codes that are known, in the order chosen."""
    known = book.current().by_code
    said = request.COOKIES.get(COOKIE, "")[:2000].split("~")
    return [code for code in dict.fromkeys(said) if code in known][:MOST]


def is_pinned(request: HttpRequest, code: str) -> bool:
    return code in pinned(request)


def turned(request: HttpRequest, code: str) -> list[str]:
    """With the code taken off, or put first; the last goes where there are too many."""
    codes = pinned(request)
    return [one for one in codes if one != code] if code in codes else [code, *codes][:MOST]


def keep(answer: HttpResponse, codes: list[str]) -> None:
    answer.set_cookie(COOKIE, "~".join(codes), max_age=YEAR, samesite="Lax", httponly=True)
