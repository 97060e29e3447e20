"""How each indicator counts one dossier: whether it counts at all, and whether for or against. All shares are of these."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_noop as msgid

from .dossiers import CONTENT_FROM, Seen

Counted = tuple[bool, str] | None
"""For (True) or against, with the reason (a msgid); None when the dossier does not count here."""
Count = Callable[[Seen], Counted]

TIMELY = {
    "in_time": msgid("xong trong hạn"),
    "late": msgid("xong sau hạn"),
    "asked_twice": msgid("yêu cầu bổ sung quá một lần"),
    "running": msgid("đang xử lý, còn hạn"),
    "running_late": msgid("đang xử lý, đã quá hạn"),
    "waiting": msgid("chờ bổ sung, yêu cầu trong hạn"),
    "waiting_late": msgid("chờ bổ sung, yêu cầu sau hạn"),
    "no_deadline": msgid("không có hạn trong danh mục, không tính"),
}


def on_time(one: Seen) -> Counted:
    good = one.verdict.is_on_time
    return None if good is None else (good, TIMELY[one.verdict.why])


def synced(one: Seen) -> Counted:
    if not one.is_received:
        return None
    return one.is_synced, msgid("Cổng đã có") if one.is_synced else msgid("chưa gửi được lên Cổng")


def online(one: Seen) -> Counted:
    """Filed online; where it is dealt with the result must be there electronically."""
    if not one.is_received:
        return None
    if one.channel != "2":
        return False, msgid("nộp trực tiếp hoặc qua bưu chính")
    if one.is_dealt_with and not one.has_result_file:
        return False, msgid("trực tuyến nhưng không có kết quả điện tử")
    return True, msgid("nộp trực tuyến")


def paid_online(one: Seen) -> Counted:
    if not one.is_received or not one.bills:
        return None
    good = "paid:bank" in one.bills
    return good, msgid("đã trả trực tuyến") if good else msgid("có phí, chưa trả trực tuyến")


def electronic_result(one: Seen) -> Counted:
    """Of those dealt with whose procedure has a paper as its result."""
    if not one.is_dealt_with or not one.case.version.book.procedure.results:
        return None
    return one.has_result_file, msgid("có tệp kết quả") if one.has_result_file else msgid("không có tệp kết quả")


def digitised(one: Seen) -> Counted:
    if not one.is_dealt_with:
        return None
    has_parts = bool({"part", "before"} & one.papers)
    if has_parts and one.has_result_file:
        return True, msgid("đủ tệp thành phần và kết quả")
    return False, msgid("thiếu tệp kết quả") if has_parts else msgid("thiếu tệp thành phần")


def reused(one: Seen) -> Counted:
    if not one.is_received:
        return None
    return one.is_reused, msgid("có giấy tờ dùng lại") if one.is_reused else msgid("không dùng lại giấy tờ nào")


def stored(one: Seen) -> Counted:
    """A paper from the national store, or its result shared by the synchronisation."""
    if not one.is_received:
        return None
    good = one.is_from_national_store or (one.is_synced and one.has_result_file)
    return good, msgid("lấy từ kho hoặc đã chia sẻ kết quả") if good else msgid("chưa lấy từ kho, chưa chia sẻ kết quả")


def verified(one: Seen) -> Counted:
    if not one.is_received:
        return None
    return one.is_verified, msgid("tài khoản đã xác thực VNeID") if one.is_verified else msgid("chưa xác thực VNeID")


def dossiers_content(one: Seen) -> Counted:
    """Against: late, or the citizen is not content."""
    if one.verdict.is_on_time is False:
        return False, TIMELY[one.verdict.why]
    if one.case.rating is not None and one.case.rating < CONTENT_FROM:
        return False, msgid("người dân không hài lòng")
    return True, msgid("đúng hạn, không có đánh giá xấu")


DOSSIERS: dict[str, Count] = {
    "on_time": on_time, "synced": synced, "online": online, "paid_online": paid_online, "electronic_result": electronic_result,
    "digitised": digitised, "reused": reused, "stored": stored, "verified": verified, "dossiers_content": dossiers_content,
}  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What was counted of one indicator: for, and in all. For a mean: the sum and the number."""

    good: float = 0.0
    all: float = 0.0

    def add(self, counted: Counted) -> None:
        if counted is not None:
            self.all += 1
            self.good += counted[0]

    @property
    def share(self) -> float | None:
        """None where nothing counts: not applicable, rather than none."""
        return self.good / self.all if self.all else None


def measures(one: Seen) -> dict[str, float]:
    """The plain numbers that the national system publishes too, of one dossier."""
    on_time_end = one.is_ended and one.verdict.is_on_time is True
    return {
        "totalReceived": float(one.is_received),
        "totalCompleted": float(one.is_ended),
        "totalOnTime": float(on_time_end),
        "channelOnlineSum": float(one.is_received and one.channel == "2"),
        "channelDirectSum": float(one.is_received and one.channel == "1"),
        "channelPostalSum": float(one.is_received and one.channel == "3"),
        "channelTotalSum": float(one.is_received),
        "totalDossierFinancialObligation": float(one.is_received and bool(one.bills)),
        "totalDossierOnlinePaymentSuccess": float(one.is_received and "paid:bank" in one.bills),
    }
