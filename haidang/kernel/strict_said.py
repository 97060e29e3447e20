"""Why facts were refused, in the words of the reader: strict.py and combining.py speak the English of files and logs."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from . import facts
from .strict import values_at

_LENGTHS = re.compile(r"Expected `(?P<type>\w+)` of length (?P<op>>=|<=) (?P<n>\d+)")
_BOUNDS = re.compile(r"Expected `\w+` (?P<op>>=|<=|>|<) (?P<n>-?[\d.]+)")
_SHAPE = re.compile(r"Expected `str` matching regex '(?P<shape>.*)'", re.DOTALL)
_TYPES = re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<got>[^`]+)`")
_MISSING = re.compile(r"Object missing required field `(?P<name>[^`]+)`")
_ENUM = re.compile(r"Invalid enum value")
_UNKNOWN = re.compile(r"unknown key: (?:did you mean (?P<near>\w+)\? )?allowed are (?P<names>.*)")
_PARTS = re.compile(r"give (?P<least>\d+) to (?P<most>\d+) parts")
_NAMED = re.compile(r"name parts: (?P<names>.*)")
_ONE_OF = re.compile(r"one of (?P<names>.*)")
_MILDER = re.compile(r"a level milder than (?P<level>\d)")
_CALM = re.compile(r"a value on the calm side of (?P<value>.*)")
_LONG = re.compile(r"longer than (?P<most>\d+) characters")


def said(remedy: str, kind: Any = None, path: str = "") -> str:
    """The remedy as people read it. `kind` and `path`: what was read and where it failed, for the values that fit there."""
    if _ENUM.match(remedy):
        names = values_at(kind, path) if kind is not None else []
        return _("Chọn một trong: %(names)s.") % {"names": ", ".join(names)} if names else _("Giá trị này không có.")
    for pattern, told in _TOLD:
        match = pattern.match(remedy)
        if match:
            return told(match)
    return _PLAIN[remedy]() if remedy in _PLAIN else remedy


def _length(match: "re.Match[str]") -> str:
    facts_ = {"n": match["n"]}
    if match["type"] == "array":
        return _("Ít nhất %(n)s mục.") % facts_ if match["op"] == ">=" else _("Nhiều nhất %(n)s mục.") % facts_
    return _("Ít nhất %(n)s ký tự.") % facts_ if match["op"] == ">=" else _("Dài nhất %(n)s ký tự.") % facts_


def _bound(match: "re.Match[str]") -> str:
    number = f"{float(match['n']):g}"
    words = {
        ">=": _("Không nhỏ hơn %(n)s."), "<=": _("Không lớn hơn %(n)s."), ">": _("Lớn hơn %(n)s."), "<": _("Nhỏ hơn %(n)s."),
    }  # fmt: skip
    return words[match["op"]] % {"n": number}


def _shape(match: "re.Match[str]") -> str:
    shape = match["shape"].replace("\\\\", "\\")
    if shape == _pattern(facts.Duration):
        return _("Viết độ dài như 90s, 5m, 2h, 1h30m.")
    if shape == _pattern(facts.SeriesKey):
        return _("Mã gồm chữ không dấu, số, dấu chấm, gạch ngang, gạch dưới; dài nhất 40 ký tự.")
    if shape == _pattern(facts.Key):
        return _("Mã gồm chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ; dài nhất 40 ký tự.")
    return _("Không đúng dạng mã: chữ thường không dấu, số, gạch dưới, dấu chấm; bắt đầu bằng chữ.")


def _pattern(kind: Any) -> str:
    return str(kind.__metadata__[0].pattern)


def _types(match: "re.Match[str]") -> str:
    return _("Cần %(wanted)s, không phải %(got)s.") % {"wanted": _kind(match["wanted"]), "got": _kind(match["got"])}


def _kind(name: str) -> str:
    known = {
        "str": _("chữ trong ngoặc kép"), "int": _("số nguyên"), "float": _("số"), "bool": _("true hoặc false"),
        "array": _("danh sách [...]"), "object": _("bảng {...}"), "null": _("không có gì"),
    }  # fmt: skip
    several = [
        known.get(one.strip(), one.strip()) for one in name.split("|") if one.strip() != "null" or name == "null"
    ]
    return _(" hoặc ").join(several)


def _unknown(match: "re.Match[str]") -> str:
    told = _("Khóa lạ; các khóa được dùng: %(names)s.") % {"names": match["names"]}
    return _("Có phải %(near)s? %(told)s") % {"near": match["near"], "told": told} if match["near"] else told


_TOLD: list[tuple[re.Pattern[str], Callable[["re.Match[str]"], str]]] = [
    (_LENGTHS, _length),
    (_SHAPE, _shape),
    (_BOUNDS, _bound),
    (_TYPES, _types),
    (_MISSING, lambda match: _("Thiếu khóa %(name)s: thêm vào.") % {"name": match["name"]}),
    (_UNKNOWN, _unknown),
    (_PARTS, lambda match: _("Cần từ %(least)s đến %(most)s phần.") % match.groupdict()),
    (_NAMED, lambda match: _("Chỉ dùng mã của các phần: %(names)s.") % match.groupdict()),
    (_ONE_OF, lambda match: _("Chọn một trong: %(names)s.") % match.groupdict()),
    (_MILDER, lambda match: _("Chọn mức nhẹ hơn mức %(level)s.") % match.groupdict()),
    (_CALM, lambda match: _("Chọn giá trị ở phía bình thường của %(value)s.") % match.groupdict()),
    (_LONG, lambda match: _("Dài nhất %(most)s ký tự: dùng ít phần hơn.") % match.groupdict()),
]
_PLAIN: dict[str, Callable[[], str]] = {
    "a combination names its series and things in its parts": lambda: _(
        "Quy tắc kết hợp nêu chuỗi số liệu và thiết bị trong từng phần."
    ),
    "a sequence needs a time within which it happens, like 30m": lambda: _(
        "Theo thứ tự thì phải nói trong bao lâu, ví dụ 30m."
    ),
    "a combination asks and tells the public nothing: let a rule of one series do it": lambda: _(
        "Quy tắc kết hợp không hỏi, không báo người dân: dùng quy tắc trên một chuỗi số liệu."
    ),
    "give each part a key of its own": lambda: _("Mỗi phần một mã riêng."),
    "give the value to compare with, or name a limit": lambda: _("Nhập giá trị để so sánh, hoặc chọn một giới hạn."),
    "name at least one part": lambda: _("Nêu ít nhất một phần."),
    "write names of parts with and, or, not and brackets, like: a and (b or not c)": lambda: _(
        "Viết mã các phần với and, or, not và dấu ngoặc, ví dụ: a and (b or not c)."
    ),
}
