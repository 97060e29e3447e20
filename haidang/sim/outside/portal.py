"""The national portal of the demo: keeps dossiers, can be told to fail, sends new ones now and then. Invented.

    POST /portal/login           {username, password} -> {session, error_code}
    POST /portal/service         {session, madonvi, service, …}: DongBoHoSoMC, CapNhatTienDoHoSoMC, TraCuuHoSo, LayThuTuc
    GET  /portal/                what it keeps, for people
    GET  /portal/dossiers        what it keeps, for programs
    POST /portal/mood            {fail: none|down|refuse|lost|session, times: n}: how the next calls go
    POST /portal/file            somebody files a dossier there: it is handed over to the centre
    GET  /portal/files/<name>    the papers of what was filed

New dossiers are handed over with the key in HAIDANG_PORTAL_KEY (the demo's `demo.env`), to /api/v1/portal/dossiers.
"""

import os
import random
import secrets
import time
from dataclasses import dataclass, field
from html import escape
from typing import Any

import httpx
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from haidang.kernel import clock, home, outgoing
from haidang.provinces import pack
from haidang.sim import access

from .bank import centre

FORM = "%Y%m%d%H%M%S"
NAMES = ("Lê Thị Hoa", "Phạm Văn Dũng", "Trần Minh Khoa", "Ngô Thị Mai", "Đặng Quốc Huy", "Bùi Thu Trang")
PROCEDURES = ("2.000815", "1.001612", "1.004873", "1.001193", "2.000884")
NEEDED = ("MaHoSo", "MaTTHC", "ChuHoSo", "NgayTiepNhan", "TrangThaiHoSo")


@dataclass
class Office:
    """What the portal remembers while it runs. `mood`: how the next `left` calls go."""

    sessions: set[str] = field(default_factory=set)
    dossiers: dict[str, dict[str, Any]] = field(default_factory=dict)
    progress: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    mood: str = "none"
    left: int = 0
    filed: int = 0

    def takes_mood(self) -> str:
        """The mood of this call."""
        if self.left <= 0:
            return "none"
        self.left -= 1
        return self.mood

    def forget(self) -> None:
        self.__init__()  # type: ignore[misc]


OFFICE = Office()


async def login(request: Request) -> Response:
    given = await request.json()
    if given.get("password") != home.secret("portal"):
        return JSONResponse({"error_code": 1, "message": "wrong user name or password"}, 401)
    session = secrets.token_hex(8)
    OFFICE.sessions.add(session)
    return JSONResponse({"session": session, "error_code": 0})


async def service(request: Request) -> Response:
    given = await request.json()
    asked = str(given.get("service"))
    OFFICE.calls.append(asked)
    mood = OFFICE.takes_mood()
    if mood == "down":
        return JSONResponse({"message": "bảo trì"}, 503)
    if mood == "session":
        OFFICE.sessions.clear()
    if given.get("session") not in OFFICE.sessions:
        return JSONResponse({"error_code": -1, "message": "session expired"})
    if mood == "refuse":
        return JSONResponse({"error_code": 7, "message": "MaTTHC không thuộc đơn vị"})
    work = SERVICES.get(asked)
    if work is None:
        return JSONResponse({"error_code": 9, "message": f"no service {asked}"})
    answer = work(given)
    if mood == "lost":  # done, but nobody hears of it
        return JSONResponse({"message": "gateway timeout"}, 504)
    return JSONResponse(answer)


def _keep(given: dict[str, Any]) -> dict[str, Any]:
    is_update = str(given.get("isUpdating")).lower() == "true"
    for one in given.get("data", []):
        missing = [name for name in NEEDED if not one.get(name)]
        if missing:
            return {"error_code": 3, "message": f"thiếu {', '.join(missing)}"}
        if is_update != (one["MaHoSo"] in OFFICE.dossiers):
            return {"error_code": 4, "message": "hồ sơ đã có" if not is_update else "hồ sơ chưa có"}
        OFFICE.dossiers[one["MaHoSo"]] = one
    return {"error_code": 0, "result": "OK"}


def _advance(given: dict[str, Any]) -> dict[str, Any]:
    for one in given.get("data", []):
        if one.get("MaHoSo") not in OFFICE.dossiers:
            return {"error_code": 4, "message": "hồ sơ chưa có"}
        OFFICE.progress.setdefault(one["MaHoSo"], []).append(one)
    return {"error_code": 0, "result": "OK"}


def _look_up(given: dict[str, Any]) -> dict[str, Any]:
    found = OFFICE.dossiers.get(str(given.get("MaHoSo")))
    return {"error_code": 0, "result": [found] if found else []}


def _procedure(given: dict[str, Any]) -> dict[str, Any]:
    code = str(given.get("MaTTHC"))
    field_there = {"MALINHVUC": f"L{code[-3:]}", "TENLINHVUC": "Lĩnh vực (mô phỏng)"}
    return {"error_code": 0, "result": [{"MATTHC": code, "TENTTHC": "", "LINHVUCTHUCHIEN": [field_there]}]}


SERVICES = {"DongBoHoSoMC": _keep, "CapNhatTienDoHoSoMC": _advance, "TraCuuHoSo": _look_up, "LayThuTuc": _procedure}


async def mood(request: Request) -> Response:
    given = await request.json()
    if given.get("forget"):
        OFFICE.forget()
    OFFICE.mood, OFFICE.left = str(given.get("fail", "none")), int(given.get("times", 1))
    return JSONResponse({"fail": OFFICE.mood, "times": OFFICE.left})


async def dossiers(request: Request) -> Response:
    return JSONResponse({"dossiers": OFFICE.dossiers, "progress": OFFICE.progress, "calls": OFFICE.calls})


def filed(number: int, address: str) -> dict[str, Any]:
    """A dossier as somebody files it at the portal; nobody of that name and number exists."""
    chance, now = random.Random(number), clock.now()
    agency = next(
        (one.settings.get("madonvi", "H99") for one in pack.chosen().connectors if one.kind == "portal"), "H99"
    )
    return {
        "MaHoSo": f"{agency}.99-{now:%y%m%d}-{number:04d}", "MaTTHC": chance.choice(PROCEDURES), "ChuHoSo": chance.choice(NAMES),
        "LoaiDoiTuong": "1", "MaDoiTuong": f"0790{chance.randrange(10**8):08d}", "SoDienThoai": f"0900{chance.randrange(10**6):06d}",
        "Email": "", "TrichYeuHoSo": "", "NgayTiepNhan": f"{now:{FORM}}", "NgayHenTra": "", "TrangThaiHoSo": "1",
        "TaiKhoanDuocXacThucVoiVNeID": "1", "GhiChu": "Dữ liệu mô phỏng",
        "TaiLieuNop": [{"TepDinhKemId": str(number), "TenTepDinhKem": "don.pdf", "IsDeleted": "0", "MaThanhPhanHoSo": "request",
                        "DuongDanTaiTepTin": f"{address}/files/don.pdf", "DuocSoHoa": "1", "DuocLayTuKhoDMQG": "0"}],
    }  # fmt: skip


async def file(request: Request) -> Response:
    """Somebody files; the centre's answer."""
    OFFICE.filed += 1
    number = int(f"{clock.now():%H%M%S}") % 9000 + OFFICE.filed
    entry = filed(number, str(request.base_url).rstrip("/"))
    OFFICE.dossiers[entry["MaHoSo"]] = entry
    status, said = await run_in_threadpool(hand_over, entry)
    if status != 200:
        OFFICE.dossiers.pop(entry["MaHoSo"], None)
    return JSONResponse({"status": status, "answer": said, "MaHoSo": entry["MaHoSo"]})


def hand_over(entry: dict[str, Any]) -> tuple[int, Any]:
    """Send a dossier to the centre by the key it gave us; (0, why) when that was not possible."""
    key = os.environ.get("HAIDANG_PORTAL_KEY") or access._demo_env().get("HAIDANG_PORTAL_KEY", "")
    try:
        with outgoing.client(10) as client:
            answer = client.post(
                f"{centre()}/api/v1/portal/dossiers", json={"data": [entry]}, headers={"authorization": f"Bearer {key}"}
            )
            return answer.status_code, answer.json()
    except (httpx.HTTPError, ValueError) as error:
        return 0, str(error)


FIRST_AFTER, EVERY = 90.0, 600.0  # seconds


def now_and_then() -> None:
    """While the demo runs somebody files at the portal every ten minutes; a centre that does not answer is asked again later."""
    time.sleep(FIRST_AFTER)
    while True:
        OFFICE.filed += 1
        entry = filed(int(f"{clock.now():%H%M}") + OFFICE.filed, f"{os.environ['HAIDANG_OUTSIDE'].rstrip('/')}/portal")
        OFFICE.dossiers[entry["MaHoSo"]] = entry
        if hand_over(entry)[0] != 200:
            del OFFICE.dossiers[entry["MaHoSo"]]
        time.sleep(EVERY)


async def paper(request: Request) -> Response:
    """The smallest PDF that is one."""
    return Response(PDF, media_type="application/pdf")


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n"
    b"0000000054 00000 n \n0000000105 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n168\n%%EOF\n"
)


async def front(request: Request) -> Response:
    rows = "".join(
        f"<tr><td>{escape(code)}</td><td>{escape(str(one.get('TrangThaiHoSo')))}</td><td>{escape(str(one.get('TenTTHC', '')))}</td>"
        f"<td>{len(OFFICE.progress.get(code, []))}</td></tr>"
        for code, one in reversed(OFFICE.dossiers.items())
    )
    return HTMLResponse(
        '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Cổng DVCQG mô phỏng</title>'
        "<style>body{font:16px/1.5 system-ui;margin:1rem}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3rem .6rem}"
        "header{border:2px dashed #9a4a00;padding:.4rem .8rem}</style><header><b>Cổng dịch vụ công quốc gia mô phỏng</b></header>"
        '<form method="post" action="file"><button>Có người nộp một hồ sơ</button></form>'
        f"<table><tr><th>MaHoSo</th><th>TrangThaiHoSo</th><th>TenTTHC</th><th>Tiến độ</th></tr>{rows}</table></html>"
    )


routes = [
    Route("/", front),
    Route("/login", login, methods=["POST"]),
    Route("/service", service, methods=["POST"]),
    Route("/mood", mood, methods=["POST"]),
    Route("/file", file, methods=["POST"]),
    Route("/dossiers", dossiers),
    Route("/files/{name}", paper),
]
