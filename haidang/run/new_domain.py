"""Writes a domain that works: one kind of thing, one series, two rules, a playbook, a source and a tile."""

import re
from pathlib import Path
from string import Template

from haidang.kernel import manifest, registry
from haidang.kernel.strict import ManifestError

from .console import Stop

TEMPLATE = Path(__file__).with_name("new_domain.toml.in")
KEY = re.compile(r"[a-z][a-z0-9_]{0,30}")


def write(key: str, vi: str, en: str, into: Path = registry.FOLDER) -> Path:
    """The new `domain.toml`. Raises Stop when the key cannot be one or is taken."""
    if not KEY.fullmatch(key):
        raise Stop(
            f"{key!r} cannot be the key of a domain", "use small letters, digits and _, at most 31, a letter first"
        )
    target = into / key / "domain.toml"
    if target.parent.exists():
        raise Stop(f"{target.parent} is there already", "choose another key, or edit that one")
    quoted = {"vi": vi or key, "en": en or key}
    text = Template(TEMPLATE.read_text()).substitute(quoted, key=key, code=key.upper().replace("_", "")[:6])
    target.parent.mkdir(parents=True)
    target.write_text(text)
    try:
        manifest.read(target)
    except ManifestError as error:
        target.unlink()
        target.parent.rmdir()
        raise Stop(str(error), "use words without quotation marks and backslashes") from None
    return target
