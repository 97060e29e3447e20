"""The domains as the rail lists them."""

from django.urls import reverse

from haidang.kernel import registry
from haidang.web.tests.browsing import read


def test_the_rail_lists_the_domains_that_have_things_or_procedures(room):
    page = read(room.officer.get("/alerts/"))
    listed = {key for key in registry.domains() if f'href="{reverse("domain", args=[key])}"' in page}
    assert listed == {key for key, domain in registry.domains().items() if domain.things or domain.procedures}
    assert listed
