"""The room of payments, the panel on a case, and what the citizen sees."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from haidang.core.payments.models import Bill, Incoming
from haidang.core.payments.vietqr import read as read_qr
from haidang.web.tests.browsing import browser, read


def test_a_bill_is_made_from_the_page_of_a_case_and_the_case_waits(till):
    case = till.received()
    desk = browser(till.clerk)
    assert "Lập phiếu thu" in read(desk.get(case.link))
    assert "mức thu" in read(desk.post(f"/payments/new/{case.code}/", {"when": "supplement", "count_survey": 1}), 422)
    desk.post(f"/payments/new/{case.code}/", {"when": "supplement", "count_permit": "1", "ask_text": "Mời bạn nộp"})
    bill = Bill.objects.get()
    assert (bill.amount, till.fresh(case).state) == (150_000, "payment")
    assert bill.code in read(desk.get(case.link))
    page = read(desk.get("/payments/"))
    assert bill.code in page
    assert "150.000" in page


def test_the_cashier_takes_cash_and_prints(till):
    bill = till.bill()
    desk = browser(till.cashier)
    assert "150.000" in read(desk.post(f"/payments/{bill.code}/cash/", {"amount": "1000"}), 422)
    assert desk.post(f"/payments/{bill.code}/cash/", {"amount": "150000"}).status_code == 302
    assert "BL-" in read(desk.get(f"/payments/{bill.code}/"))
    assert bill.code in b"".join(desk.get("/payments/bills.csv").streaming_content).decode()


def test_money_that_does_not_fit_is_worked_off(till):
    bill = till.bill()
    money, _ = till.paid(bill, 200_000)
    desk = browser(till.cashier)
    assert "Chấp nhận và hoàn phần thừa" in read(desk.get("/payments/incoming/"))
    assert desk.post(f"/payments/incoming/{money.pk}/settle/accept/", {"why": "thừa"}).status_code == 302
    assert "50.000" in read(desk.get("/payments/incoming/?state=refund_due"))
    assert desk.post(f"/payments/incoming/{money.pk}/refunded/", {"reference": "UNC1"}).status_code == 302
    assert "Không có khoản nào" in read(desk.get("/payments/incoming/"))
    assert "NGUYEN VAN AN" in read(desk.post(f"/payments/incoming/{money.pk}/payer/", {"why": "hoàn tiền"}))


def test_unknown_money_is_given_to_a_bill_by_its_code(till):
    bill = till.bill()
    money, _ = till.paid(bill, memo="tien")
    desk = browser(till.cashier)
    url = f"/payments/incoming/{money.pk}/settle/accept/"
    assert "Không thấy" in read(desk.post(url, {"why": "x", "bill": "LP-1"}), 422)
    assert desk.post(url, {"why": "x", "bill": bill.code.lower()}).status_code == 302
    bill.refresh_from_db()
    assert bill.state == "paid"


def test_a_statement_is_looked_at_then_taken(till):
    bill = till.bill()
    body = f"Mã giao dịch,Ngày giao dịch,Ghi có,Nội dung\nFT1,20/11/2026,150000,{bill.memo}\nFT2,hôm qua,5,x\n".encode()
    desk = browser(till.cashier)
    given = {"account": "bank", "file": SimpleUploadedFile("so.csv", body)}
    look = desk.post("/payments/import/", given)
    page = read(look)
    assert "1 giao dịch, 1 dòng hỏng" in page
    assert "hôm qua" in page
    assert not Incoming.objects.exists()
    again = look.context["form"].initial | {"take": "1"}
    assert desk.post("/payments/import/", again).status_code == 302
    bill.refresh_from_db()
    assert bill.state == "paid"
    assert "đã được nhập" in read(desk.post("/payments/import/", given | {"file": SimpleUploadedFile("so.csv", body)}))


def test_a_file_changed_in_the_form_is_not_taken(till):
    answer = browser(till.cashier).post("/payments/import/", {"kept": "abc:def", "take": "1"})
    assert answer.status_code == 302
    assert not Incoming.objects.exists()


def test_the_citizen_sees_what_is_due_the_code_and_the_proof(till):
    bill = till.bill()
    phone, case = Client(), bill.case
    link = f"/app/r/{case.code}/{case.secret}/"
    assert "Cần nộp tiền" in read(phone.get(link))
    page = read(phone.get(f"{link}pay/{bill.code}/"))
    assert bill.memo in page
    assert "ngân hàng mô phỏng" in page
    assert phone.get(f"{link}pay/{bill.code}/qr.png")["Content-Type"] == "image/png"
    assert read_qr(bill.qr_text).memo == bill.memo
    till.paid(bill, 1_000)
    assert "đang đối soát" in read(phone.get(f"{link}pay/{bill.code}/"))
    till.paid(bill, 149_000, reference="FT2")
    assert "Đã nhận tiền" in read(phone.get(f"{link}pay/{bill.code}/"))
    assert phone.get(f"{link}pay/{bill.code}/qr.png").status_code == 404
    assert phone.get(f"/app/r/{case.code}/{'x' * 22}/pay/{bill.code}/").status_code == 404


def test_those_without_the_duty_do_not_get_in(till):
    till.bill()
    assert browser(till.counter.other_clerk).get("/payments/incoming/").status_code == 403
    assert Client().get("/payments/").status_code == 302
