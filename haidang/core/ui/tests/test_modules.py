import json
import re

from django.template import Context, Template

from haidang.core.ui.importmap import sources
from haidang.core.ui.tests.places import STATIC

IMPORT = re.compile(r"""(?<!["'])\b(?:from|import)\s*\(?\s*["']([^"']+)["']""")


def test_every_module_is_in_the_import_map():
    own = {f"ioc/{path.stem}" for path in (STATIC / "ioc/js").glob("*.mjs")}
    assert own <= sources().keys()
    for path in sources().values():
        assert (STATIC / path).exists(), path


def test_modules_import_each_other_by_bare_names():
    for path in (STATIC / "ioc/js").glob("*.mjs"):
        for name in IMPORT.findall(path.read_text()):
            assert name in sources(), f"{path.name} imports {name}"


def test_the_import_map_carries_the_nonce():
    html = Template("{% load ui %}{% import_map 'abc' %}").render(Context({}))
    assert html.startswith('<script type="importmap" nonce="abc">')
    assert json.loads(html[html.index(">") + 1 : html.rindex("<")])["imports"]["ioc/live"].endswith("live.mjs")


def test_our_own_scripts_stay_small():
    """One page loads a few of these; the whole set is far below what one framework weighs."""
    total = sum(path.stat().st_size for path in (STATIC / "ioc/js").glob("*.mjs"))
    assert total < 180_000
