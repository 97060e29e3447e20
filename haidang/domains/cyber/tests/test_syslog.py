"""Messages as the standards print them and as devices write them."""

from datetime import UTC, datetime, timedelta

import pytest

from haidang.domains.cyber.logs import framing
from haidang.domains.cyber.logs.reading import read_all
from haidang.domains.cyber.logs.record import Record
from haidang.kernel.clock import HO_CHI_MINH

NOW = datetime(2026, 11, 22, 7, 15, tzinfo=HO_CHI_MINH)


def us(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def said(text: str | bytes, now: datetime = NOW) -> Record:
    [one] = read_all([(text.encode() if isinstance(text, str) else text, "192.0.2.9", us(now))])
    return one


def at(record: Record) -> datetime:
    return datetime.fromtimestamp(record.at_us / 1e6, UTC)


class TestRfc5424:
    """The examples of RFC 5424, section 6.5."""

    def test_example_1(self):
        one = said(
            "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed on /dev/pts/8",
            datetime(2003, 10, 12, tzinfo=UTC),
        )
        assert (one.facility, one.level, one.host, one.app, one.pid) == (4, 2, "mymachine.example.com", "su", "")
        assert (one.form, one.fields) == ("5424", {"msgid": "ID47"})
        assert one.message == "'su root' failed on /dev/pts/8"
        assert at(one) == datetime(2003, 10, 11, 22, 14, 15, 3000, UTC)

    def test_example_2_keeps_microseconds_and_the_offset(self):
        one = said(
            "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
            datetime(2003, 8, 24, 12, 15, tzinfo=UTC),
        )
        assert at(one) == datetime(2003, 8, 24, 12, 14, 15, 3, UTC)
        assert (one.host, one.app, one.pid) == ("192.0.2.1", "myproc", "8710")

    def test_example_3_has_structured_data(self):
        one = said(
            '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" '
            'eventSource="Application" eventID="1011"] \ufeffAn application event log entry...'
        )
        assert one.fields == {"msgid": "ID47", "iut": "3", "eventSource": "Application", "eventID": "1011"}
        assert one.message == "An application event log entry..."

    def test_example_4_has_data_alone(self):
        one = said(
            "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 "
            '[exampleSDID@32473 iut="3"][examplePriority@32473 class="high"]'
        )
        assert (one.message, one.fields["class"]) == ("", "high")

    def test_escaped_signs_in_structured_data(self):
        one = said(r'<13>1 - - - - - [x@1 a="he said \"no\" \] \\"] text')
        assert (one.fields["a"], one.message) == (r'he said "no" ] \ '.strip(), "text")

    def test_structured_data_that_never_ends_is_text(self):
        one = said("<13>1 - h a - - [x@1 a=" + '"' * 5_000)
        assert one.app != "x@1"


class TestRfc3164:
    def test_the_example_of_the_rfc(self):
        one = said("<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8")
        assert (one.facility, one.level, one.host, one.app) == (4, 2, "mymachine", "su")

    def test_a_moment_without_year_is_the_nearest(self):
        new_year = datetime(2027, 1, 1, 0, 0, 5, tzinfo=HO_CHI_MINH)
        assert at(said("<13>Dec 31 23:59:58 h a: x", new_year)) == new_year.astimezone(UTC) - timedelta(seconds=7)

    def test_a_clock_that_is_far_off_is_not_believed(self):
        assert at(said("<13>Mar  1 00:00:00 h a: x")) == NOW.astimezone(UTC)

    def test_29_february_of_a_year_that_has_none(self):
        assert at(said("<13>Feb 29 00:00:00 h a: x")) == NOW.astimezone(UTC)

    @pytest.mark.parametrize(
        ("text", "host", "app", "pid", "message"),
        [
            ("<38>Nov 22 07:14:15 web01 sshd[71]: hello", "web01", "sshd", "71", "hello"),
            ("<38>2026-11-22T07:14:15.123456+07:00 web01 sshd[71]: hello", "web01", "sshd", "71", "hello"),
            ("<38>Nov 22 07:14:15 sshd[71]: hello", "", "sshd", "71", "hello"),
            ("<38>sshd[71]: hello", "", "sshd", "71", "hello"),
            ("Nov 22 07:14:15 web01 sshd[71]: hello", "web01", "sshd", "71", "hello"),
            ("Nov 22 07:14:15 fe80::1 pop(pam_unix)[4]: hello", "fe80::1", "pop", "4", "hello"),
            ("<189>29: asa-1: Nov 22 07:14:15.1: %SYS-5-CONFIG_I: hello", "asa-1", "sys", "", "%SYS-5-CONFIG_I: hello"),
            ("hello there", "", "", "", "hello there"),
            ("<999>hello there", "", "", "", "<999>hello there"),
            ("", "", "", "", ""),
        ],
    )
    def test_dialects(self, text: str, host: str, app: str, pid: str, message: str):
        one = said(text)
        assert (one.host, one.app, one.pid, one.message) == (host, app, pid, message)

    def test_bytes_that_are_no_text(self):
        one = said(b"<13>Nov 22 07:14:15 h a: \xff\xfe\x00\x1b[31m")
        assert one.message.startswith("\ufffd\ufffd")
        assert "\x1b" not in one.message


class TestCef:
    def test_the_example_of_the_format(self):
        one = said(
            "<134>Nov 22 07:14:15 host CEF:0|Security|threatmanager|1.0|100|worm successfully stopped|10|"
            "src=10.0.0.1 dst=2.1.2.2 spt=1232"
        )
        assert (one.form, one.app, one.level, one.src, one.host) == ("cef", "threatmanager", 2, "10.0.0.1", "host")
        assert (one.message, one.fields["spt"]) == ("worm successfully stopped", "1232")

    def test_escapes_spaces_and_labels(self):
        one = said(
            r"CEF:0|secu\|rity|threat\\manager|1.0|100|detected a \| in message|High|"
            r"act=blocked a \= dst=1.1.1.1 msg=two words\nand a line cs1Label=Rule cs1=7 dpt=3389 suser=an"
        )
        assert (one.fields["vendor"], one.fields["product"]) == ("secu|rity", r"threat\manager")
        assert (one.fields["act"], one.fields["Rule"], one.port, one.user) == ("blocked a =", "7", 3389, "an")
        assert (one.level, one.message) == (3, "detected a | in message: two words\nand a line")

    def test_a_denied_connection(self):
        assert said("CEF:0|F|FW|1|9|deny|5|act=Deny src=198.51.100.7 dpt=22").kind == "denied"

    def test_half_a_head_stays_a_message(self):
        assert said("CEF:0|only|three|parts").form == "plain"


class TestJson:
    def test_nested_names_of_ecs(self):
        one = said(
            '{"@timestamp":"2026-11-22T00:14:15Z","host":{"name":"dc01"},"log":{"level":"warning"},"message":"no",'
            '"source":{"ip":"198.51.100.7"},"user":{"name":"an"},"event":{"code":4625}}'
        )
        assert (one.form, one.host, one.level, one.src, one.user) == ("json", "dc01", 4, "198.51.100.7", "an")
        assert (one.message, one.fields) == ("no", {"event.code": "4625"})

    def test_behind_a_header_with_its_cookie(self):
        one = said('<13>Nov 22 07:14:15 web01 app[2]: @cee: {"msg":"hi","ts":1795306455.5}')
        assert (one.host, one.app, one.message, one.form) == ("web01", "app", "hi", "json")
        assert at(one).microsecond == 500_000

    @pytest.mark.parametrize("text", ['{"a":', "{}{}", '{"a":' * 9_000 + "1" + "}" * 9_000, '{"a":1,}'])
    def test_what_is_no_json_stays_a_message(self, text: str):
        assert said(text).form == "plain"


class TestFraming:
    def test_counted_octets_in_any_pieces(self):
        stream = b"11 <13>hello\nx7 <13>bye"
        for size in (1, 3, len(stream)):
            frames = framing.Frames()
            pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
            assert [one for piece in pieces for one in frames.feed(piece)] == [b"<13>hello\nx", b"<13>bye"]

    def test_lines_in_any_pieces(self):
        stream = b"<13>one\r\n\n<13>two\x00<13>three"
        for size in (1, 4, len(stream)):
            frames = framing.Frames()
            pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
            found = [one for piece in pieces for one in frames.feed(piece)]
            assert found + frames.rest() == [b"<13>one", b"<13>two", b"<13>three"]

    def test_a_line_that_begins_with_a_number_is_a_line(self):
        assert framing.Frames().feed(b"2026-11-22 hello\n") == [b"2026-11-22 hello"]

    def test_what_is_too_long_is_cut_and_the_next_is_whole(self):
        for long, after in ((b"x" * 200_000 + b"\n", b"<13>y\n"), (b"200000 <" + b"x" * 199_999, b"5 <13>y")):
            frames = framing.Frames()
            found = [one for at in range(0, len(long), 50_000) for one in frames.feed(long[at : at + 50_000])]
            found += frames.feed(after)
            assert [len(one) for one in found] == [framing.LONGEST, 5]

    def test_a_length_that_is_none_ends_the_connection(self):
        frames = framing.Frames()
        frames.feed(b"5 <13>y")
        with pytest.raises(framing.NotFramed):
            frames.feed(b"and then text")
