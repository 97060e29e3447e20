"""How one field of government is read from its files."""

from pathlib import Path

from haidang.kernel import strict
from haidang.kernel.strict import ManifestError

from . import indicators, procedures
from .contradictions import contradictions
from .domain import Domain


def read(path: Path) -> Domain:
    """Read and check one `domain.toml` and the files beside it. Raises ManifestError with file, path, value and remedy."""
    domain = procedures.with_folder(strict.load(path, Domain), path.parent / "procedures")
    domain = indicators.with_folder(domain, path.parent / "indicators")
    for where, value, remedy in contradictions(domain):
        raise ManifestError(path, where, value, remedy)
    return domain
