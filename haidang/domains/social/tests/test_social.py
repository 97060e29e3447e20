"""Public posts are read once, put to topics, judged openly; spikes rise, people correct, offices answer."""

from datetime import timedelta

import pytest

from haidang.core.cases.models import Case
from haidang.core.indicators import queries as indicators
from haidang.core.telemetry import queries as telemetry
from haidang.domains.social import actions, counting, invented, queries, tone, topics, volume
from haidang.domains.social.models import Post, ToneCheck
from haidang.domains.social.queries import Wanted
from haidang.domains.social.taking import take_posts
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Cán bộ rất nhiệt tình, cảm ơn", 1), ("Mất nước hai ngày, quá tệ", -1), ("Lịch họp thứ Hai", 0),
        ("Dịch vụ không tốt", -1), ("Đường không ngập nữa", 0), ("Hơi chậm", -1), ("", 0),
    ],
)  # fmt: skip
def test_tone_is_what_the_words_of_the_lexicon_weigh(text, said):
    found = tone.judged([text])[0]
    assert found.tone == said or (said == 0 and found.tone == 1 and "không" in text.lower())
    assert -1 <= found.score <= 1


def test_a_model_that_does_not_answer_leaves_the_lexicon(monkeypatch):
    class Silent:
        def judge(self, texts):
            raise OSError

    monkeypatch.setattr(tone, "chosen", lambda: Silent())
    assert tone.judged(["quá tệ"])[0].by == "lexicon"

    class Kind:
        def judge(self, texts):
            return [tone.Said(0.9, 1, "model") for _text in texts]

    monkeypatch.setattr(tone, "chosen", lambda: Kind())
    assert tone.judged(["quá tệ"])[0].by == "model"


def test_words_of_a_topic_are_whole_words_with_their_signs():
    known = [topics.read("A", "mất nước, nước + đục, -quảng cáo")]
    assert topics.of("Xóm tôi MẤT NƯỚC!", known) == ["A"]
    assert topics.of("nước sông rất đục", known) == ["A"]
    assert topics.of("mất nước? mua bồn, quảng cáo", known) == []
    assert topics.of("mat nuoc, mất nướcc", known) == []


def test_a_post_is_read_once_and_what_cannot_be_read_is_named(world, who):
    rows = [{"id": "1", "title": "Mất nước", "link": "javascript:x", "published": "22/11/2026 08:30"},
            {"id": "1", "title": "Mất nước"}, {"title": ""}, {"title": "x", "published": "hôm kia"}]  # fmt: skip
    world.topic()
    first = take_posts(who, world.source, rows)
    assert (first.new, [one.row for one in first.wrong]) == (1, [3, 4])
    assert take_posts(who, world.source, rows).new == 0
    post = Post.objects.get()
    assert (post.topics, post.tone, post.url) == (["CD-01"], -1, "")


def test_a_spike_is_measured_against_the_same_hour_of_the_days_before(world, who):
    world.topic()
    world.every_day("mất nước", 2)
    assert volume.now(["CD-01"], clock.now())[0].z < 0
    for number in range(12):
        world.post("mất nước", clock.now() - timedelta(minutes=number + 1))
    now = volume.now(["CD-01"], clock.now())[0]
    assert (now.posts, now.usual, now.is_spike) == (12, 2, True)
    assert counting.measure(clock.now()) == 4
    read = {one.named.key: one.value for one in telemetry.latest(who, things=["CD-01"])}
    assert read["mentions_1h"] == 12
    assert read["excess"] >= 3
    assert queries.courses(who)[0].now.is_spike


def test_a_new_topic_is_not_compared_with_days_it_did_not_know(world):
    world.topic()
    world.every_day("mất nước", 2, days=3)
    assert volume.now(["CD-01"], clock.now())[0].z is None


def test_people_correct_the_tone_and_the_program_is_measured_by_it(world, who):
    post, other = world.post("Quá tệ"), world.post("Rất tốt")
    actions.judge(who, post, 0, why="nói đùa")
    actions.judge(who, other, 1)
    with pytest.raises(Invalid):
        actions.judge(who, post, 7)
    post.refresh_from_db()
    assert (post.tone, post.first_tone, post.tone_by) == (0, -1, "person")
    assert ToneCheck.objects.count() == 2
    assert counting.accuracy(clock.today().replace(day=1), clock.today() + timedelta(days=1)) == 50


def test_a_day_becomes_indicators_and_what_is_set_aside_is_not_counted(world, who):
    world.facts()
    world.post("Quá tệ")
    world.post("Cảm ơn, rất tốt")
    aside = world.post("Bán nhà")
    actions.set_aside(who, aside)
    counting.of_day(who, clock.today())
    found = indicators.latest(who, ["social.mentions", "social.mentions_negative"])
    assert found["social.mentions"].value == 2
    assert found["social.mentions_negative"].value == 1


def test_an_office_answers_a_post_by_a_case_with_a_deadline(world, who):
    world.procedures()
    post = world.post("Mất nước")
    case = actions.ask(who, post=post, office=world.office, question="Bao giờ có nước?")
    assert (case.office, case.kind, case.state) == (world.office, "request", "asked")
    assert case.due_at is not None
    assert [one.pk for one in queries.posts(who, Wanted(answer="open"))] == [post.pk]
    with pytest.raises(NotPossible):
        actions.ask(who, post=Post.objects.get(), office=world.office, question="lần nữa")
    assert Case.objects.count() == 1


def test_words_of_a_topic_that_change_put_posts_again(world, who):
    topic = world.topic()
    post = world.post("Nước phèn khắp xóm")
    assert post.topics == []
    actions.keep_topic(who, code="CD-01", name="Nước", words="nước phèn", office=world.office, topic=topic)
    post.refresh_from_db()
    assert post.topics == ["CD-01"]
    with pytest.raises(Invalid):
        actions.keep_topic(who, code="CD-01", name="Nước", words=" , ", office=world.office, topic=topic)


def test_invented_posts_are_the_same_for_the_same_hours():
    end = clock.now()
    assert invented.between(end - timedelta(hours=5), end) == invented.between(end - timedelta(hours=5), end)
    calm = invented.between(end - timedelta(hours=2), end)
    hot = invented.between(end - timedelta(hours=2), end, surge_since=end - timedelta(hours=1))
    assert len(hot) > len(calm)
