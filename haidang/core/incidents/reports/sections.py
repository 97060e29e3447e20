"""The parts of a report, each from what the board of the incident holds."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _

from haidang.core.directory.roles import role_word
from haidang.core.incidents import check_ins, drawings, family, lessons, shapes
from haidang.core.incidents.board import Board
from haidang.core.incidents.facts import drawing_kind, facts, phase_words, role_words, severity_words, task_words
from haidang.core.incidents.models import CheckIn, Drawing, LogEntry, Task
from haidang.core.incidents.queries import log_lines
from haidang.core.rules.models import Alert
from haidang.core.telemetry.queries import Now
from haidang.core.things.models import Series, Source, Thing
from haidang.core.ui import moments, numbers
from haidang.core.ui.unit_names import unit_said
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, names

from .content import NOTHING, Block, Cell, Said, of, said, same, stamp

MOST_NUMBERS, LINES, MOST_LINES, MOST_INSIDE = 14, 25, 600, 6


def length(until: datetime | None, since: datetime) -> str:
    return moments.length_said((until or clock.now()) - since)


def _text(text: str, **more: object) -> Cell:
    return Cell(text=same(text), **more)  # type: ignore[arg-type]


def _word(say: Callable[[], str], **more: object) -> Cell:
    return Cell(text=said(say), **more)  # type: ignore[arg-type]


def assessment(text: str) -> Block:
    return Block(key="assessment", title=said(lambda: _("Nhận định")), rows=[[_text(text)]])


def outcome(seen: Board) -> Block:
    incident = seen.incident
    told = [
        (lambda: _("Kết quả xử lý"), incident.outcome), (lambda: _("Nguyên nhân"), incident.cause),
        (lambda: _("Rút kinh nghiệm"), incident.lessons),
    ]  # fmt: skip
    rows = [[_word(label), _text(text)] for label, text in told if text]
    return Block(key="outcome", title=said(lambda: _("Kết quả và bài học")), rows=rows)


def now_needed(seen: Board) -> Block:
    """What is late, what comes next, and what stands in the way of closing."""
    step, late = seen.next_step, [one for one in seen.tasks if one.task.overdue_at and one.task.is_open]
    rows = (
        [[_word(lambda: _("Bước tiếp theo")), Cell(text=of(step.name), note=same(stamp(step.due_at)))]] if step else []
    )
    rows += [
        [_word(lambda: _("Quá hạn"), severity=2), Cell(text=same(f"{one.task.code} {one.task.text}"), note=same(stamp(one.task.due_at)))]
        for one in late
    ]  # fmt: skip
    rows += [
        [_word(lambda: _("Mất liên lạc"), severity=1), Cell(text=of(names(one.task.doer)), note=same(stamp(row.due_at)))]
        for one in seen.tasks if (row := _check(one.task)) is not None and row.late_at
    ]  # fmt: skip
    empty = said(lambda: _("Không có việc quá hạn."))
    return Block(key="now", title=said(lambda: _("Cần làm ngay")), rows=rows, empty=empty)


def facts_of(actor: Actor, seen: Board) -> Block:
    one, book = seen.incident, seen.incident.playbook
    words = f"{book.get('code', '')} {book.get('version', '')}".strip()
    point = one.point
    told: list[tuple[Callable[[], str], Said]] = [
        (lambda: _("Mức"), of(severity_words(one.severity))),
        (lambda: _("Giai đoạn"), of(phase_words(one.phase))),
        (lambda: _("Địa bàn"), of(names(one.place))),
        (lambda: _("Tọa độ"), same(f"{point.lat:.5f}, {point.lon:.5f}") if point else NOTHING),
        (lambda: _("Mở lúc"), same(stamp(one.opened_at))),
        (lambda: _("Hạn khống chế"), same(stamp(one.due_at))),
        (lambda: _("Kết thúc lúc"), same(stamp(one.closed_at))),
        (lambda: _("Phụ trách"), same(one.owner.full_name if one.owner else "")),
        (lambda: _("Cơ quan chủ trì"), of(names(one.office)) if one.office else NOTHING),
        (lambda: _("Quy trình"), same(words)),
        (lambda: _("Thuộc sự cố lớn"), same(str(one.parent) if one.parent else "")),
        (lambda: _("Sự cố con"), same("; ".join(map(str, family.parts(actor, one))))),
        (lambda: _("Đã gộp vào đây"), same("; ".join(map(str, seen.duplicates)))),
    ]
    rows = [[_word(label), Cell(text=text)] for label, text in told if text]
    rows[0][1] = Cell(text=of(severity_words(one.severity)), level=one.severity)
    return Block(key="facts", title=said(lambda: _("Thông tin chung")), rows=rows)


def numbers_now(actor: Actor, seen: Board, at: datetime) -> Block:
    """What the alerts measure and what the things near measure: value, unit, when, how old, from which source."""
    rows = [_of_alert(alert, at) for alert in seen.alerts]
    known = {(alert.thing_id, alert.series.key) for alert in seen.alerts}
    near = Series.objects.filter(thing__in=[one.thing.pk for one in seen.things]).select_related("source")
    series_of = {(row.thing_id, row.key): row for row in near}
    fields = {alert.domain for alert in seen.alerts} | {seen.incident.playbook_domain}
    for one in sorted(
        seen.things, key=lambda one: one.thing.domain not in fields
    ):  # of the matter first, nearest first
        for now in one.readings:
            series = series_of.get((one.thing.pk, now.named.key))
            if series is not None and (one.thing.pk, series.key) not in known:
                rows.append(_of_reading(one.thing, series, now, at))
    more = len(rows) - MOST_NUMBERS
    left_out = said(lambda: _("và %(count)s số đo khác trong 2 km") % {"count": more}) if more > 0 else NOTHING
    heads = [said(say) for say in (lambda: _("Số đo"), lambda: _("Giá trị"), lambda: _("Đo lúc"), lambda: _("Nguồn"))]
    return Block(
        key="numbers", title=said(lambda: _("Số đo tại hiện trường và trong 2 km")), heads=heads,
        rows=rows[:MOST_NUMBERS], note=left_out, empty=said(lambda: _("Không có số đo nào ở gần.")),
    )  # fmt: skip


def _of_alert(one: Alert, at: datetime) -> list[Cell]:
    measured = one.value_last is not None
    value = (
        said(lambda: f"{numbers.said(one.value_last, one.decimals)} {unit_said(one.unit)}".strip())
        if measured
        else NOTHING
    )
    state = said(lambda: _("đã đóng") if one.closed_at else _("còn mở"))
    note = Said(f"{one.code}, {state.vi}", f"{one.code}, {state.en}")
    return [
        Cell(text=of(one.title), note=note, level=one.severity), Cell(text=value, is_strong=True),
        _when(one.value_at, at), Cell(text=of(names(one.thing)), note=_source(one.series.source, simulated=one.is_simulated)),
    ]  # fmt: skip


def _of_reading(thing: Thing, series: Series, now: Now, at: datetime) -> list[Cell]:
    declared = registry.series(thing.domain, series.key)
    return [
        Cell(text=of(declared.name) if declared else same(series.key)),
        Cell(
            text=said(lambda: f"{numbers.said(now.value, now.decimals)} {unit_said(now.named.unit)}".strip()),
            is_strong=True,
        ),
        _when(now.at, at),
        Cell(text=of(names(thing)), note=_source(series.source, simulated=now.named.is_simulated)),
    ]


def _when(moment: datetime | None, at: datetime) -> Cell:
    if moment is None:
        return Cell()
    age = at - moment
    return Cell(text=same(stamp(moment)), note=said(lambda: _("cũ %(age)s") % {"age": moments.length_said(age)}))


def _source(source: Source, *, simulated: bool) -> Said:
    def words() -> str:
        return ", ".join(filter(None, (name_of(source), _("mô phỏng") if simulated else "")))

    return said(words)


def objectives(seen: Board) -> Block:
    rows = [
        [
            _text(str(one.number)),
            Cell(text=same(one.text), note=same(one.reason)),
            Cell(text=of(facts().objectives[one.state]), note=same(f"{stamp(one.state_at)} {one.state_by}".strip())),
            _text(stamp(one.due_at)),
        ]
        for one in seen.objectives
    ]
    heads = [
        said(say)
        for say in (lambda: _("Số"), lambda: _("Mục tiêu của sự cố"), lambda: _("Tình trạng"), lambda: _("Hạn"))
    ]
    empty = said(lambda: _("Chưa đặt mục tiêu nào."))
    return Block(key="objectives", title=said(lambda: _("Mục tiêu của sự cố")), heads=heads, rows=rows, empty=empty)


def roles(seen: Board) -> Block:
    rows = [
        [Cell(text=of(role_words(one.role))), Cell(text=same(one.name), note=same(one.phone)), _text(stamp(one.since))]
        for one in seen.roles
    ]
    heads = [said(say) for say in (lambda: _("Vai trò"), lambda: _("Người giữ"), lambda: _("Từ"))]
    empty = said(lambda: _("Chưa phân vai trò."))
    return Block(key="roles", title=said(lambda: _("Chỉ huy")), heads=heads, rows=rows, empty=empty)


def _check(task: Task) -> CheckIn | None:
    return check_ins.of(task)


def forces(seen: Board) -> Block:
    rows = [
        [
            Cell(text=of(names(line.task.doer)), note=same(line.task.code)),
            Cell(text=same(line.task.text), note=same(line.task.proof or line.task.reason)),
            Cell(text=of(task_words(line.task.state)), note=same(stamp(line.task.state_at)),
                 severity=2 if line.task.is_open and line.task.overdue_at else 0),
            Cell(text=same(stamp(line.task.due_at)), note=_heard(line.task)),
        ]
        for line in seen.tasks
    ]  # fmt: skip
    heads = [said(say) for say in (lambda: _("Ai"), lambda: _("Việc"), lambda: _("Tình trạng"), lambda: _("Hạn"))]
    empty = said(lambda: _("Chưa giao việc cho ai."))
    return Block(key="forces", title=said(lambda: _("Lực lượng và nhiệm vụ")), heads=heads, rows=rows, empty=empty)


def _heard(task: Task) -> Said:
    row = _check(task)
    if row is None:
        return NOTHING
    return said(
        lambda: (
            _("điểm danh mỗi %(minutes)s phút, gần nhất %(last)s")
            % {"minutes": row.minutes, "last": stamp(row.last_at) or _("chưa có")}
        )
    )


def drawn(actor: Actor, seen: Board) -> Block | None:
    """What is drawn on the map, how large, and what lies within an area."""
    rows = [_drawn(actor, one) for one in seen.drawings]
    heads = [said(say) for say in (lambda: _("Hình"), lambda: _("Cỡ"), lambda: _("Nằm trong"), lambda: _("Vẽ lúc"))]
    return Block(key="drawings", title=said(lambda: _("Khoanh vùng")), heads=heads, rows=rows) if rows else None


def _drawn(actor: Actor, one: Drawing) -> list[Cell]:
    known = drawing_kind(one.kind)
    area, border = shapes.area_km2(one.geometry), shapes.length_km(one.geometry)
    size = NOTHING
    if area is not None:
        size = said(lambda: f"{numbers.said(area, 2)} km²")
    elif border is not None:
        size = said(lambda: f"{numbers.said(border, 2)} km")
    within = drawings.inside(actor, one.geometry) if area is not None else None
    return [
        Cell(text=of(known.name) if known else same(one.kind), note=same(one.label)), Cell(text=size),
        Cell(text=_within(within) if within else NOTHING),
        Cell(text=same(stamp(one.drawn_at)), note=same(one.by_name)),
    ]  # fmt: skip


def _within(within: drawings.Inside) -> Said:
    def words() -> str:
        counted = _("%(things)s thiết bị, %(units)s lực lượng, %(alerts)s cảnh báo, %(cases)s phản ánh và hồ sơ mở") % {
            "things": len(within.things), "units": len(within.units), "alerts": len(within.alerts),
            "cases": len(within.cases),
        }  # fmt: skip
        where = ", ".join(name_of(place) for place, _share in within.places[:MOST_INSIDE])
        return "; ".join(filter(None, (where, counted)))

    return said(words)


def steps(seen: Board) -> Block | None:
    rows = [
        [
            _text(str(one.number)),
            Cell(text=of(one.name), note=said(partial(role_word, one.role))),
            Cell(text=_step_state(one.state), note=same(" – ".join(filter(None, (one.by_name, one.note or one.reason)))),
                 severity=2 if one.state == "open" and one.overdue_at else 0),
            _text(stamp(one.done_at or one.skipped_at or one.due_at)),
        ]
        for one in seen.steps
    ]  # fmt: skip
    heads = [
        said(say) for say in (lambda: _("Bước"), lambda: _("Việc"), lambda: _("Tình trạng"), lambda: _("Lúc / hạn"))
    ]
    return Block(key="steps", title=said(lambda: _("Quy trình")), heads=heads, rows=rows) if rows else None


def _step_state(state: str) -> Said:
    words = {"done": lambda: _("Xong"), "skipped": lambda: _("Bỏ qua"), "open": lambda: _("Chưa làm")}
    return said(words[state])


def timeline(seen: Board) -> Block:
    rows = [
        [Cell(text=of(one.name)), _text(stamp(one.started_at)),
         Cell(text=said(partial(moments.length_said, one.lasted_for)) if one.lasted_for is not None else NOTHING,
              severity=2 if one.is_overdue else 0)]
        for one in seen.stepper if one.started_at
    ]  # fmt: skip
    heads = [said(say) for say in (lambda: _("Giai đoạn"), lambda: _("Bắt đầu"), lambda: _("Kéo dài"))]
    return Block(key="timeline", title=said(lambda: _("Các giai đoạn")), heads=heads, rows=rows)


def log_of(actor: Actor, seen: Board, *, whole: bool) -> Block:
    """The newest lines; of a final report all of them, in the order they were written."""
    lines = log_lines(actor, seen.incident, limit=MOST_LINES if whole else LINES)
    lines = list(reversed(lines)) if whole else lines
    heads = [said(say) for say in (lambda: _("Lúc"), lambda: _("Diễn biến"), lambda: _("Ai ghi"))]
    title = said(lambda: _("Diễn biến") if whole else _("Diễn biến gần nhất"))
    return Block(key="log", title=title, heads=heads, rows=[_line(one, seen) for one in lines])


def _line(one: LogEntry, seen: Board) -> list[Cell]:
    other = {row.pk: row.code for row in seen.duplicates}.get(one.incident_id, "")
    by = said(lambda: _("Tự động")) if one.actor.startswith("system:") else same(one.actor_name)
    return [_text(stamp(one.at)), Cell(text=of(one.text), note=same(other)), Cell(text=by)]


def changes(actor: Actor, seen: Board) -> Block | None:
    """What of the lessons was proposed for the playbook, and what came of it."""
    rows = [
        [_text(one.code), _text(one.lesson), Cell(text=of(lessons.state_words(one.state)), note=same(one.reason))]
        for one in lessons.changes(actor).filter(incident=seen.incident).order_by("pk")
    ]
    heads = [said(say) for say in (lambda: _("Mã"), lambda: _("Bài học"), lambda: _("Tình trạng"))]
    return (
        Block(key="changes", title=said(lambda: _("Đề xuất sửa quy trình")), heads=heads, rows=rows) if rows else None
    )
