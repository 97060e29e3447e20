"""The brief: composed of what is known, kept as composed, on paper, by mail."""

import email
from datetime import timedelta
from email.policy import default
from unittest.mock import patch

import pikepdf
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from haidang.core.brief import actions, content, mail, paper, queries
from haidang.core.brief.jobs import deliver, each_morning
from haidang.core.brief.models import Brief, Sending
from haidang.core.directives import actions as directives
from haidang.core.incidents.models import Incident
from haidang.kernel import clock
from haidang.kernel.action import Invalid, system


def lines(brief, key):
    section = brief.told.section(key)
    assert section is not None
    return section.lines


def test_it_says_what_needs_a_decision_first_then_what_is_abnormal_and_what_is_not_known(morning):
    brief = actions.compose(morning.leader)
    assert brief.told.sections[0].key == "decisions"
    assert [one.link for one in lines(brief, "decisions") if "CD-" in one.source.vi][:1] == [morning.waiting.link]
    (bad,) = [one for one in lines(brief, "abnormal") if one.link == "/indicators/farm.beds/"]
    assert (bad.value.vi, bad.severity, bad.source.en) == ("91\u00a0%", 2, "typed by the office")
    assert bad.moment is not None
    outlook = brief.told.section("outlook")
    assert outlook is not None
    assert any("dự báo" in one.vi for one in outlook.unknown)
    assert [one for one in lines(brief, "late") if one.title.en]


def test_every_incident_that_was_closed_is_counted(morning):
    world = morning.world
    for number in range(5):
        Incident.objects.create(
            code=f"SC-{number}", title=f"Cháy {number}", folded="chay", severity=2, phase="closed", flow_version=1, origin="person",
            place=world.hd.province,
            opened_at=clock.now() - timedelta(days=2), closed_at=clock.now() - timedelta(days=1), due_at=clock.now(),
        )  # fmt: skip
    (line,) = [one for one in lines(actions.compose(morning.leader), "yesterday") if one.link == "/incidents/"]
    assert line.value.vi == "0 / 5"
    assert line.note.vi.count(";") == 2


def test_a_brief_of_a_past_day_does_not_change(morning):
    brief = actions.compose(system("brief"))
    kept = content.as_dict(brief.told)
    directives.approve(morning.world.leader, morning.waiting)
    with clock.frozen(clock.now() + timedelta(days=1)):
        actions.compose(morning.leader)
        again = queries.of_day(morning.leader, brief.day)
        assert again is not None
        assert content.as_dict(again.told) == kept
        newest = queries.newest(morning.leader)
        assert newest is not None
        assert newest.day != brief.day


def test_asking_again_makes_another_edition_of_the_day(morning):
    first, second = actions.compose(morning.leader), actions.compose(morning.leader)
    assert (first.number, second.number, second.is_asked) == (1, 2, True)
    assert queries.of_day(morning.leader, first.day, 1) == first


def test_it_is_read_in_few_questions(morning):
    with CaptureQueriesContext(connection) as asked:
        actions.compose(morning.leader)
    assert len(asked) < 120


def test_the_paper_is_a4_in_both_languages(morning, tmp_path):
    brief = actions.compose(morning.leader)
    for language, word in (("vi", "Cần quyết định"), ("en", "<h2>")):
        body = tmp_path / f"{language}.pdf"
        body.write_bytes(paper.pdf(brief, language))
        with pikepdf.open(body) as document:
            box = document.pages[0].mediabox
        assert [round(float(one) * 25.4 / 72) for one in list(box)[2:]] == [210, 297]
        with override(language):
            assert word in render_to_string("brief/paper.html", paper.facts(brief, language))


def test_the_morning_sends_it_once_to_whoever_wishes(morning, letters):
    morning.person().__class__.objects.filter(pk=morning.leader.id).update(email="lanhdao@tinh.example")
    with pytest.raises(Invalid):
        actions.wish(morning.leader, morning.world.person(morning.world.leader), by_mail=True)
    actions.wish(morning.leader, morning.person(), by_mail=True, language="vi")
    with patch("haidang.core.brief.actions.later") as queued:
        each_morning()
        each_morning()
    assert queued.call_count == 1
    assert Brief.objects.count() == 1
    deliver(sending=queued.call_args.kwargs["sending"])
    assert Sending.objects.get().state == "sent"
    (sent,) = letters
    assert sent.to == ("lanhdao@tinh.example",)
    message = email.message_from_string(sent.body, policy=default)
    assert message["To"] == "lanhdao@tinh.example"
    assert {part.get_content_type() for part in message.walk()} >= {"text/plain", "text/html", "application/pdf"}


def test_without_a_mail_server_it_is_held_and_says_so(morning):
    morning.person().__class__.objects.filter(pk=morning.leader.id).update(email="lanhdao@tinh.example")
    actions.wish(morning.leader, morning.person(), by_mail=True)
    with patch.object(mail, "way", return_value=None):
        (row,) = actions.send(system("brief"), actions.compose(morning.leader))
    assert row.state == "held"
    assert "connectors.toml" in row.why
