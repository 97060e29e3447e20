"""How each function of the language takes what is written between its brackets."""

from collections.abc import Callable
from dataclasses import dataclass

from .errors import FormulaError
from .tree import Call, CasesOf, Node, Number, SeriesOf, Span

SERIES_HOW = ("mean", "max", "min", "sum", "last", "count", "share_above", "share_below")
WITH_LIMIT = ("share_above", "share_below")
MOST_BACK = 366


@dataclass(frozen=True, slots=True)
class Arguments:
    """What stands between the brackets of the function `name`, in a formula of `domain`."""

    name: str
    given: list[Node | str]
    domain: str
    span: Span

    def wrong(self, vi: str, en: str) -> FormulaError:
        return FormulaError(f"{self.name}: {vi}", f"{self.name}: {en}", *self.span)

    def counted(self, least: int, most: int) -> None:
        if not least <= len(self.given) <= most:
            many = str(least) if least == most else f"{least}-{most}"
            raise self.wrong(f"cần {many} vế, có {len(self.given)}.", f"takes {many} arguments, has {len(self.given)}.")

    def node(self, at: int) -> Node:
        one = self.given[at]
        if isinstance(one, str):
            raise self.wrong(f"vế {at + 1} không thể là chữ “{one}”.", f"argument {at + 1} cannot be the text “{one}”.")
        return one

    def nodes(self) -> tuple[Node, ...]:
        return tuple(self.node(at) for at in range(len(self.given)))

    def text(self, at: int) -> str:
        one = self.given[at]
        if not isinstance(one, str):
            raise self.wrong(f"vế {at + 1} viết trong dấu nháy.", f"argument {at + 1} is written in quotation marks.")
        return one

    def whole_number(self, at: int, least: int, most: int) -> int:
        one = self.given[at]
        if not isinstance(one, Number) or one.unit or not least <= one.value <= most or one.value != int(one.value):
            raise self.wrong(
                f"vế {at + 1} là số nguyên từ {least} đến {most}.",
                f"argument {at + 1} is a whole number from {least} to {most}.",
            )
        return int(one.value)


def _of_one(read: Arguments) -> Call:
    read.counted(1, 1)
    return Call(read.name, (read.node(0),), span=read.span)


def _of_many(read: Arguments) -> Call:
    read.counted(2, 50)
    return Call(read.name, read.nodes(), span=read.span)


def _choice(read: Arguments) -> Call:
    read.counted(3, 3)
    return Call(read.name, read.nodes(), span=read.span)


def _back(read: Arguments) -> Call:
    read.counted(1, 2)
    number = read.whole_number(1, 1, MOST_BACK) if len(read.given) > 1 else 1
    return Call(read.name, (read.node(0),), number, span=read.span)


def _mean_of(read: Arguments) -> Call:
    read.counted(2, 2)
    return Call(read.name, (read.node(0),), read.whole_number(1, 1, MOST_BACK), span=read.span)


def _round(read: Arguments) -> Call:
    read.counted(1, 2)
    number = read.whole_number(1, 0, 9) if len(read.given) > 1 else 0
    return Call(read.name, (read.node(0),), number, span=read.span)


def _to(read: Arguments) -> Call:
    read.counted(2, 2)
    return Call(read.name, (read.node(0),), text=read.text(1), span=read.span)


def _series(read: Arguments) -> SeriesOf:
    read.counted(2, 3)
    domain, _dot, key = read.text(0).partition(".") if "." in read.text(0) else (read.domain, "", read.text(0))
    how = read.text(1)
    if how not in SERIES_HOW:
        raise read.wrong(
            f"“{how}” không có; dùng {', '.join(SERIES_HOW)}.", f"no “{how}”; use {', '.join(SERIES_HOW)}."
        )
    if (how in WITH_LIMIT) != (len(read.given) == 3):
        raise read.wrong("giới hạn đi với share_above, share_below.", "a limit goes with share_above and share_below.")
    return SeriesOf(domain, key, how, _limit(read) if len(read.given) == 3 else None, read.span)


def _limit(read: Arguments) -> float:
    one = read.node(2)
    if not isinstance(one, Number) or one.unit:
        raise read.wrong("giới hạn là một số.", "the limit is a number.")
    return one.value


def _cases(read: Arguments) -> CasesOf:
    read.counted(2, 3)
    kind = read.text(2) if len(read.given) == 3 else ""
    return CasesOf(read.text(0), read.text(1), kind, read.span)


READERS: dict[str, Callable[[Arguments], Node]] = {
    "min": _of_many, "max": _of_many, "coalesce": _of_many, "if": _choice, "abs": _of_one, "plain": _of_one,
    "round": _round, "to": _to, "prev": _back, "same_last_year": _of_one, "ytd": _of_one, "mean_of": _mean_of,
    "below": _of_one, "whole": _of_one, "series": _series, "cases": _cases,
}  # fmt: skip
