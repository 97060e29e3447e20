"""Rules that every template of the product keeps."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation

from haidang.core.ui import gallery, icons
from haidang.core.ui.tests.places import PRODUCT, TEMPLATES, all_templates
from haidang.kernel.facts import Words

SCRIPT = re.compile(r"<script\b[^>]*>")
FORBIDDEN = {
    "a number in a style reaches CSS with a decimal comma": re.compile(r"style=\"[^\"]*\{\{(?![^}]*css_num)"),
    "an inline handler is stopped by the content policy": re.compile(r"\son[a-z]+=\""),
    "htmx may not run script from attributes": re.compile(r"hx-on|hx-vals=['\"]js:"),
    "nothing is fetched from elsewhere": re.compile(r"(?:src|href)=\"(?:https?:)?//(?!www\.openstreetmap\.org)"),
}


@pytest.mark.parametrize("path", all_templates(), ids=lambda path: str(path.relative_to(PRODUCT)))
def test_a_template_keeps_the_rules(path: Path):
    text = path.read_text()
    for rule, pattern in FORBIDDEN.items():
        assert not pattern.search(text), rule
    for script in SCRIPT.findall(text):
        assert "nonce=" in script or "application/json" in script or "src=" in script, script
    assert "</style>" not in text


@pytest.mark.parametrize("path", all_templates(), ids=lambda path: str(path.relative_to(PRODUCT)))
def test_a_template_compiles(path: Path):
    Template(path.read_text())


def named_icons() -> dict[str, str]:
    """Icon name -> one file that names it: in tags, in includes, in manifests and in Python."""
    patterns = {
        "*.html": re.compile(r"{% icon \"([a-z0-9-]+)\"|\bicon=\"([a-z0-9-]+)\""),
        "*.toml": re.compile(r"^\s*icon\s*=\s*\"([a-z0-9-]+)\"|\bicon = \"([a-z0-9-]+)\"", re.MULTILINE),
        "*.py": re.compile(r"\"icon\": \"([a-z0-9-]+)\"|icon=\"([a-z0-9-]+)\""),
    }
    found = {}
    for kind, pattern in patterns.items():
        for path in PRODUCT.rglob(kind):
            for pair in pattern.findall(path.read_text()):
                found[pair[0] or pair[1]] = str(path.relative_to(PRODUCT))
    return found


def test_every_icon_named_anywhere_is_in_the_sprite():
    missing = {name: path for name, path in named_icons().items() if name not in icons.names()}
    assert not missing, "add them to ICONS in tools/vendor.py and run it"


def rendered(name: str, **facts: object) -> str:
    return get_template(name).template.render(Context({**gallery.shell(), **facts}))


def test_the_gallery_shows_every_part():
    html = rendered("ui/gallery.html", **gallery.sample())
    for part in (
        "alarm",
        "tile",
        "steps",
        "checklist",
        "log",
        "state",
        "skeleton",
        "banner",
        "tabs",
        "table",
        "lock",
        "palette",
    ):
        assert f'class="{part}' in html or f'class="panel {part}' in html or f" {part}" in html, part
    assert "None" not in re.sub(r"<[^>]+>", " ", html)


def test_the_country_inset_names_both_archipelagos():
    html = rendered("ui/parts/_inset_vietnam.html")
    for name in ("Quần đảo Hoàng Sa", "Quần đảo Trường Sa", "(Việt Nam)", "Biển Đông"):
        assert name in html


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "429.html", "500.html"])
def test_an_error_page_needs_no_context(name: str):
    html = get_template(name).template.render(Context({}))
    assert "<h1>" in html
    assert "<script" not in html


def test_a_refusal_says_why():
    assert "Chỉ trưởng ca được đóng sự cố" in rendered("403.html", why="Chỉ trưởng ca được đóng sự cố")


def test_the_public_shell_works_without_script():
    assert "<script" not in rendered("ui/citizen.html")


def test_every_shell_has_a_skip_link_and_one_main_landmark():
    for name in ("office", "wall", "citizen", "field", "signin", "error"):
        html = rendered(f"ui/{name}.html")
        assert 'href="#main"' in html, name
        assert len(re.findall(r"<main\b", html)) == 1, name


def test_every_part_says_what_it_takes():
    """A part with parameters opens with a comment that names them."""
    silent = {"_skeleton", "_form", "_palette", "_tile", "_log_line", "_field_notes", "_messages"}
    for path in (TEMPLATES / "ui/parts").glob("*.html"):
        assert path.stem in silent or "{% comment %}" in path.read_text(), path.name


@pytest.mark.parametrize(
    ("language", "vi", "en", "said"),
    [
        ("en", "Cây đổ", "Cây đổ", '<span lang="vi">Cây đổ</span>'),
        ("vi", "Cây đổ", "Cây đổ", "Cây đổ"),
        ("en", "Cây đổ", "Fallen tree", "Fallen tree"),
        ("en", "Big <b> tree", "Big <b> tree", "Big &lt;b&gt; tree"),
    ],
)
def test_what_somebody_wrote_says_its_language_where_it_is_not_the_readers(language, vi, en, said):
    with translation.override(language):
        page = Template("{% load ui %}{{ words|with_lang }}").render(Context({"words": Words(vi=vi, en=en)}))
    assert page == said
