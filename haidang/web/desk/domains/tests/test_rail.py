"""The domains as the rail lists them."""

from django.urls import reverse

from haidang.kernel import registry
from haidang.web.tests.browsing import read


def test_the_rail_lists_the_domains_that_have_things_procedures_or_indicators(room):
    page = read(room.officer.get("/alerts/"))
    listed = {key for key in registry.domains() if f'href="{reverse("domain", args=[key])}"' in page}
    all_ = registry.domains().items()
    assert listed == {key for key, one in all_ if one.things or one.procedures or one.indicators}
    assert listed
