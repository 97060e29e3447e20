"""The ways out of the house, each against a real other end: a modem on a pseudo-terminal, a gateway, a mail server."""

import socket
import threading

import pytest

from haidang.core.notices import lines
from haidang.core.notices.tests.gsm import modem, read_submit, status_report
from haidang.core.notices.ways import modem as gsm
from haidang.core.notices.ways import pdu
from haidang.core.notices.ways.letter import Letter, Line, Outcome, Undeliverable

NUMBER, DIGITS = "0901 234 567", "84901234567"
VIETNAMESE = "Nước lên nhanh tại cầu Cỏ May: mức 1, đề nghị nhận cảnh báo và báo lại trung tâm trong năm phút."


def line(device, **settings):
    return Line("sms", "modem", f"serial://{device.path}", secret=settings.pop("pin", ""), settings=settings)


def test_vietnamese_goes_out_whole_in_parts_and_the_last_asks_for_a_report():
    with modem() as device:
        receipt = gsm.send(line(device), Letter(NUMBER, VIETNAMESE))
    assert "".join(text for _number, text, _asks in device.sent) == VIETNAMESE
    assert [(number, asks) for number, _text, asks in device.sent] == [(DIGITS, False), (DIGITS, True)]
    assert receipt == f"{DIGITS}:2"


def test_without_diacritics_it_fits_one_message():
    with modem() as device:
        gsm.send(line(device, letters="plain"), Letter(NUMBER, VIETNAMESE))
    assert [text for _number, text, _asks in device.sent] == [
        "Nuoc len nhanh tai cau Co May: muc 1, de nghi nhan canh bao va bao lai trung tam trong nam phut."
    ]


@pytest.mark.parametrize("length", [1, 7, 8, 160, 161, 306, 307])
def test_seven_bits_are_packed_so_that_they_can_be_read(length):
    text = ("Hai Dang 0123456789 " * 20)[:length]
    parts = pdu.submits(NUMBER, text, 7)
    assert "".join(read_submit(octets)[1] for octets, _length in parts) == text
    assert all(length == len(octets) // 2 - 1 for octets, length in parts)


def test_a_sign_outside_the_basic_plane_is_not_torn():
    text = "ở" * 69 + "🌊" + "ở" * 10
    assert "".join(read_submit(octets)[1] for octets, _length in pdu.submits(NUMBER, text, 7)) == text


def test_the_pin_of_the_sim_is_given():
    with modem(pin="1234") as device:
        gsm.send(line(device, pin="1234"), Letter(NUMBER, "a"))
    assert len(device.sent) == 1


def test_a_sim_that_asks_for_a_pin_nobody_set_says_so():
    with modem(pin="1234") as device, pytest.raises(gsm.ModemError, match="asks for a PIN"):
        gsm.send(line(device), Letter(NUMBER, "a"))


@pytest.mark.parametrize(("code", "error"), [("28", Undeliverable), ("42", gsm.ModemError)])
def test_what_the_network_refuses_is_for_good_or_for_now(code, error):
    with modem(refuses=code) as device, pytest.raises(error, match=code):
        gsm.send(line(device), Letter(NUMBER, "a"))


def test_a_modem_that_is_not_there_is_tried_again_later():
    with pytest.raises(OSError, match="no-such-modem"):
        gsm.send(Line("sms", "modem", "serial:///dev/no-such-modem"), Letter(NUMBER, "a"))


def test_a_number_that_is_none_is_never_sent():
    with modem() as device, pytest.raises(Undeliverable, match="3 to 15 digits"):
        gsm.send(line(device), Letter("không có", "a"))


def test_reports_of_the_network_are_read_and_cleared():
    with modem() as device:
        device.reports = [status_report(2, DIGITS, 0x00), status_report(3, DIGITS, 0x46), status_report(9, DIGITS, 0)]
        found = gsm.ask(line(device), [f"{DIGITS}:2", f"{DIGITS}:3", f"{DIGITS}:4"])
    assert found == {f"{DIGITS}:2": Outcome("delivered"), f"{DIGITS}:3": Outcome("failed", "TP-Status 0x46")}
    assert device.reports == ["", "", ""]


def test_a_gateway_takes_a_message_and_says_what_became_of_it(outside):
    gateway = Line("sms", "http", f"{outside}/messages")
    good, bad = (lines.send(gateway, Letter(to, "Nước lên")) for to in ("0990000123", "0990000000"))
    found = lines.ask(gateway, [good, bad, "unknown"])
    assert found == {good: Outcome("delivered"), bad: Outcome("failed", "thuê bao không liên lạc được")}


def test_a_message_the_gateway_cannot_take_is_not_tried_again(outside):
    with pytest.raises(Undeliverable, match="400"):
        lines.send(Line("sms", "http", f"{outside}/messages"), Letter("", "x"))


def test_mail_goes_to_the_server_with_its_subject(letters):
    from haidang.provinces import connectors

    address = connectors._mailbox("")
    mail = Line("mail", "smtp", address, settings={"tls": "none", "from": "trungtam@haidang.example"})
    receipt = lines.send(mail, Letter("an@haidang.example", "Nước lên nhanh\nCầu Cỏ May"))
    (letter,) = letters
    assert letter.to == ("an@haidang.example",)
    assert receipt in letter.body
    assert "Auto-Submitted: auto-generated" in letter.body


def test_a_mailbox_that_is_none_is_for_good():
    def refuse(server):
        talk, _address = server.accept()
        said = iter(
            [b"220 x\r\n", b"250 x\r\n", b"250 ok\r\n", b"550 no such mailbox\r\n", b"250 ok\r\n", b"221 bye\r\n"]
        )
        with talk:
            talk.sendall(next(said))
            for answer in said:
                if not talk.recv(4096):
                    return
                talk.sendall(answer)

    with socket.create_server(("localhost", 0)) as server:
        threading.Thread(target=refuse, args=[server], daemon=True).start()
        mail = Line("mail", "smtp", f"smtp://localhost:{server.getsockname()[1]}", settings={"tls": "none"})
        with pytest.raises(Undeliverable, match="550 no such mailbox"):
            lines.send(mail, Letter("nobody@haidang.example", "a"))
