"""The left rail: what a person can open, in sections, with what waits there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from haidang.core.directory.permissions import decide
from haidang.kernel import registry
from haidang.kernel.action import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the rail; `needs` is the action a person must be allowed to see it, `key` the letter after G."""

    address: str
    icon: str
    label: Any
    needs: str
    count: str = ""
    key: str = ""


OPERATE = (
    Entry("overview", "grid-dots", gettext_lazy("Tổng quan"), "overview.read", key="t"),
    Entry("alerts", "alert-triangle", gettext_lazy("Cảnh báo"), "alert.read", "alerts", "c"),
    Entry("incidents", "flag", gettext_lazy("Sự cố"), "incident.read", "incidents", "s"),
    Entry("warnings", "speakerphone", gettext_lazy("Báo cho người dân"), "warning.publish"),
    Entry("cases", "message-report", gettext_lazy("Hồ sơ, phản ánh"), "case.read", "cases", "h"),
    Entry("payments", "receipt", gettext_lazy("Thu phí, lệ phí"), "bill.read"),
    Entry("documents", "certificate", gettext_lazy("Ký số, giấy tờ"), "document.sign", key="k"),
    Entry("counter", "building-community", gettext_lazy("Quầy một cửa"), "counter.read", key="q"),
    Entry("proxies", "user-check", gettext_lazy("Việc được nhờ làm thay"), "proxy.read"),
    Entry("handovers", "packages", gettext_lazy("Bàn giao hồ sơ"), "handover.read"),
    Entry("portal", "world", gettext_lazy("Cổng DVCQG"), "portal_message.read"),
    Entry("service_index", "report-analytics", gettext_lazy("Chỉ số 766"), "index.read"),
    Entry("map", "map-2", gettext_lazy("Bản đồ"), "thing.read", key="b"),
    Entry("roster", "users", gettext_lazy("Ca trực"), "roster.read"),
    Entry("screens", "device-tv", gettext_lazy("Màn hình lớn"), "wall.read"),
)
REPORT = (
    Entry("today", "calendar-event", gettext_lazy("Hôm nay"), "overview.read", key="n"),
    Entry("brief", "news", gettext_lazy("Bản tin buổi sáng"), "brief.read"),
    Entry("directives", "clipboard-list", gettext_lazy("Chỉ đạo"), "directive.read", "directives", "d"),
    Entry("indicators", "chart-line", gettext_lazy("Chỉ tiêu"), "indicator.read", key="i"),
    Entry("figures", "notes", gettext_lazy("Nộp số liệu"), "submission.read"),
    Entry("indicator_plans", "target-arrow", gettext_lazy("Kế hoạch"), "plan.read"),
    Entry("alarm_quality", "chart-dots", gettext_lazy("Chất lượng cảnh báo"), "alarm_quality.read"),
    Entry("indexes", "scale", gettext_lazy("Bộ chỉ số"), "index.read"),
)
KEEP = (
    Entry("procedures", "list-check", gettext_lazy("Thủ tục, quy trình"), "procedure.read"),
    Entry("playbooks", "checklist", gettext_lazy("Quy trình sự cố"), "playbook.read"),
    Entry("sources", "database", gettext_lazy("Nguồn dữ liệu"), "source.read"),
    Entry("rules", "adjustments", gettext_lazy("Quy tắc cảnh báo"), "rule.read"),
    Entry("people", "user", gettext_lazy("Người dùng và quyền"), "person.read"),
    Entry("keys", "key", gettext_lazy("Khóa máy"), "key.read"),
    Entry("exercises", "player-play", gettext_lazy("Kịch bản mô phỏng"), "exercise.read"),
    Entry("outbox", "send", gettext_lazy("Thông báo gửi đi"), "message.read"),
    Entry("blocks", "ban", gettext_lazy("Chặn người gửi"), "block.read"),
    Entry("corrections", "id-badge-2", gettext_lazy("Yêu cầu sửa dữ liệu"), "correction.answer"),
    Entry("audit", "history", gettext_lazy("Nhật ký"), "event.read"),
    Entry("webhooks", "webhook", gettext_lazy("Webhook"), "webhook.read"),
    Entry("settings", "settings", gettext_lazy("Cài đặt"), "settings.read"),
)


def rail(actor: Actor, here: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The sections with the entries the actor may open; `here` is the path of the page."""
    sections = [
        {"title": _("Điều hành"), "items": list(_items(actor, OPERATE, here, counts))},
        {"title": _("Lĩnh vực"), "items": list(_domains(actor, here))},
        {"title": _("Báo cáo"), "items": list(_items(actor, REPORT, here, counts))},
        {"title": _("Quản trị"), "items": list(_items(actor, KEEP, here, counts))},
    ]
    return [section for section in sections if section["items"]]


def _items(actor: Actor, entries: tuple[Entry, ...], here: str, counts: dict[str, int]) -> Iterator[dict[str, Any]]:
    urls = [(entry, reverse(entry.address)) for entry in entries if decide(actor, entry.needs, None)]
    nearest = max((url for _entry, url in urls if here.startswith(url)), key=len, default="")
    for entry, url in urls:
        count = counts.get(entry.count) or ""
        line = {"url": url, "icon": entry.icon, "label": entry.label, "count": count, "key": entry.key}
        yield line | {"active": url == nearest}


def _domains(actor: Actor, here: str) -> Iterator[dict[str, Any]]:
    if not decide(actor, "overview.read"):
        return
    language = get_language()
    for domain in registry.domains().values():
        if not domain.things and not domain.procedures and not domain.indicators:
            continue
        url = reverse("domain", args=[domain.key])
        label = domain.short.en if language == "en" else domain.short.vi
        yield {"url": url, "icon": domain.icon, "label": label, "count": "", "active": here.startswith(url)}
