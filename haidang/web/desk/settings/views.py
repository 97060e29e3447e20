"""What this installation is: its province, its fields, its hours, its version, and how its processes are."""

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

import haidang
from haidang.core.incidents import limits
from haidang.kernel import clock, home, pulse, registry
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Domain
from haidang.provinces import pack
from haidang.web.account.words import limit_row
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

HOLIDAYS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Process:
    """A process with its last sign of life, and the figures it tells of itself."""

    name: str
    task: str
    beat: pulse.Beat
    figures: list[tuple[str, Any]]


@require_GET
@room("settings.read")
def settings(request: AskingRequest) -> HttpResponse:
    """The whole page, or for htmx the processes alone."""
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/settings/_processes.html", {"processes": processes()})
    chosen, today = pack.chosen(), clock.today()
    ahead = [one for one in chosen.holidays if one.on >= today]
    facts = {
        "processes": processes(),
        "pack": chosen,
        "facts": chosen.province,
        "counts": [
            (_("Đơn vị hành chính hiện nay"), len(chosen.current_communes())),
            (_("Cơ quan hiện nay"), len(chosen.offices_on(today))),
            (_("Thiết bị khai báo sẵn"), len(chosen.things)),
            (_("Nguồn khai báo sẵn"), len(chosen.sources)),
        ],
        "hours": [(", ".join(_days(one.days)), one.opens, one.closes) for one in chosen.province.working_hours],
        "holidays": ahead[:HOLIDAYS_SHOWN],
        "domains": [(one, shown(one.name), shown(one.about), declared(one)) for one in registry.domains().values()],
        "program": list(_program()),
        "limits": [limit_row(one) for one in limits.in_force()],
    }
    return render(request, "desk/settings/settings.html", facts)


def processes() -> list[Process]:
    tasks, words = _tasks(), _figure_words()
    found = [
        Process(
            name,
            tasks.get(name.partition("-")[0], ""),
            beat,
            [(words.get(key, key), _worded(value)) for key, value in _figures(beat.state)],
        )
        for name, beat in pulse.last().items()
    ]
    return sorted(found, key=lambda one: (one.beat.is_fresh(), one.name))


def _figures(state: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """What a process says of itself, flat: files.readings 94; what is empty is left out."""
    for name, value in sorted(state.items()):
        if isinstance(value, dict):
            yield from _figures(value, f"{prefix}{name}.")
        elif value not in ("", None, []):
            yield f"{prefix}{name}", value


def _worded(value: Any) -> Any:
    return (_("có") if value else _("không")) if isinstance(value, bool) else value


def _tasks() -> dict[str, str]:
    return {
        "intake": _("tiếp nhận số liệu: MQTT, tệp"),
        "rules": _("xét quy tắc, phát cảnh báo"),
        "worker": _("việc nền: đếm, báo, gửi"),
        "sim": _("mô phỏng"),
        "web": _("trang, cửa nhận số liệu, kênh trực tiếp"),
    }


def _figure_words() -> dict[str, str]:
    """Words for what processes tell of themselves; a figure without words shows its own name."""
    return {
        "batches": _("lô"),
        "lag": _("trễ, giây"),
        "memory_mb": _("bộ nhớ, MB"),
        "streams": _("kênh trực tiếp"),
        "readings": _("số đo"),
        "came": _("bản ghi đến"),
        "kept": _("bản ghi giữ lại"),
        "lost": _("bản ghi mất"),
        "refused": _("bản ghi bị từ chối"),
        "senders": _("máy gửi"),
        "open": _("phát hiện đang mở"),
        "rules": _("quy tắc"),
        "waiting": _("đang chờ"),
        "files.files": _("tệp đã đọc"),
        "files.quarantined": _("tệp cách ly"),
        "files.readings": _("số đo từ tệp"),
        "files.refused": _("dòng tệp bị từ chối"),
        "files.waiting": _("tệp chờ đọc"),
        "mqtt.connected": _("nối MQTT"),
        "mqtt.failed": _("tin MQTT lỗi"),
        "mqtt.messages": _("tin MQTT"),
        "mqtt.readings": _("số đo từ MQTT"),
        "mqtt.refused": _("số đo MQTT bị từ chối"),
    }


def _days(keys: Sequence[str]) -> list[str]:
    words = {
        "mon": _("thứ Hai"),
        "tue": _("thứ Ba"),
        "wed": _("thứ Tư"),
        "thu": _("thứ Năm"),
        "fri": _("thứ Sáu"),
        "sat": _("thứ Bảy"),
        "sun": _("Chủ nhật"),
    }
    return [words[key] for key in keys]


def declared(domain: Domain) -> list[tuple[str, int]]:
    """What a domain's file states, by kind."""
    return [
        (_("loại thiết bị"), len(domain.things)),
        (_("thông số"), len(domain.series)),
        (_("quy tắc"), len(domain.rules)),
        (_("quy trình"), len(domain.playbooks)),
        (_("nguồn"), len(domain.sources)),
        (_("ô số liệu"), len(domain.tiles)),
        (_("trang riêng"), len(domain.pages)),
        (_("bộ dữ liệu mở"), len(domain.datasets)),
    ]


def _program() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), pg_database_size(current_database())")
        version, size = cursor.fetchone()
    return [
        (_("Phiên bản"), haidang.__version__),
        (_("Thư mục dữ liệu"), str(home.here().root)),
        (
            _("Cơ sở dữ liệu"),
            _("PostgreSQL %(version)s, %(size)d MB") % {"version": version, "size": size // 1_000_000},
        ),
        (_("Chạy kèm"), _("có") if home.is_embedded() else _("không, máy chủ riêng")),
        ("Python", platform.python_version()),
    ]
