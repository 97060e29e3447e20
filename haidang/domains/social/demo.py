"""Topics and four weeks of posts for a new demo: invented, marked as simulated, taken in as real ones are."""

from datetime import timedelta

from haidang.core.directory.models import Office
from haidang.core.things.models import Source, Thing
from haidang.kernel import clock
from haidang.kernel.action import system

from . import actions, counting, invented
from .invented import CHANNEL, FORUM, PORTAL, PRESS
from .taking import take_posts

ACTOR = system("demo")
LISTENING = "demo_listening"
SOURCES = {PRESS: "demo_press", PORTAL: "demo_portal_news", FORUM: "demo_forum", CHANNEL: "demo_channel"}
TOPICS = (
    ("CD-01", "Nước sinh hoạt", "Tap water", "mất nước, nước máy, cấp nước, nước đục, có nước lại", "cap-nuoc"),
    ("CD-02", "Điện", "Power", "mất điện, cúp điện, cấp điện", "dien-luc"),
    ("CD-03", "Rác, mùi hôi", "Waste, smells", "rác, bãi rác, mùi hôi, bốc mùi", "so-nnmt"),
    ("CD-04", "Ngập, triều cường", "Floods, high tides", "ngập, triều cường", "so-xay-dung"),
    ("CD-05", "Giao thông", "Traffic", "kẹt xe, ùn tắc, ổ gà, đèn đường", "so-xay-dung"),
    ("CD-06", "Du lịch, giá cả", "Tourism, prices", "du khách, khách du lịch, chặt chém, khách sạn, tắm", "so-vhttdl"),
    ("CD-07", "Thủ tục hành chính", "Procedures", "thủ tục, nộp hồ sơ, trễ hẹn", "hcc-tinh"),
    ("CD-08", "Dịch bệnh", "Epidemics", "sốt xuất huyết, dịch bệnh, tiêm chủng", "so-y-te"),
)
BACK = timedelta(days=29)


def fill() -> int:
    """Where the province has the sources of a demo; how many posts."""
    listening = Source.objects.filter(key=LISTENING).first()
    if listening is None:
        return 0
    for code, name, name_en, words, office in TOPICS:
        owner = Office.objects.filter(code=office).first() or Office.objects.get(code="vp-ubnd")
        topic = Thing.objects.filter(code=code).first()
        actions.keep_topic(
            ACTOR, code=code, name=name, name_en=name_en, words=words, office=owner, topic=topic, source=listening
        )
    now, made = clock.now(), 0
    posts = invented.between(now - BACK, now, surge_since=now - timedelta(minutes=50))
    for outlet, key in SOURCES.items():
        rows = [
            {"id": one.id, "title": one.title, "summary": one.text, "published": one.at.isoformat()}
            for one in posts if one.outlet == outlet
        ]  # fmt: skip
        source = Source.objects.get(key=key)
        made += take_posts(ACTOR, source, rows, is_press=outlet in (PRESS, PORTAL), is_simulated=True).new
    counting.measure(now.replace(second=0, microsecond=0))
    for back in range(BACK.days - 1, -1, -1):
        counting.of_day(ACTOR, clock.today() - timedelta(days=back))
    return made
