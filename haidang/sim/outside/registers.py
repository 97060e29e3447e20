"""Registers of a demo: six bodies that each know a few invented people. One answer or 404; `slow` and `down` try us.

POST /registers/health_insurance  {"number": "7900000001", "born_on": "1990-02-01"}
"""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

SLOW_S = 30
Known = dict[tuple[tuple[str, str], ...], dict[str, str]]


def _rows(*rows: tuple[dict[str, str], dict[str, str]]) -> Known:
    return {tuple(sorted(asked.items())): answer for asked, answer in rows}


KNOWN: dict[str, Known] = {
    "health_insurance": _rows(
        (
            {"number": "7900000001", "born_on": "1990-02-01"},
            {
                "valid_from": "01/01/2026",
                "valid_to": "31/12/2026",
                "hospital": "Trạm Y tế phường Vũng Tàu",
                "share": "80 %",
            },
        ),
        (
            {"number": "7900000002", "born_on": "1955-09-02"},
            {
                "valid_from": "01/01/2026",
                "valid_to": "31/12/2027",
                "hospital": "Bệnh viện đa khoa Hải Đăng",
                "share": "95 %",
            },
        ),
    ),
    "tax_code": _rows(
        (
            {"number": "079200000001", "family_name": "TRẦN THỊ HƯƠNG"},
            {"code": "8000000001", "status": "Đang hoạt động", "office": "Thuế cơ sở 1 tỉnh Hải Đăng"},
        ),
    ),
    "social_insurance": _rows(
        ({"number": "7900000001", "identity": "079200000001"}, {"paid_for": "12 năm 4 tháng", "newest": "10/2026"}),
    ),
    "traffic_fine": _rows(
        (
            {"plate": "72A-123.45", "kind": "car"},
            {
                "unpaid": "1",
                "newest": "Vượt đèn đỏ, 14/11/2026, đường 30/4",
                "where": "Phòng Cảnh sát giao thông, Công an tỉnh Hải Đăng",
            },
        ),
    ),
    "exam_mark": _rows(
        (
            {"candidate": "52000001", "born_on": "2008-03-15"},
            {"exam": "Tốt nghiệp THPT 2026", "marks": "Toán 8,25 · Ngữ văn 7,5 · Hóa học 8,0 · Tiếng Anh 9,0"},
        ),
    ),
    "land_parcel": _rows(
        (
            {"certificate": "AA 00000001", "sheet": "12", "parcel": "345"},
            {
                "use": "Đất ở tại đô thị",
                "area": "96,4 m²",
                "planned": "Không nằm trong quy hoạch",
                "held": "Đang thế chấp",
            },
        ),
    ),
}


async def answer(request: Request) -> JSONResponse:
    register = request.path_params["register"]
    if register == "down":
        return JSONResponse({"error": "out of order"}, status_code=503)
    if register == "slow":
        await asyncio.sleep(SLOW_S)
    known = KNOWN.get(register)
    asked = await request.json()
    if known is None or not isinstance(asked, dict):
        return JSONResponse({"error": "no such register"}, status_code=400)
    found = known.get(tuple(sorted((str(name), str(value)) for name, value in asked.items())))
    if found is None:
        return JSONResponse({"error": "nothing found"}, status_code=404)
    return JSONResponse(found)


routes: list[BaseRoute] = [Route("/{register}", answer, methods=["POST"])]
