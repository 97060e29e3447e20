"""Rules as a TOML file: written from what is in force, read back as a plan that says what each would change.

    [[rules]]
    domain = "environment"
    place = "HD-26560"        # or thing = "AQ-001"; without either it holds everywhere
    narrows = "pm25_high"     # only for other values of a rule at a place or thing
    key = "pm25_high"
    ...                       # as in the file of a domain

Nothing is taken while one rule of the file is refused.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec
import tomli_w
from django.utils.translation import gettext as _

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Place
from haidang.core.things import queries as things
from haidang.core.things.models import Thing
from haidang.kernel import clock, manifest, registry, strict
from haidang.kernel.action import Actor, Invalid, together
from haidang.kernel.strict import ManifestError
from haidang.kernel.strict_said import said

from . import editing
from .conditions import checked
from .models import Rule
from .trying.trial import Draft

FILE = Path("rules.toml")
MOST_BYTES = 1_000_000
MOST_RULES = 2_000
SCOPE = ("domain", "narrows", "place", "thing")
Fate = Literal["new", "changed", "same"]
_WHERE = re.compile(r"at line (?P<line>\d+), column (?P<column>\d+)")


class Entry(manifest.Rule, frozen=True, kw_only=True):
    """One rule of a file: its facts as in a domain's file, and where it holds."""

    domain: str
    narrows: str = ""
    place: str = ""
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """What cannot be taken: the path in the file ("rules[3].when.value"), the rule's key, what it says, what to do."""

    path: str
    key: str
    value: Any
    remedy: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What a rule of the file would do: `before` are the facts in force (None for a new one), `rule` their row."""

    fate: Fate
    domain: str
    key: str
    where: Place | Thing
    facts: dict[str, Any]
    is_enabled: bool
    rule: Rule | None = None
    whole: Rule | None = None
    before: dict[str, Any] | None = None

    @property
    def says(self) -> manifest.Rule:
        return msgspec.convert(self.facts, manifest.Rule)

    def drafts(self) -> tuple[Draft | None, Draft | None]:
        """The rule in force and the one of the file, for a dry run; one that is switched off raises nothing."""
        then = Draft(self.rule, self.says) if self.rule else Draft.at(self.domain, self.where, self.says)
        now = Draft.as_is(self.rule) if self.rule and self.rule.is_enabled else None
        if self.rule is None and self.whole is not None and self.whole.is_enabled:
            now = Draft.at(self.domain, self.where, self.whole.current.says)
        return now, then if self.is_enabled else None


@dataclass(slots=True)
class Plan:
    """What became of a file: the rules it names in its order, and what is refused. With a refusal nothing is taken."""

    rules: list[Planned] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def to_do(self) -> list[Planned]:
        return [one for one in self.rules if one.fate != "same"]


def written(rules: Iterable[Rule]) -> str:
    """The rules as a file that `read` takes. What is as everybody's default is left out."""
    head = _("# Quy tắc cảnh báo, xuất %(at)s. Sửa rồi nhập lại ở trang Quy tắc cảnh báo.\n\n")
    entries = [_entry(one) for one in rules]
    return head % {"at": clock.now().isoformat(timespec="minutes")} + tomli_w.dumps(
        {"rules": entries}, multiline_strings=False
    )


def _entry(rule: Rule) -> dict[str, Any]:
    scope = {
        "domain": rule.domain,
        "narrows": rule.narrows.key if rule.narrows else "",
        "place": rule.place.key if rule.place else "",
        "thing": rule.thing.code if rule.thing else "",
    }
    facts: dict[str, Any] = _plain(rule.current.says) | {"enabled": rule.is_enabled}
    return {name: text for name, text in scope.items() if text} | facts


def _plain(value: Any) -> Any:
    """Facts without what is empty or the default, in the words of the file."""
    if isinstance(value, msgspec.Struct):
        found = {}
        for one in msgspec.structs.fields(value):
            said = getattr(value, one.name)
            if said is None or (not one.required and said == _default(one)):
                continue
            found[one.encode_name] = _plain(said)
        return found
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


def _default(one: Any) -> Any:
    return one.default_factory() if one.default_factory is not msgspec.NODEFAULT else one.default


def read(actor: Actor, text: str) -> Plan:
    """What a file would change. Raises Invalid when it is no list of rules; what is wrong with a rule stands in the plan."""
    plan, seen = Plan(), set()
    for at, raw in enumerate(_tables(text)):
        key = str(raw.get("key", "")) if isinstance(raw, dict) else ""
        try:
            one = _planned(actor, raw)
        except ManifestError as error:
            path = f"rules[{at}].{error.path}" if error.path else f"rules[{at}]"
            plan.refused.append(Refused(path, key, error.value, said(error.remedy, Entry, error.path)))
            continue
        except Invalid as error:
            plan.refused.append(Refused(f"rules[{at}].{error.field}", key, error.value, error.message))
            continue
        if (one.domain, _full_key(one)) in seen:
            plan.refused.append(Refused(f"rules[{at}].key", key, key, _("Quy tắc này có hai lần trong tệp.")))
            continue
        seen.add((one.domain, _full_key(one)))
        plan.rules.append(one)
    return plan


def _tables(text: str) -> list[Any]:
    if len(text.encode()) > MOST_BYTES:
        raise Invalid("file", _("Tệp lớn hơn %(most)s kB: chia nhỏ theo lĩnh vực.") % {"most": MOST_BYTES // 1000})
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid("file", _unreadable(str(error))) from None
    tables, strange = raw.get("rules"), sorted(set(raw) - {"rules"})
    if strange:
        raise Invalid("file", _("Khóa lạ %(key)s: tệp chỉ gồm các bảng [[rules]].") % {"key": strange[0]}, strange[0])
    if not isinstance(tables, list) or not tables:
        raise Invalid("file", _("Tệp không có bảng [[rules]] nào."))
    if len(tables) > MOST_RULES:
        raise Invalid("file", _("Nhiều nhất %(most)s quy tắc mỗi tệp.") % {"most": MOST_RULES}, len(tables))
    return tables


def _unreadable(error: str) -> str:
    where = _WHERE.search(error)
    if where is None:
        return _("Không đọc được TOML: tệp dừng giữa chừng; xem dấu ngoặc, dấu nháy ở cuối tệp.")
    place = {"line": where["line"], "column": where["column"]}
    return _("Không đọc được TOML ở dòng %(line)s, cột %(column)s: xem dấu ngoặc, dấu nháy, dấu bằng ở đó.") % place


def _planned(actor: Actor, raw: Any) -> Planned:
    entry = strict.convert(raw, Entry, FILE)
    domain = registry.domains().get(entry.domain)
    if domain is None:
        raise Invalid(
            "domain", _("Không có lĩnh vực này; có: %(names)s") % {"names": ", ".join(registry.domains())}, entry.domain
        )
    where = _where(actor, entry)
    facts = {name: value for name, value in msgspec.to_builtins(entry).items() if name not in SCOPE}
    checked(facts, registry.series(domain.key, entry.series), {one.key for one in domain.series})
    whole = _whole(actor, entry)
    rule = _row(entry.domain, f"{entry.narrows}@{_code(where)}" if whole else entry.key)
    if rule is None or (whole is not None and rule.retired_at is not None):
        return Planned("new", domain.key, entry.key, where, facts, entry.enabled, whole=whole)
    if rule.retired_at is not None:
        raise Invalid("key", _("Quy tắc này đã ngừng: tệp của lĩnh vực không còn nó."), entry.key)
    _check_place(rule, entry)
    before = msgspec.to_builtins(rule.current.says)
    is_same = _without(before) == _without(facts) and rule.is_enabled == entry.enabled
    return Planned(
        "same" if is_same else "changed", domain.key, entry.key, where, facts, entry.enabled, rule, whole, before
    )


def _without(facts: dict[str, Any]) -> dict[str, Any]:
    """Whether it is switched on stands beside the facts."""
    return {name: value for name, value in facts.items() if name != "enabled"}


def _where(actor: Actor, entry: Entry) -> Place | Thing:
    if entry.place and entry.thing:
        raise Invalid("place", _("Chọn một địa bàn hoặc một thiết bị, không cả hai."), entry.place)
    if entry.thing:
        thing = things.thing(actor, entry.thing)
        if thing is None:
            raise Invalid("thing", _("Không có thiết bị này, hoặc bạn không được xem."), entry.thing)
        return thing
    place = directory.place(actor, entry.place) if entry.place else directory.top_place()
    if place is None:
        raise Invalid("place", _("Không có địa bàn này, hoặc bạn không được xem."), entry.place)
    return place


def _whole(actor: Actor, entry: Entry) -> Rule | None:
    if not entry.narrows:
        return None
    if not entry.place and not entry.thing:
        raise Invalid("narrows", _("Quy tắc đặt riêng phải nói ở nơi nào: place hoặc thing."), entry.narrows)
    whole = _row(entry.domain, entry.narrows)
    if whole is None or whole.retired_at is not None:
        raise Invalid("narrows", _("Lĩnh vực không có quy tắc này để đặt riêng."), entry.narrows)
    return whole


def _check_place(rule: Rule, entry: Entry) -> None:
    """A rule stays where it is: another place is another rule."""
    place, thing = rule.place.key if rule.place else "", rule.thing.code if rule.thing else ""
    if (entry.place or place) != place or (entry.thing or thing) != thing:
        raise Invalid("place", _("Nơi của quy tắc không đổi được: đặt riêng cho nơi khác."), entry.place or entry.thing)


def _row(domain: str, key: str) -> Rule | None:
    rows = Rule.objects.filter(domain=domain, key=key).select_related("place", "thing__place", "narrows")
    return rows.prefetch_related("versions").first()


def _code(where: Place | Thing) -> str:
    return where.code if isinstance(where, Thing) else where.key


def _full_key(one: Planned) -> str:
    return f"{one.key}@{_code(one.where)}" if one.whole else one.key


def take(actor: Actor, plan: Plan, *, why: str) -> int:
    """Make the changes of a plan, all or none; returns how many. Raises Invalid, Refused, NotPossible."""
    if plan.refused:
        raise Invalid("file", _("Còn quy tắc bị từ chối: sửa tệp rồi nhập lại."), plan.refused[0].path)
    with together():
        return sum(1 for _done in _taken(actor, plan.to_do, why))


def _taken(actor: Actor, planned: Iterable[Planned], why: str) -> Iterator[Rule]:
    for one in planned:
        facts = one.facts | {"enabled": one.is_enabled}
        if one.rule is not None:
            rule = one.rule
            if _without(one.before or {}) != _without(one.facts):
                rule = editing.change_rule(actor, rule, facts=facts, why=why, version=rule.version)
            if rule.is_enabled != one.is_enabled:
                rule = editing.enable_rule(actor, rule, on=one.is_enabled, why=why)
            yield rule
        elif one.whole is not None:
            yield editing.narrow_rule(actor, one.where, one.whole, changes=facts, why=why)
        else:
            yield editing.create_rule(actor, one.where, domain=one.domain, facts=facts, why=why)
