"""What happened, from the words of programs: our own samples in their forms, and those of fail2ban where it is installed."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .test_syslog import said

AT = "<38>Nov 22 07:14:15 may01 "
ACCESS = "198.51.100.7 - - [22/Nov/2026:07:14:15 +0700] "


@pytest.mark.parametrize(
    ("text", "kind", "src", "user"),
    [
        ("sshd[9]: Failed password for root from 198.51.100.7 port 4022 ssh2", "login_failed", "198.51.100.7", "root"),
        ("sshd[9]: Failed password for invalid user a b from ::ffff:198.51.100.7 port 1", "login_failed",
         "198.51.100.7", "a b"),
        ("sshd[9]: Failed password for invalid user x from 203.0.113.1 from 198.51.100.7 port 4022 ssh2", "login_failed",
         "198.51.100.7", "x from 203.0.113.1"),
        ("sshd[9]: Accepted publickey for an from 2001:db8::7 port 4022 ssh2: RSA SHA256:x", "login_ok", "2001:db8::7",
         "an"),
        ("sshd[9]: Failed publickey for an from 198.51.100.7 port 4022 ssh2: RSA SHA256:x", "key_refused", "198.51.100.7",
         "an"),
        ("sshd[9]: Connection closed by authenticating user root 198.51.100.7 port 4022 [preauth]", "knock",
         "198.51.100.7", ""),
        ("sudo:      an : TTY=pts/0 ; PWD=/home/an ; USER=root ; COMMAND=/bin/bash", "became_root", "", "an"),
        ("sudo:   binh : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", "privilege_refused", "",
         "binh"),
        ("usermod[3]: add 'binh' to group 'sudo'", "admin_given", "", "binh"),
        ("gpasswd[3]: user binh added by root to group docker", "admin_given", "", "binh"),
        ("useradd[3]: new user: name=guest, UID=1002, GID=1002, home=/home/guest, shell=/bin/sh", "account_made", "",
         "guest"),
        ("MSWinEventLog: EventID=4625 TargetUserName=admin; IpAddress=198.51.100.7;", "login_failed", "198.51.100.7",
         "admin"),
        ("MSWinEventLog: EventID=4732 MemberName=CN=binh,DC=tinh", "admin_given", "", "CN=binh"),
        ("MSWinEventLog: EventID=1102 The audit log was cleared. SubjectUserName=an;", "log_cleared", "", "an"),
        ("kernel: [UFW BLOCK] IN=eth0 OUT= MAC=aa SRC=198.51.100.7 DST=10.0.0.5 LEN=40 TTL=5 PROTO=TCP SPT=4000 DPT=22 S",
         "denied", "198.51.100.7", ""),
        ("%ASA-4-106023: Deny tcp src outside:198.51.100.7/4000 dst inside:10.0.0.5/445 by access-group \"a\"", "denied",
         "198.51.100.7", ""),
        ("mysqld[7]: Access denied for user 'root'@'198.51.100.7' (using password: YES)", "login_failed", "198.51.100.7",
         "root"),
        ("rsyslogd: [origin software=\"rsyslogd\"] exiting on signal 15.", "log_stopped", "", ""),
        ("clamd[3]: /home/an/x.exe: Win.Trojan.Agent-1 FOUND", "malware", "", ""),
        ("restic[3]: snapshot 3fe1 saved", "backup_done", "", ""),
        (f'nginx: {ACCESS}"GET /index.html HTTP/1.1" 200 12 "-" "-"', "web_request", "198.51.100.7", "-"),
        (f'nginx: {ACCESS}"GET /wp-login.php HTTP/1.1" 404 12 "-" "-"', "web_probe", "198.51.100.7", "-"),
        (f'nginx: {ACCESS}"GET /?id=1+UNION+SELECT+1 HTTP/1.1" 200 12 "-" "-"', "web_attack", "198.51.100.7", "-"),
        ("cron[3]: (root) CMD (run-parts)", "", "", ""),
    ],
)  # fmt: skip
def test_what_happened(text: str, kind: str, src: str, user: str):
    one = said(AT + text)
    assert (one.kind, one.src, one.user) == (kind, src, user)


def test_the_port_that_was_knocked_at():
    assert said(AT + "%ASA-4-106023: Deny tcp src o:198.51.100.7/4000 dst i:10.0.0.5/445 by x").port == 445


def test_words_of_a_stranger_in_a_request_name_no_other_address():
    one = said("[Sat Jun 01 02:17:42 2013] [error] [client 198.51.100.7] File does not exist: /a/[client 203.0.113.1] user "
               "root not found")  # fmt: skip
    assert one.src != "203.0.113.1"


# Samples of fail2ban (GPL-2.0-or-later, not part of this program): `apt-get install fail2ban`, or unpacked elsewhere and
# named by HAIDANG_FAIL2BAN_LOGS. Its filters decide over several lines what we read from one, so not all can agree.
SAMPLES = Path(os.environ.get("HAIDANG_FAIL2BAN_LOGS", "/usr/lib/python3/dist-packages/fail2ban/tests/files/logs"))
KNOWN = (
    "sshd dovecot postfix vsftpd proftpd pure-ftpd apache-auth nginx-http-auth nginx-botsearch nginx-limit-req pam-generic"
    " named-refused mysqld-auth dropbear webmin-auth haproxy-http-auth roundcube-auth mssql-auth portsentry recidive"
).split()


def samples(name: str) -> Iterator[tuple[dict[str, object], bytes]]:
    told = None
    for line in (SAMPLES / name).read_bytes().split(b"\n"):
        if line.startswith(b"# failJSON:"):
            told = json.loads(line.split(b":", 1)[1])
        elif told is not None and line.strip() and not line.startswith(b"#"):
            yield told, line
            told = None


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="fail2ban's samples are not here")
def test_nine_of_ten_samples_of_fail2ban_name_who_it_was():
    wanted = [(told["host"], said(line).src) for name in KNOWN for told, line in samples(name)
              if told["match"] and told.get("host")]  # fmt: skip
    assert len(wanted) > 300
    assert sum(host == found for host, found in wanted) / len(wanted) > 0.9
