"""Fetch the browser's libraries from npm into the repository: the only use of npm.

    uv run --group assets python tools/vendor.py          fetch, cut, write static/vendor/ and vendor.lock
    uv run --group assets python tools/vendor.py --check  compare the committed files with vendor.lock, offline

Versions are pinned here; nothing that runs, tests or deploys Hải Đăng needs npm or node.
"""

import hashlib
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "haidang/core/ui/static/vendor"
LOCK = VENDOR / "vendor.lock"


class Package(NamedTuple):
    name: str
    version: str
    licence: str
    files: tuple[tuple[str, str], ...] = ()
    """(path inside the package, path below static/vendor)"""


WEIGHTS = (400, 500, 600, 700)
SUBSETS = ("vietnamese", "latin")

HTMX = Package("htmx.org", "2.0.11", "0BSD", (("dist/htmx.min.js", "htmx/htmx.min.js"),))
MAPLIBRE = Package(
    "maplibre-gl",
    "6.17.0",
    "BSD-3-Clause",
    tuple(
        (f"dist/{name}", f"maplibre/{name}")
        for name in ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css")
    ),
)
ECHARTS = Package("echarts", "6.1.0", "Apache-2.0", (("dist/echarts.esm.min.mjs", "echarts/echarts.esm.min.mjs"),))
JSQR = Package("jsqr", "1.4.0", "Apache-2.0", (("dist/jsQR.js", "jsqr/jsQR.js"),))
BE_VIETNAM_PRO = Package(
    "@fontsource/be-vietnam-pro",
    "5.3.0",
    "OFL-1.1",
    tuple(
        (f"files/be-vietnam-pro-{part}-{weight}-normal.woff2", f"fonts/bvp-{part}-{weight}.woff2")
        for weight in WEIGHTS
        for part in SUBSETS
    ),
)
INTER = Package("@fontsource-variable/inter", "5.3.0", "OFL-1.1")
TABLER = Package("@tabler/icons", "3.51.0", "MIT")
PACKAGES = (HTMX, MAPLIBRE, ECHARTS, JSQR, BE_VIETNAM_PRO, INTER, TABLER)

NUMBER_SIGNS = " 0123456789+-−–—±×÷=≈≠<>≤≥.,:;/%‰°′″()[]#*&_·•→↑↓²³⁻\u00a0\u202f\u2009"

ICONS = """
activity adjustments alarm alert-circle alert-octagon alert-square-rounded alert-triangle ambulance anchor
antenna-bars-5 api apps archive arrow-down-right arrow-left arrow-right arrow-up-right arrows-sort ban
barrier-block beach bell bell-check bell-off bell-ringing bike biohazard bolt book bookmark broadcast brush
bucket-droplet building building-bank building-bridge-2 building-broadcast-tower building-community
building-factory-2 building-hospital building-lighthouse building-skyscraper building-store building-warehouse
bulb bulb-off bus calculator calendar calendar-event camera camera-off car-crash cash certificate chart-bar
chart-dots chart-line check checklist checks chevron-down chevron-left chevron-right chevron-up circle-check
circle-dashed circle-dot circle-x clipboard-check clipboard-list clock clock-hour-4 clock-pause cloud
cloud-bolt cloud-off cloud-rain cloud-storm code coins copy cpu crane crosshair current-location database
database-off device-cctv device-desktop device-mobile device-tablet device-tv dots download droplet
droplet-half-2 droplets edit engine external-link eye eye-off file-certificate file-code file-search
file-spreadsheet file-text file-type-pdf filter filter-off firetruck first-aid-kit fish flag flame flask
focus-2 gas-station gauge gavel git-compare grain grid-dots hand-stop headset heart-handshake
heart-rate-monitor heartbeat help hierarchy history home hourglass hourglass-high id-badge-2 info-circle key
keyboard language layers-subtract layout-dashboard leaf lifebuoy link list list-check list-search lock
lock-open login logout mail map-2 map-pin map-pin-filled map-pins map-search maximize menu-2 message-2
message-circle message-report messages microscope minimize minus moon motorbike mountain movie news note notes
packages paperclip parking pencil phone phone-call photo pin plane-departure plant-2 player-pause player-play
playlist-add plug plug-connected plug-connected-x plus power presentation printer qrcode radar-2 receipt
recycle refresh report report-analytics ripple road robot route router rss ruler ruler-2 ruler-measure run
sailboat satellite scale school scuba-mask search send server server-2 settings shield shield-check
shield-lock ship shovel sitemap snowflake social solar-panel sos speakerphone square-rounded-x stack-2 star
stethoscope sun sun-high switch-horizontal table tag target target-arrow temperature template test-pipe ticket
timeline tool topology-star-3 tornado tower traffic-cone train transform trash tree trees trending-down
trending-up truck user user-check user-plus user-shield users users-group vaccine versions video virus volume
volume-off walk wall wave-sine waves-electricity webhook wifi wifi-off wind windmill world x zoom-in zoom-out
zzz
""".split()


def install(into: Path, packages: tuple[Package, ...] = PACKAGES) -> Path:
    """The folder node_modules with the packages in it, their install scripts not run."""
    wanted = [f"{package.name}@{package.version}" for package in packages]
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(into), *wanted]
    subprocess.run(command, check=True)
    return into / "node_modules"


def without_source_map(text: str) -> str:
    """Django's manifest storage fails on a source map that is not there."""
    return re.sub(r"(?m)^\s*(//|/\*)# sourceMappingURL=\S+(\s*\*/)?\s*$", "", text)


def copy_files(modules: Path) -> Iterator[tuple[Package, Path]]:
    for package in PACKAGES:
        for source, target in package.files:
            data = (modules / package.name / source).read_bytes()
            if target.endswith((".js", ".mjs", ".css")):
                data = without_source_map(data.decode()).encode()
            yield package, write(target, data)


def cut_number_font(modules: Path) -> tuple[Package, Path]:
    """Be Vietnam Pro has no tabular digits; take them, and the signs beside them, from Inter."""
    font = TTFont(modules / INTER.name / "files/inter-latin-wght-normal.woff2", recalcTimestamp=False)
    options = subset.Options(flavor="woff2", layout_features=["tnum", "kern", "calt", "case"], hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=NUMBER_SIGNS)
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": (400, 700)})
    font.flavor = "woff2"
    target = VENDOR / "fonts/inter-num.woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)
    return INTER, target


def shapes(name: str, svg: str) -> str:
    """The drawing inside one icon's file, without its empty bounding box."""
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    found = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if found is None:
        raise SystemExit(f"icon {name}: no <svg> in its file; is the name still in this Tabler release?")
    inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", found.group(1))
    return " ".join(inner.split())


def draw_sprite(modules: Path) -> tuple[Package, Path]:
    drawn = []
    for name in sorted(set(ICONS)):
        folder, file = ("filled", name.removesuffix("-filled")) if name.endswith("-filled") else ("outline", name)
        source = modules / TABLER.name / "icons" / folder / f"{file}.svg"
        if not source.exists():
            raise SystemExit(f"icon {name}: not in Tabler {TABLER.version}; take another name from ICONS")
        drawing = shapes(name, source.read_text())
        if folder == "filled":
            drawing = f'<g fill="currentColor" stroke="none">{drawing}</g>'
        drawn.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>')
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(drawn) + "\n</svg>\n"
    return TABLER, write("icons.svg", sprite.encode())


def write(target: str, data: bytes) -> Path:
    path = VENDOR / target
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_lock(written: list[tuple[Package, Path]]) -> None:
    lines = ["# Written by tools/vendor.py and tools/glyphs.py; checked offline by the tests.\n"]
    for package, path in sorted(written, key=lambda entry: entry[1]):
        lines.append(
            f'[[file]]\nname = "{package.name}"\nversion = "{package.version}"\n'
            f'file = "{path.relative_to(VENDOR)}"\nsha256 = "{digest(path)}"\nlicence = "{package.licence}"\n'
        )
    LOCK.write_text("\n".join(lines))


def differences() -> list[str]:
    """What does not agree between vendor.lock and the folder, in words; empty when all is well."""
    locked = {entry["file"]: entry["sha256"] for entry in tomllib.loads(LOCK.read_text())["file"]}
    present = {str(path.relative_to(VENDOR)): path for path in VENDOR.rglob("*") if path.is_file() and path != LOCK}
    found = [f"{name}: in vendor.lock but not in the folder" for name in sorted(locked.keys() - present.keys())]
    found += [f"{name}: in the folder but not in vendor.lock" for name in sorted(present.keys() - locked.keys())]
    both = sorted(locked.keys() & present.keys())
    return found + [f"{name}: changed since it was locked" for name in both if digest(present[name]) != locked[name]]


def fetch() -> None:
    sys.path.insert(0, str(HERE))
    import glyphs  # beside this file

    with tempfile.TemporaryDirectory() as temporary:
        modules = install(Path(temporary))
        written = [*copy_files(modules), cut_number_font(modules), draw_sprite(modules)]
    font = Package("fontpkg-be-vietnam-pro (glyphs)", glyphs.font_version(), "OFL-1.1")
    written += [(font, path) for path in glyphs.make(VENDOR / "glyphs")]
    write_lock(written)
    print(f"{len(written)} files, {sum(path.stat().st_size for _, path in written) // 1024} kB")


def main() -> None:
    if "--check" in sys.argv:
        raise SystemExit("\n".join(differences()) or 0)
    fetch()


if __name__ == "__main__":
    main()
