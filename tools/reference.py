"""Write the generated pages of docs/reference from what the program itself reads: facts, roles, the API, the commands.

.venv/bin/python tools/reference.py           write them
.venv/bin/python tools/reference.py --check   exit 1 when a committed page is not what would be written
"""

import importlib
import os
import pkgutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from haidang.kernel import registry
from haidang.kernel.manifest import Domain, Limit, Rule, Series, Words
from haidang.kernel.manifest.indicator import Indicator, Plan

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/reference"
MADE = "<!-- Written by tools/reference.py; change the facts or the code, then run `make reference`. -->"
TRUST = {
    "V": "read in the regulation itself",
    "C": "from a public programme that applies the regulation",
    "S": "from a secondary source",
    "M": "from memory, not compared",
    "X": "no regulation sets it: our own proposal",
}

Page = Iterator[str]


def table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> Page:
    heads = list(heads)
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(_cell(value) for value in row) + " |"
    yield ""


def _cell(value: Any) -> str:
    text = "" if value is None or value is False else "yes" if value is True else str(value)
    return text.replace("|", "\\|").replace("\n", " ").strip()


def _both(words: Words | None) -> str:
    return "" if words is None else words.en if words.en == words.vi else f"{words.en} · {words.vi}"


def _code(*names: str) -> str:
    return ", ".join(f"`{name}`" for name in names if name)


def domain_page(domain: Domain) -> Page:
    yield from (f"# {_both(domain.name)}", "", MADE, "", _both(domain.about), "")
    yield from (f"From `haidang/domains/{domain.key}/domain.toml`.", "", "## Things", "")
    things = ((_code(one.key), _both(one.name), one.ngsi_type, _code(*one.series)) for one in domain.things)
    yield from table(("key", "name", "NGSI-LD type", "series"), things)
    yield from ("## Series", "")
    heads = ("key", "name", "unit", "every", "plausible", "jump a minute", "stuck after", "other names")
    yield from table(heads, map(_series, domain.series))
    yield from _limits(domain)
    yield from ("## Rules", "")
    heads = ("key", "name", "when", "clear", "severity", "acknowledge within", "playbook", "grounds")
    yield from table(heads, map(_rule, domain.rules))
    yield from ("## Playbooks", "")
    for playbook in domain.playbooks:
        yield from (f"### {playbook.code} {_both(playbook.name)}", "")
        steps = (
            (number, _both(one.name), _code(one.role), one.office_kind, one.within, _both(one.when), one.must)
            for number, one in enumerate(playbook.steps, 1)
        )
        yield from table(("", "step", "role", "office", "within", "when", "must"), steps)
    yield from _indicators(domain)
    yield from ("## Sources", "")
    sources = ((_code(one.key), _both(one.name), one.door, one.format, one.data_class) for one in domain.sources)
    yield from table(("key", "name", "door", "format", "data class"), sources)
    yield from ("## Tiles, pages, datasets", "")
    yield from table(
        ("kind", "key", "name"),
        [
            *(("tile", _code(one.key), _both(one.name)) for one in domain.tiles),
            *((f"{one.audience} page", _code(one.key), _both(one.name)) for one in domain.pages),
            *(("dataset", _code(one.key), _both(one.name)) for one in domain.datasets),
        ],
    )


def _indicators(domain: Domain) -> Page:
    if not domain.indicators:
        return
    text = "Written `" + domain.key + ".<key>` outside this field. Owner: code or kind of the office that answers."
    yield from ("## Indicators", "", text, "")
    heads = ("key", "official code", "name", "unit", "every", "due after", "level", "source", "owner", "trust")
    yield from table(heads, map(_indicator, domain.indicators))
    if domain.plans:
        yield from ("## Plans and targets", "")
        heads = ("plan", "number", "name", "in force", "indicator", "place", "period", "target", "trust")
        yield from table(heads, (row for plan in domain.plans for row in _targets(domain, plan)))


def _indicator(one: Indicator) -> tuple[Any, ...]:
    source = f"{one.source}: `{one.formula}`" if one.formula else one.source
    owner = one.office or one.office_kind
    return (
        *(_code(one.key), one.code, _both(one.name), one.unit, one.period, one.due),
        *(one.level, source, _code(owner), one.trust),
    )


def _targets(domain: Domain, plan: Plan) -> Iterator[tuple[Any, ...]]:
    held = " ".join(f"{word} {day}" for word, day in (("from", plan.valid_from), ("until", plan.valid_to)) if day)
    head = (_code(plan.key), plan.number, _both(plan.name), held)
    mine = [one for one in domain.targets if one.plan in (plan.key, f"{domain.key}.{plan.key}")]
    for one in mine:
        yield *head, _code(one.indicator), one.place, one.period, f"{one.op} {_number(one.value)}", one.trust
    if not mine:
        yield *head, "", "", "", "", plan.trust


def _series(one: Series) -> tuple[Any, ...]:
    plausible = (
        ""
        if one.valid_min is None and one.valid_max is None
        else f"{_number(one.valid_min)} … {_number(one.valid_max)}"
    )
    names = (_code(one.key), _both(one.name), one.unit, one.cadence, plausible)
    return (*names, _number(one.max_step_per_minute), one.stuck_for, _code(*one.symbols))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _limits(domain: Domain) -> Page:
    limits = [(series, limit) for series in domain.series for limit in series.limits]
    if not limits:
        return
    yield from ("## Limits", "", "An empty value is not known; a rule that needs it is not judged.", "")
    used = sorted({limit.trust for _series, limit in limits}, key=list(TRUST).index)
    yield from ("Trust: " + "; ".join(f"**{mark}** {TRUST[mark]}" for mark in used) + ".", "")
    heads = ("series", "limit", "over", "value", "column", "in force", "trust", "source")
    yield from table(heads, (_limit(series, limit) for series, limit in limits))


def _limit(series: Series, limit: Limit) -> tuple[Any, ...]:
    value = " … ".join(filter(None, (_number(limit.low), _number(limit.value))))
    held = f"from {limit.valid_from}" + (f" to {limit.valid_to}" if limit.valid_to else "")
    shown = f"{value} {series.unit}" if value else ""
    return (_code(series.key), _both(limit.name), limit.averaging, shown, limit.column, held, limit.trust, limit.source)


def _rule(rule: Rule) -> tuple[Any, ...]:
    clear = _number(rule.clear) + (f" for {rule.clear_for}" if rule.clear_for != "0s" else "")
    return (
        _code(rule.key),
        _both(rule.name),
        _condition(rule),
        clear,
        rule.severity,
        rule.acknowledge_within,
        _code(rule.playbook),
        rule.source,
    )


def _condition(rule: Rule) -> str:
    when, lasting = rule.when, f" for {rule.for_}" if rule.for_ != "0s" else ""
    against = f"limit `{when.limit}`" if when.limit else _number(when.value)
    match when.kind:
        case "silence":
            return f"`{rule.series}` silent for {when.after or f'{_number(when.value)} cadences'}"
        case "rate":
            return f"`{rule.series}` changes {when.op} {against} per {when.per}{lasting}"
        case "deviation":
            watched = rule.series or rule.indicator
            return f"`{watched}` − {when.expected} {when.op} {against}{lasting}"
        case "combination":
            within = f" within {when.within}" if when.within else ""
            parts = ", ".join(f"`{one.key}` of `{one.series}`" for one in rule.parts)
            return f"{when.logic or 'all'}{within}{lasting}: {parts}"
        case _:
            mean = f", mean over {when.over}," if when.over else ""
            return f"`{rule.series}`{mean} {when.op} {against}{lasting}"


def permissions_page() -> Page:
    from haidang.core.directory.roles import facts

    known = facts()
    yield from ("# Who may do and read what", "", MADE, "")
    yield from (
        "A duty gives a role to a person in an office, over a place and all in it, for classes of data, for a period.",
        "",
    )
    yield from ("Facts: `haidang/core/directory/roles.toml`. Why it is so: [permissions](../why/permissions.md).", "")
    for key, role in known.roles.items():
        yield from (f"## `{key}`: {_both(role.words)}", "", _both(role.about), "")
        second = "must be set up before anything else (not in the demo)" if role.needs_factor else ""
        held = (
            ("may do", _code(*role.can)),
            ("may do in the own office", _code(*role.can_in_office)),
            ("reads", _code(*role.reads)),
            ("reads in the own office", _code(*role.reads_in_office)),
            ("of cases only", _code(*role.matters)),
            ("second factor", second),
        )
        yield from table(("", ""), (row for row in held if row[1]))
    yield from ("## Everybody", "")
    open_to_all = (("about themselves", known.own), ("public data, not signed in", known.public))
    yield from table(("", "may do", "reads"), ((name, _code(*one.can), _code(*one.reads)) for name, one in open_to_all))
    yield from ("## What a key may be given", "", "`haidang key create --name N --can SCOPE`", "")
    scopes = (
        (_code(key), _both(one.words), _code(*one.can), _code(*one.reads), ", ".join(one.classes))
        for key, one in known.scopes.items()
    )
    yield from table(("scope", "words", "may do", "reads", "classes beside public"), scopes)
    yield from ("## Actions", "", "Every change is one of these; each leaves one event in the journal.", "")
    yield from table(("action", "words"), ((_code(name), _both(words)) for name, words in known.actions.items()))


def api_page() -> Page:
    from haidang.api.v1.api import api

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    yield from ("# The API", "", MADE, "", schema["info"]["description"].strip(), "")
    yield from (f"OpenAPI {schema['openapi']}: `GET /api/v1/openapi.json`.", "")
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            yield from (f"## {method.upper()} {path}", "")
            if about := operation.get("description", "").strip():
                yield from (about, "")
            asked = [*map(_parameter, operation.get("parameters", [])), *_body(operation, schema)]
            if asked:
                yield from table(("name", "in", "type", "required", "meaning"), asked)


def _parameter(one: dict[str, Any]) -> tuple[Any, ...]:
    return (_code(one["name"]), one["in"], _type(one["schema"]), one.get("required"), one.get("description"))


def _body(operation: dict[str, Any], schema: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    contents = operation.get("requestBody", {}).get("content", {}).values()
    for content in contents:
        shape = _resolved(content["schema"], schema)
        for name, one in shape.get("properties", {}).items():
            yield _code(name), "body", _type(one), name in shape.get("required", ()), one.get("description")


def _resolved(shape: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = shape.get("$ref", "").rpartition("/")[2]
    return schema["components"]["schemas"][name] if name else shape


def _type(shape: dict[str, Any]) -> str:
    if "anyOf" in shape:
        return " or ".join(_type(one) for one in shape["anyOf"])
    if "$ref" in shape:
        return str(shape["$ref"].rpartition("/")[2])
    if "enum" in shape:
        return _code(*map(str, shape["enum"]))
    if "const" in shape:
        return _code(str(shape["const"]))
    if shape.get("type") == "array":
        return f"list of {_type(shape.get('items', {}))}"
    return str(shape.get("format") or shape.get("type", "any"))


def commands_page() -> Page:
    from haidang.run import commands

    yield from ("# Commands", "", MADE, "", "`haidang COMMAND --help` tells the options.", "")
    rows = []
    for found in pkgutil.iter_modules(commands.__path__):
        module = importlib.import_module(f"{commands.__name__}.{found.name}")
        if not found.ispkg:
            rows.append(
                (_code("haidang " + found.name.replace("_", "-")), (module.__doc__ or "").strip().split("\n")[0])
            )
    yield from table(("command", "what it does"), rows)


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    made = {
        "permissions.md": permissions_page(),
        "api.md": api_page(),
        "commands.md": commands_page(),
        **{f"domains/{one.key}.md": domain_page(one) for one in registry.domains().values()},
    }
    return {FOLDER / name: "\n".join(lines).rstrip() + "\n" for name, lines in made.items()}


def main() -> int:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "haidang.settings"
    with tempfile.TemporaryDirectory() as home:  # settings keep a secret in the home they find
        os.environ["HAIDANG_HOME"] = home
        django.setup()
    old = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" not in sys.argv:
        for path, text in pages().items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return 0
    for path in old:
        print(f"not up to date: {path.relative_to(ROOT)}; run make reference")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
