"""What a way of reading needs beside its facts."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WayIn:
    """`folder`: where files for the source are put. The marks are of the last good reading; a trial has none."""

    folder: Path
    secret: str = field(default="", repr=False)
    etag: str = ""
    modified: str = ""
    digest: str = ""
