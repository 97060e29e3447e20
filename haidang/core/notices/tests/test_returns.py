"""Letters that come back through a real mailbox: the message says so with the reason, and the address is known as failing."""

from datetime import timedelta

import pytest

from haidang.core.audit.models import Event
from haidang.core.directory.models import Person
from haidang.core.directory.tests.small_province import build
from haidang.core.notices import channels, dsn, lines, outbox, returns, setups
from haidang.core.notices.actions import notify
from haidang.core.notices.models import Message, Notice, ReturnBox
from haidang.core.notices.ways.letter import Letter
from haidang.kernel import clock
from haidang.kernel.action import Invalid, Refused, action, system
from haidang.kernel.bilingual import same
from haidang.provinces import connectors

from .post_office import ACCOUNT, SECRET, post_office, report

pytestmark = pytest.mark.django_db
ADDRESS = "an@haidang.example"


@action("matter.tell")
def tell(do, *to):
    return notify(do, to, kind="test", title=same("Nước lên"), severity=2)


@pytest.fixture(scope="module")
def office():
    with post_office() as found:
        yield found


@pytest.fixture
def hd(db):
    return build()


@pytest.fixture
def box(office, hd):
    """The mailbox is set up; what earlier tests put there was read."""
    row = returns.set_up(system("setup"), mailbox=ACCOUNT, address=office[0], account=ACCOUNT, secret=SECRET)
    returns.look()
    return row


@pytest.fixture
def reader(hd):
    actor = hd.officer("duty_officer", hd.centre, hd.province)
    Person.objects.filter(pk=actor.id).update(email=ADDRESS)
    return Person.objects.get(pk=actor.id)


def sent(reader, receipt):
    """A letter that the mail server took."""
    tell(system("test"), reader)
    row = Message.objects.filter(channel="mail", person=reader).latest("pk")
    row.state, row.receipt, row.sent_at = "sent", receipt, clock.now()
    row.save()
    return row


def test_a_letter_that_comes_back_is_undeliverable_and_its_address_fails(box, office, reader):
    row = sent(reader, "<1@haidang.example>")
    assert returns.failing(ADDRESS) is None
    office[1](report("<1@haidang.example>"))
    returns.look()
    row.refresh_from_db()
    assert (row.state, row.why_vi) == (
        "undeliverable", "5.1.1 550 5.1.1 <•••@haidang.example>: Recipient address rejected: User unknown",
    )  # fmt: skip
    assert returns.failing(" An@Haidang.example").since == row.created_at
    assert returns.failing("binh@haidang.example") is None
    notice = Notice.objects.get(kind="mail.returned")
    assert (notice.to_person, notice.severity) == (reader, 0)
    assert not Message.objects.filter(notice=notice).exists(), "it goes out by no channel"
    box.refresh_from_db()
    assert (box.problem, box.uid > 0, box.read_at is not None) == ("", True, True)


def test_its_owner_is_told_once_and_a_letter_that_stands_for_a_day_clears_it(box, office, reader):
    for number in (1, 2):
        sent(reader, f"<again-{number}@haidang.example>")
        office[1](report(f"<again-{number}@haidang.example>"))
        returns.look()
    assert Message.objects.filter(state="undeliverable").count() == 2
    assert Notice.objects.filter(kind="mail.returned").count() == 1
    sent(reader, "<well@haidang.example>")
    assert returns.failing(ADDRESS)
    with clock.frozen(clock.now() + returns.STANDS_AFTER + timedelta(minutes=1)):
        assert returns.failing(ADDRESS) is None


def test_reports_name_nothing_we_sent_or_do_not_end_it(box, office, reader):
    row = sent(reader, "<waits@haidang.example>")
    for letter in (
        report("<forged@haidang.example>"),
        report("<waits@haidang.example>", action="delayed"),
        "Subject: x\n\nhi\n",
    ):
        office[1](letter)
    returns.look()
    row.refresh_from_db()
    assert row.state == "sent"
    office[1](report("", envelope="waits@haidang.example", action="delivered"))
    returns.look()
    row.refresh_from_db()
    assert row.state == "delivered", "known by the name of its envelope alone"


def test_what_was_read_is_not_read_again_and_nothing_in_the_mailbox_changes(box, office, reader, monkeypatch):
    office[1](report("<once@haidang.example>"))
    seen = []
    monkeypatch.setattr(returns.dsn, "reports", lambda octets: seen.append(octets) or [])
    returns.look()
    returns.look()
    assert len(seen) == 1
    ReturnBox.objects.update(uid=0)
    returns.look()
    assert seen[-1] == seen[0]


def test_a_mailbox_that_cannot_be_read_says_why_and_loses_nothing(box, office, reader):
    returns.set_up(system("setup"), mailbox=ACCOUNT, address=office[0], account=ACCOUNT, secret="sai")
    uid = ReturnBox.objects.get().uid
    returns.look()
    row = ReturnBox.objects.get()
    assert row.problem
    assert row.uid == uid
    returns.set_up(system("setup"), mailbox=ACCOUNT, address="imap://127.0.0.1:1", account=ACCOUNT)
    returns.look()
    assert "refused" in ReturnBox.objects.get().problem


def test_the_secret_is_sealed_and_only_an_administrator_sets_it(office, hd):
    with pytest.raises(Refused):
        returns.set_up(hd.officer("duty_officer", hd.centre, hd.province), mailbox=ACCOUNT, address=office[0])
    admin = hd.officer("administrator", hd.centre, hd.province)
    row = returns.set_up(admin, mailbox=ACCOUNT, address=office[0], account=ACCOUNT, secret=SECRET)
    assert SECRET.encode() not in bytes(row.secret)
    assert SECRET not in str(Event.objects.get(action="channel.change").facts)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("mailbox", {"mailbox": "không phải"}),
        ("address", {"address": "https://a.vn"}),
        ("address", {"address": "imaps://u:p@a.vn"}),
    ],
)
def test_what_is_set_wrong_is_named(hd, field, given):
    with pytest.raises(Invalid) as refused:
        returns.set_up(system("setup"), **{"mailbox": ACCOUNT, "address": "imaps://a.vn"} | given)
    assert refused.value.field == field


@pytest.fixture
def mail(hd, letters):
    """The channel goes by SMTP to a real server; the letters that come there."""
    options = {"tls": "none", "from": "centre@haidang.example"}
    setups.set_up(
        system("setup"), setups.ChannelKind("mail"), way="smtp", address=connectors._mailbox(""), settings=options
    )
    return letters


def test_nothing_is_read_and_letters_go_out_as_ever_until_it_is_set_up(mail):
    returns.look()
    lines.send(lines.line_of("mail"), Letter(ADDRESS, "Nước lên"))
    assert mail[0].sender == "centre@haidang.example"


def test_letters_go_out_with_the_mailbox_as_their_envelope_sender(mail, box):
    receipt = lines.send(lines.line_of("mail"), Letter(ADDRESS, "Nước lên"))
    assert mail[0].sender == ACCOUNT
    assert "From: centre@haidang.example" in mail[0].body
    assert len(receipt) <= 120


def test_an_address_the_server_refuses_at_once_fails_as_well(hd, reader, monkeypatch):
    def refuse(letter):
        raise channels.lines.smtp.Undeliverable("550 no such mailbox")

    monkeypatch.setitem(channels.senders, "mail", refuse)
    tell(system("test"), reader)
    row = Message.objects.get(channel="mail")
    outbox.send(row.pk)
    row.refresh_from_db()
    assert (row.state, returns.failing(ADDRESS).why) == ("undeliverable", "550 no such mailbox")


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers", "message/global-headers"])
def test_the_letter_is_known_whether_it_comes_back_whole_or_by_its_head(returned):
    (found,) = dsn.reports(report("<a@b.vn>", returned=returned).encode())
    assert found.letters == ("<a@b.vn>",)


@pytest.mark.parametrize(
    "octets", [b"", b"\xff\xfe", b"Content-Type: multipart/report\n\n", report("<a@b.vn>").encode()[:400]]
)
def test_what_is_broken_off_or_no_report_says_nothing(octets):
    assert dsn.reports(octets) == []
