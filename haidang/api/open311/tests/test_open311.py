"""Open311 GeoReport v2 as clients use it: both formats, media, attributes, errors, and a client library from outside."""

import io
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from georeport import GeoReport
from PIL import Image

from haidang.api.open311 import views
from haidang.core.blocks import actions as blocks
from haidang.core.blocks.marks import kept
from haidang.core.cases import actions
from haidang.core.cases.models import Case
from haidang.core.cases.tests.counter import domain, procedure, words
from haidang.core.directory import queries as directory
from haidang.kernel.clock import now
from haidang.kernel.geo import Point

HERE = {"lat": "10.35", "long": "107.08"}
FORM = [
    {
        "key": "what",
        "name": words("Gì"),
        "questions": [
            {
                "key": "depth", "name": words("Sâu"), "type": "choice", "required": False,
                "choices": [{"key": "knee", "name": words("đầu gối")}, {"key": "waist", "name": words("thắt lưng")}],
            },
        ],
    },
]  # fmt: skip


@pytest.fixture(autouse=True)
def _commune(counter, monkeypatch):
    """The outlines are of the demo's communes; here there are two."""
    monkeypatch.setattr(directory, "commune_at", lambda point: counter.hd.here if point.lat < 11 else None)
    counter.take(domain(procedures=[procedure("rubbish"), procedure("flooding", form=FORM, words=["ngập"])]))


def send(client, kind="json", **given):
    return client.post(
        f"/open311/v2/requests.{kind}", {"service_code": "test.rubbish", "description": "Rác", **HERE, **given}
    )


def code_in(answer):
    return answer.json()[0]["service_request_id"]


def published(counter, answer):
    case = Case.objects.get(code=code_in(answer))
    return actions.publish(counter.centre, case)


def test_services_and_their_attributes_in_both_formats(client):
    listed = client.get("/open311/v2/services.json").json()
    assert {one["service_code"]: one["metadata"] for one in listed} == {"test.rubbish": False, "test.flooding": True}
    defined = client.get("/open311/v2/services/test.flooding.json").json()
    assert [value["key"] for value in defined["attributes"][0]["values"]] == ["knee", "waist"]
    root = ET.fromstring(client.get("/open311/v2/services/test.flooding.xml").content)
    assert root.tag == "service_definition"
    assert [one.findtext("key") for one in root.iter("value") if one.find("key") is not None] == ["knee", "waist"]


def test_discovery_tells_where_and_in_which_formats(client):
    facts = client.get("/open311/v2/discovery.json").json()
    assert facts["endpoints"][0]["url"].endswith("/open311/v2")
    assert ET.fromstring(client.get("/open311/discovery.xml").content).tag == "discovery"


def test_a_report_with_a_photo_and_attributes_becomes_a_case(client, counter):
    picture = io.BytesIO()
    Image.new("RGB", (800, 600), "blue").save(picture, "JPEG")
    picture.seek(0)
    picture.name = "flood.jpg"
    given = {"service_code": "test.flooding", "media": picture, "attribute[depth]": "knee", "first_name": "B",
             "last_name": "Trần", "phone": "0901234567", "description": "Nước ngập. Xe chết máy"}  # fmt: skip
    answer = send(client, **given)
    assert answer.status_code == 201
    case = Case.objects.get()
    assert (case.code, case.title, case.channel) == (code_in(answer), "Nước ngập", "api")
    assert case.answers == {"depth": "knee"}
    assert case.point == Point(107.08, 10.35)
    assert case.parties.get().name == "Trần B"
    assert case.papers.get().file.data_class == "personal"


def test_nobody_reads_it_until_it_is_published_and_nobody_reads_who_sent_it(client, counter):
    sent = send(client, phone="0901234567")
    assert client.get(f"/open311/v2/requests/{code_in(sent)}.json").status_code == 404
    assert client.get("/open311/v2/requests.json").json() == []
    published(counter, sent)
    found = client.get(f"/open311/v2/requests/{code_in(sent)}.json").json()[0]
    assert (found["status"], found["service_code"], found["agency_responsible"]) == (
        "open", "test.rubbish", "UBND phường Vũng Tàu",
    )  # fmt: skip
    assert "0901234567" not in str(found)
    root = ET.fromstring(client.get(f"/open311/v2/requests/{code_in(sent)}.xml").content)
    assert root.findtext("request/service_request_id") == code_in(sent)


def test_lists_are_narrowed_by_status_service_and_time(client, counter):
    case = published(counter, send(client))
    actions.move(counter.centre, case, "refuse", reason_key="false")
    ask = client.get
    assert len(ask("/open311/v2/requests.json?status=closed").json()) == 1
    assert ask("/open311/v2/requests.json?status=open").json() == []
    assert len(ask("/open311/v2/requests.json?service_code=test.rubbish").json()) == 1
    assert ask("/open311/v2/requests.json?end_date=2020-01-01T00:00:00Z").json() == []


@pytest.mark.parametrize(
    ("given", "status", "words_"),
    [
        ({"service_code": ""}, 400, "service_code was not provided"),
        ({"service_code": "test.nothing"}, 404, "was not found"),
        ({"lat": "", "long": ""}, 400, "lat and long"),
        ({"lat": "x"}, 400, "numbers in degrees"),
        ({"lat": "12"}, 400, "inside the province"),
        ({"phone": "12"}, 400, "phone"),
        ({"service_code": "test.flooding", "attribute[depth]": "sky"}, 400, "knee, waist"),
        ({"attribute[colour]": "red"}, 400, "colour"),
        ({"api_key": "nonsense"}, 403, "api_key is not valid"),
        ({"description": "x" * 20_000}, 400, "5000"),
    ],
)
def test_what_cannot_be_taken_is_said_as_the_standard_says_it(client, given, status, words_):
    answer = send(client, **given)
    assert answer.status_code == status
    assert words_ in answer.json()[0]["description"]
    assert answer.json()[0]["code"] == status
    assert not Case.objects.exists()


def test_a_file_that_is_no_photo_is_refused_and_nothing_is_opened(client):
    program = io.BytesIO(b"MZ\x90\x00" + b"\x00" * 200)
    program.name = "photo.jpg"
    assert send(client, media=program).status_code == 400
    assert not Case.objects.exists()


def test_a_blocked_number_is_kept_out_here_too_and_told_where_to_appeal(client, counter):
    sent = send(client, phone="0901234567")
    facts = {"mark": kept(code_in(sent))["phone"], "hint": "x", "reason": "flood", "until": now() + timedelta(days=1)}
    blocks.place(counter.centre, "phone", **facts)
    refused = send(client, phone="+84 901 234 567")
    assert refused.status_code == 403
    address = refused.json()[0]["description"].rpartition(" ")[2]
    assert "Gửi dồn dập" in client.get(address).content.decode()
    assert send(client, phone="0907654321").status_code == 201


@pytest.mark.parametrize("query", ["start_date=yesterday", "status=lost", "start_date=2020-01-01T00:00:00Z"])
def test_a_question_that_makes_no_sense_is_answered_400(client, query):
    assert client.get(f"/open311/v2/requests.json?{query}").status_code == 400


def test_too_many_in_a_minute_are_slowed(client, monkeypatch):
    monkeypatch.setattr(views, "AN_ADDRESS", 2)
    assert [send(client).status_code for _ in range(3)] == [201, 201, 429]


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_a_client_library_from_outside_works_against_it(live_server, client, counter, kind):
    case = published(counter, send(client))
    outside = GeoReport(f"{live_server.url}/open311/v2", output_format=kind)
    assert {one["service_code"] for one in outside.get_service_list()} == {"test.rubbish", "test.flooding"}
    assert outside.get_service_definition("test.flooding")["service_code"] == "test.flooding"
    found = outside.get_service_requests(status="open")
    assert (found[0] if isinstance(found, list) else found)["service_request_id"] == case.code
