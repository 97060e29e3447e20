import hashlib
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

VENDOR = Path(__file__).resolve().parent.parent / "static/vendor"
LOCK = VENDOR / "vendor.lock"


def locked() -> list[dict[str, str]]:
    return tomllib.loads(LOCK.read_text())["file"]


def test_every_vendored_file_is_the_one_that_was_locked():
    for entry in locked():
        assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["file"]


def test_no_file_came_in_without_a_lock_entry():
    present = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert present == {entry["file"] for entry in locked()} | {LOCK.name}


def test_every_vendored_file_names_its_licence():
    assert all(entry["licence"] and entry["version"] for entry in locked())


def test_no_vendored_script_points_to_a_source_map():
    for path in [*VENDOR.rglob("*.js"), *VENDOR.rglob("*.mjs"), *VENDOR.rglob("*.css")]:
        assert "sourceMappingURL=" not in path.read_text(), path.name


def test_the_icon_sprite_is_well_formed():
    root = ET.parse(VENDOR / "icons.svg").getroot()
    names = [symbol.get("id") for symbol in root]
    assert len(names) == len(set(names)) > 100


def test_the_map_has_glyphs_for_vietnamese():
    for stack in ("BVP Regular", "BVP SemiBold"):
        for letters in ("0-255", "256-511", "7680-7935"):
            assert (VENDOR / "glyphs" / stack / f"{letters}.pbf").stat().st_size > 10_000
