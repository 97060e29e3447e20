"""The exchange with the national portal: the queue with its failures, what came from there, one dossier's course."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.cases import queries as cases
from haidang.core.cases.models import Case
from haidang.core.directory.permissions import decide
from haidang.core.portal import actions, line, mapping, queries
from haidang.core.portal.models import Copy, Message
from haidang.web.desk.cases.views import found
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

AT_ONCE, MOST_IN_FILE = 100, 5000


def state_words() -> dict[str, str]:
    return {
        "waiting": _("chờ gửi"),
        "sending": _("đang gửi"),
        "sent": _("đã gửi"),
        "refused": _("Cổng từ chối"),
        "dropped": _("thay bằng tin sau"),
    }


def service_words() -> dict[str, str]:
    return {"DongBoHoSoMC": _("Đồng bộ hồ sơ"), "CapNhatTienDoHoSoMC": _("Cập nhật tiến độ")}


def status_words() -> dict[str, str]:
    """The ten statuses of the national portal."""
    return {
        "1": _("Mới đăng ký"), "2": _("Được tiếp nhận"), "3": _("Không được tiếp nhận"), "4": _("Đang xử lý"),
        "5": _("Yêu cầu bổ sung giấy tờ"), "6": _("Yêu cầu thực hiện nghĩa vụ tài chính"),
        "7": _("Công dân yêu cầu rút hồ sơ"), "8": _("Dừng xử lý"), "9": _("Đã xử lý xong"), "10": _("Đã trả kết quả"),
    }  # fmt: skip


def next_step(one: Message) -> str:
    """What is wrong and what to do, in a sentence."""
    if one.state == "refused":
        return _("Cổng không nhận: sửa theo lời báo rồi gửi lại.")
    if one.state == "waiting" and one.attempts:
        return _("Chưa tới được Cổng, sẽ tự gửi lại.")
    return ""


@require_GET
@room("portal_message.read")
def queue(request: AskingRequest) -> HttpResponse:
    state = request.GET.get("state", "trouble")
    words = request.GET.get("q", "")[:40]
    counts = queries.counts(request.actor)
    wanted = {"trouble": _("Có trục trặc"), "waiting": _("Chờ gửi"), "sent": _("Đã gửi"), "all": _("Tất cả")}
    rows = queries.messages(request.actor, state="" if state == "all" or words else state, words=words)[:AT_ONCE]
    facts = {
        "line": line.current(),
        "rows": [(one, state_words()[one.state], service_words().get(one.service, one.service), next_step(one)) for one in rows],
        "tabs": [
            {"url": f"?state={key}", "label": label, "count": counts.get(key), "active": key == state} for key, label in wanted.items()
        ],
        "words": words, "state": state,
        "bad": queries.received(request.actor, state="bad").count(),
        "may_retry": bool(decide(request.actor, "portal.retry")),
        "may_export": bool(decide(request.actor, "portal.export")),
    }  # fmt: skip
    return render(request, "desk/portal/queue.html", facts)


@require_GET
@room("portal_message.read")
def received(request: AskingRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    facts = {
        "rows": queries.received(request.actor, state=state if state in ("bad", "taken") else "")[:AT_ONCE],
        "state": state,
        "may_receive": bool(decide(request.actor, "portal.receive")),
    }
    return render(request, "desk/portal/received.html", facts)


@require_GET
@room("portal_message.read")
def dossier(request: AskingRequest, code: str) -> HttpResponse:
    """What was sent and answered for one dossier, and what differs; who it is about is masked."""
    case = found(request, code)
    rows = queries.messages(request.actor, words=case.code)[:AT_ONCE]
    facts = standing(case) | {
        "case": case,
        "rows": [
            (one, state_words()[one.state], service_words().get(one.service, one.service), pretty(one)) for one in rows
        ],
        "may_ask": bool(decide(request.actor, "portal.ask", case)),
    }
    return render(request, "desk/portal/dossier.html", facts)


def standing(case: Case) -> dict[str, Any]:
    """How the portal has it, for the page and the panel."""
    copy = queries.copy_of(case)
    known = status_words()
    return {
        "copy": copy,
        "status_here": known.get(mapping.status(case), ""),
        "status_there": known.get(copy.there.get("TrangThaiHoSo", ""), "") if copy else "",
        "differences": queries.differences(case, copy) if isinstance(copy, Copy) else [],
    }


def pretty(one: Message) -> str:
    """What was sent, readable; names and numbers of people masked."""
    body = dict(one.body or {})
    body["data"] = [mapping.masked(entry) for entry in body.get("data", [])]
    return json.dumps(body, ensure_ascii=False, indent=1) if one.body else ""


@require_GET
@room("portal.export")
def export(request: AskingRequest) -> HttpResponse:
    """The dossiers that are open or ended this month, as a file of DongBoHoSoMC, for provinces without a line."""
    rows = cases.newest(request.actor, cases.Filters(kind="dossier"), limit=MOST_IN_FILE).rows
    body = {"service": "DongBoHoSoMC", "isUpdating": "false", "data": actions.export(request.actor, dossiers=rows)}
    answer = HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="dossiers.json"'
    return answer
