"""The domains of this program: every folder under `haidang.domains` with a `domain.toml`, read and checked once."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType, ModuleType

from haidang.kernel.manifest.procedure import Procedure

from . import catalogue, manifest
from .catalogue import Catalogue
from .manifest import Domain, Playbook, Rule, Series, ThingType, combining
from .strict import ManifestError

FOLDER = Path(__file__).parent.parent / "domains"


def folders(root: Path = FOLDER) -> list[Path]:
    return sorted(path.parent for path in root.glob("*/domain.toml"))


def folders_named(name: str, root: Path = FOLDER) -> list[Path]:
    """The folder of that name (templates, static) in each domain that has one and is no app: Django looks into its apps."""
    return [folder / name for folder in folders(root) if (folder / name).is_dir() and not _is_app(folder)]


def apps(root: Path = FOLDER) -> list[str]:
    """The domains with tables of their own: those with an `apps.py`."""
    return [f"haidang.domains.{folder.name}" for folder in folders(root) if _is_app(folder)]


def _is_app(folder: Path) -> bool:
    return (folder / "apps.py").exists()


def processes(root: Path = FOLDER) -> list[str]:
    """The domains with a process of their own: `process.py` with a `main()` that runs until it is asked to stop."""
    return [path.parent.name for path in files_named("process.py", root)]


def files_named(name: str, root: Path = FOLDER) -> list[Path]:
    """The file of that name in each domain that has one."""
    return [folder / name for folder in folders(root) if (folder / name).is_file()]


@cache
def domains() -> Mapping[str, Domain]:
    """All domains by key, in their order. Raises ManifestError when one of them cannot be taken."""
    return checked_together([_checked(folder) for folder in folders()])


def checked_together(read: list[Domain], root: Path = FOLDER) -> Mapping[str, Domain]:
    """Domains by key, in their order, with indicators that fit together. Raises ManifestError."""
    found = MappingProxyType({one.key: one for one in sorted(read, key=lambda one: one.order)})
    for domain, where, value, remedy in (*catalogue.problems(found), *combining.across(found)):
        raise ManifestError(root / domain / "domain.toml" if domain else root, where, value, remedy)
    return found


@cache
def indicators() -> Catalogue:
    """The indicators of all domains, by `domain.key`."""
    return Catalogue(domains())


def _checked(folder: Path) -> Domain:
    domain = manifest.read(folder / "domain.toml")
    if domain.key != folder.name:
        raise ManifestError(
            folder / "domain.toml", "key", domain.key, f"a domain is named by its folder: {folder.name}"
        )
    return domain


def thing_types() -> Iterator[tuple[Domain, ThingType]]:
    """Every kind of thing with the domain that declares it."""
    for domain in domains().values():
        for one in domain.things:
            yield domain, one


@cache
def _types() -> Mapping[str, tuple[Domain, ThingType]]:
    return {one.key: (domain, one) for domain, one in thing_types()}


def thing_type(key: str) -> tuple[Domain, ThingType] | None:
    """The domain and facts of a kind of thing, None when no domain declares it."""
    return _types().get(key)


@cache
def _series() -> Mapping[tuple[str, str], Series]:
    return {(domain.key, one.key): one for domain in domains().values() for one in domain.series}


def series(domain: str, key: str) -> Series | None:
    """The facts of a series, None when the domain does not declare it."""
    return _series().get((domain, key))


def rules() -> Iterator[tuple[Domain, Rule]]:
    """Every alarm rule with the domain that declares it."""
    for domain in domains().values():
        for rule in domain.rules:
            yield domain, rule


@cache
def _playbooks() -> Mapping[tuple[str, str], Playbook]:
    return {(domain.key, one.key): one for domain in domains().values() for one in domain.playbooks}


def playbook(domain: str, key: str) -> Playbook | None:
    """The facts of a playbook, None when the domain does not declare it."""
    return _playbooks().get((domain, key))


def part(domain: str, module: str) -> ModuleType | None:
    """The odd part of a domain, `haidang.domains.<domain>.<module>` (pages, tiles, sources), None when it has none."""
    name = f"haidang.domains.{domain}.{module}"
    try:
        found = find_spec(name)
    except ModuleNotFoundError:
        return None
    return import_module(name) if found else None


def parts(module: str) -> Iterator[tuple[str, ModuleType]]:
    """That part of each domain that has one, by the domain's key, in their order."""
    for key in domains():
        found = part(key, module)
        if found:
            yield key, found


def procedures() -> Iterator[tuple[Domain, Procedure]]:
    """Every procedure with the domain that declares it."""
    for domain in domains().values():
        for one in domain.procedures:
            yield domain, one
