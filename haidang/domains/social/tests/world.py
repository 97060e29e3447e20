"""A province with an office, a public source, a topic, and the procedure of answers."""

from datetime import datetime, timedelta

from haidang.core.cases import sync as cases
from haidang.core.directory.models import Office, Place
from haidang.core.indicators import sync as indicators
from haidang.core.things.models import Source, Thing
from haidang.domains.social import actions
from haidang.domains.social.models import Post
from haidang.domains.social.taking import take_posts
from haidang.kernel import clock, registry
from haidang.kernel.action import system

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=clock.HO_CHI_MINH)
WHO = system("test")


class World:
    def __init__(self) -> None:
        self.top = Place.objects.create(
            key="HD", code="HD", kind="province", name_vi="HD", name_en="HD", folded="hd", sort_key="hd", path="HD/",
            valid_from="2025-07-01",
        )  # fmt: skip
        self.office = Office.objects.create(
            code="cap-nuoc", kind="utility", name_vi="Cấp nước", name_en="Water", folded="cap nuoc", sort_key="cap nuoc",
            place=self.top,
        )  # fmt: skip
        self.source = Source.objects.create(key="press", name_vi="Báo", name_en="Press", door="pull", domain="social")
        Source.objects.create(key="feeds_internal", name_vi="Đếm", name_en="Count", door="internal", domain="social")

    def facts(self) -> None:
        social = registry.domains()["social"]
        indicators.sync_domains([social], "nowhere")

    def procedures(self) -> None:
        cases.sync()

    def topic(self, words: str = "mất nước, nước + đục, -quảng cáo") -> Thing:
        return actions.keep_topic(WHO, code="CD-01", name="Nước", words=words, office=self.office)

    def post(self, title: str, at: datetime = NOW, text: str = "") -> Post:
        take_posts(WHO, self.source, [{"title": title, "summary": text, "published": at.isoformat()}])
        return Post.objects.get(title=title, at=at)

    def every_day(self, title: str, number: int, days: int = 28) -> None:
        """So many posts in the same hour of each of the days before."""
        rows = [
            {"id": f"{day}-{one}", "title": title, "published": (NOW - timedelta(days=day, minutes=5 + one)).isoformat()}
            for day in range(1, days + 1) for one in range(number)
        ]  # fmt: skip
        take_posts(WHO, self.source, rows)
