"""The parts of the centre as things of the register, so that series, rules and playbooks speak of them as of any other."""

from dataclasses import dataclass

from haidang.core.directory.models import Office
from haidang.core.directory.queries import top_place
from haidang.core.rules.alerts.telling import Answerable
from haidang.core.things.models import Source, Thing
from haidang.core.things.shape import fit_series, name_thing
from haidang.kernel.manifest import Words

DOMAIN, SOURCE = "centre", "centre"
QUEUE, SOURCES, STORAGE, SAFETY = "HT-HANGDOI", "HT-NGUON", "HT-LUUTRU", "HT-ANTOAN"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: code and kind of its thing, what it is called."""

    code: str
    kind: str
    name: Words


FIXED = (
    Part(QUEUE, "centre_queue", Words(vi="Hàng đợi của trung tâm", en="Queues of the centre")),
    Part(SOURCES, "centre_sources", Words(vi="Các nguồn số liệu", en="All sources of readings")),
    Part(STORAGE, "centre_storage", Words(vi="Cơ sở dữ liệu và đĩa", en="Database and disk")),
    Part(SAFETY, "centre_safety", Words(vi="Sao lưu, chứng thư, nhật ký", en="Backup, certificates, journal")),
)
PROCESSES = {
    "web": Words(vi="Trang và cửa nhận (web)", en="Pages and doors (web)"),
    "rules": Words(vi="Xét quy tắc (rules)", en="Judging rules (rules)"),
    "worker": Words(vi="Việc nền (worker)", en="Jobs (worker)"),
    "intake": Words(vi="Tiếp nhận MQTT, tệp, FTP, SFTP (intake)", en="MQTT, files, FTP, SFTP (intake)"),
    "cyber": Words(vi="Tiếp nhận nhật ký (cyber)", en="Logs (cyber)"),
}


def code_of(process: str) -> str:
    return f"HT-TT-{process}"[:40]


def process_part(process: str) -> Part:
    name = PROCESSES.get(process) or Words(vi=f"Tiến trình {process}", en=f"Process {process}")
    return Part(code_of(process), "centre_process", name)


def keep(parts: list[Part]) -> None:
    """Make what is missing in the register; before the province has been taken up there is nowhere to put it."""
    known = set(Thing.objects.filter(code__in=[one.code for one in parts]).values_list("code", flat=True))
    missing = [one for one in parts if one.code not in known]
    place, source = top_place(), Source.objects.filter(key=SOURCE).first()
    if not missing or place is None or source is None:
        return
    for one in missing:
        thing = Thing(code=one.code, domain=DOMAIN, type=one.kind, place=place, source=source)
        thing.office = _office(thing)
        name_thing(thing, one.name.vi, one.name.en)
        thing.save()
        fit_series(thing)


def _office(thing: Thing) -> Office | None:
    """The centre that answers for this field, as the province's facts say."""
    return Answerable().office("centre", DOMAIN, thing)
