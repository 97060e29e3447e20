"""Files of levels: what they ask for, as facts; who prepares, submits and decides; the file on paper."""

from functools import cache
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from msgspec import Struct, field

from haidang.core.documents.crafts import workshop
from haidang.core.things.models import Thing
from haidang.kernel import clock, strict
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.facts import Key, Trust, Words

from .models import LevelFile

FILE = Path(__file__).parent / "facts" / "levels.toml"
SAID = ("yes", "partly", "no", "na")
SECONDS = 30


class Part(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    key: Key
    name: Words
    help: Words | None = None


class Requirement(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """`from_` is the lowest level that asks for it."""

    key: Key
    name: Words
    from_: int = field(name="from")


class Known(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    trust: Trust
    source: str
    form_trust: Trust


class Facts(Struct, forbid_unknown_fields=True, frozen=True):
    known: Known
    parts: list[Part]
    requirements: list[Requirement]


@cache
def facts() -> Facts:
    return strict.load(FILE, Facts)


def asked(level: int) -> list[Requirement]:
    """What a level asks for, as far as it could be read."""
    return [one for one in facts().requirements if one.from_ <= level]


def missing(file: LevelFile) -> list[Requirement]:
    """What is asked for and not wholly in place."""
    return [one for one in asked(file.level) if file.measures.get(one.key, {}).get("said") not in ("yes", "na")]


def current(thing: Thing) -> LevelFile | None:
    return LevelFile.objects.filter(thing=thing).order_by("-version").first()


@action("level_file.prepare")
def prepare(
    do: Doing, thing: Thing, *, level: int, answers: dict[str, str], measures: dict[str, dict[str, str]]
) -> LevelFile:
    """The draft, or a new version after a decision. Raises Invalid; NotPossible while somebody decides."""
    if thing.type != "information_system":
        raise Invalid("thing", _("Chỉ hệ thống thông tin có hồ sơ cấp độ."), thing.code)
    if not 1 <= level <= 5:
        raise Invalid("level", _("Cấp độ từ 1 đến 5."), level)
    known = {one.key for one in facts().requirements}
    wrong = next((key for key, one in measures.items() if key not in known or one.get("said") not in (*SAID, "")), None)
    if wrong is not None:
        raise Invalid("measures", _("Không có yêu cầu này, hoặc câu trả lời lạ."), wrong)
    file = current(thing)
    if file is not None and file.state == "submitted":
        raise NotPossible(_("Hồ sơ đang chờ duyệt."))
    if file is None or file.state == "approved":
        file = LevelFile(thing=thing, version=file.version + 1 if file else 1, level=level)
    with do.changing(file, "level", "answers", "measures", version=file.version, system=thing.code):
        file.level, file.answers, file.measures = level, answers, measures
        file.state, file.prepared_at = "draft", do.at
        file.prepared_by, file.prepared_by_name = str(do.actor), do.actor.name
        file.save()
    return file


@action("level_file.submit")
def submit(do: Doing, file: LevelFile) -> LevelFile:
    """Raises NotPossible when it is no draft, Invalid when a part is empty."""
    if file.state not in ("draft", "returned"):
        raise NotPossible(_("Hồ sơ không ở dạng nháp."))
    empty = next((one for one in facts().parts if not file.answers.get(one.key, "").strip()), None)
    if empty is not None:
        raise Invalid("answers", _("Phần “%(name)s” còn trống.") % {"name": empty.name.vi})
    with do.changing(file, "state", version=file.version):
        file.state = "submitted"
        file.save(update_fields=["state"])
    return file


@action("level_file.decide")
def approve(do: Doing, file: LevelFile, *, decision: str) -> LevelFile:
    """Somebody else than who prepared it. `decision` is the number of the decision. Raises Invalid, NotPossible."""
    _may_be_decided(do, file)
    if not decision.strip():
        raise Invalid("decision", _("Ghi số quyết định phê duyệt."))
    with do.changing(file, "state", "decision", version=file.version):
        file.state, file.decision = "approved", decision.strip()
        file.decided_by_name, file.decided_at = do.actor.name, do.at
        file.save()
    thing = file.thing
    today = clock.today().isoformat()
    thing.fields = {
        **thing.fields,
        "level": str(file.level),
        "level_decision": file.decision,
        "level_decided_on": today,
    }
    thing.edited = sorted({*thing.edited, "fields"})
    thing.save(update_fields=["fields", "edited"])
    return file


@action("level_file.return")
def give_back(do: Doing, file: LevelFile, *, note: str) -> LevelFile:
    """Raises Invalid without a reason, NotPossible when it does not wait."""
    _may_be_decided(do, file)
    if not note.strip():
        raise Invalid("note", _("Ghi điều phải sửa."))
    with do.changing(file, "state", "note", version=file.version):
        file.state, file.note = "returned", note.strip()
        file.save(update_fields=["state", "note"])
    return file


def _may_be_decided(do: Doing, file: LevelFile) -> None:
    if file.state != "submitted":
        raise NotPossible(_("Hồ sơ không chờ duyệt."))
    if file.prepared_by == str(do.actor):
        raise NotPossible(_("Người lập không tự duyệt hồ sơ của mình."))


def pdf(file: LevelFile) -> bytes:
    """On A4, in Vietnamese. Raises workshop.Broke."""
    with override("vi"):
        said = {
            "file": file, "thing": file.thing, "facts": facts(), "now": clock.now(),
            "parts": [(one, file.answers.get(one.key, "")) for one in facts().parts],
            "measures": [(one, file.measures.get(one.key, {})) for one in asked(file.level)],
        }  # fmt: skip
        html = render_to_string("cyber/level_paper.html", said)
    body: bytes = workshop.press.ask("press:press", html, "brief", seconds=SECONDS)[0]
    return body
