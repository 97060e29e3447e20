"""What people do: name senders, judge detections, change what is looked for, deal with weak spots, search the logs."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.directory.models import Office, Place
from haidang.core.things.actions import create_thing
from haidang.core.things.models import Source, Thing
from haidang.kernel import clock, strict
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.strict import ManifestError

from . import grades, importing
from .keeping import searching
from .keeping.searching import Hits, Wanted
from .models import Detection, DetectionRule, LogSource, Vulnerability
from .watching import book
from .watching.facts import FILE, Facts, check

VERDICTS = ("real", "false", "expected")
STATES = ("new", "known", "muted")
RENEWED = ("title", "grade", "score", "remedy", "origin", "due_on", "state", "fixed_on", "why")
ASSET_TYPES = ("information_system", "server", "network_link", "website")


@action("log.search")
def search(do: Doing, wanted: Wanted) -> Hits:
    """Records that name accounts and addresses of people: who looked for what is in the journal. Raises Invalid."""
    hits = searching.search(do.actor, wanted)
    do.event.subject_kind, do.event.data_class = "log_record", "personal"
    do.event.facts |= {**wanted.said(), "found": len(hits.records)}
    return hits


@action("log_source.name")
def name_source(do: Doing, source: LogSource, *, thing: Thing | None, state: str) -> LogSource:
    """Say which asset a sender is, or that its messages need not be kept. Raises Invalid."""
    if state not in STATES:
        raise Invalid("state", _("Chọn một trong: %(choices)s") % {"choices": ", ".join(STATES)}, state)
    with do.changing(source, "state", host=source.host, thing=thing.code if thing else ""):
        source.thing = thing
        source.state = "known" if thing and state == "new" else state
        source.save(update_fields=["thing", "state"])
    return source


@action("detection.judge")
def judge(do: Doing, detection: Detection, *, verdict: str, note: str = "") -> Detection:
    """Raises Invalid: a false alarm needs a word, so that the detection can be made better."""
    if verdict not in VERDICTS:
        raise Invalid("verdict", _("Chọn kết luận."), verdict)
    if verdict != "real" and not note.strip():
        raise Invalid("note", _("Ghi lý do: để sửa quy tắc cho đúng hơn."))
    with do.changing(detection, "verdict", "note", rule=detection.rule):
        detection.verdict, detection.note = verdict, note.strip()
        detection.judged_at, detection.judged_by_name = do.at, do.actor.name
        detection.save(update_fields=["verdict", "note", "judged_at", "judged_by_name"])
    return detection


@action("detection_rule.change")
def change_rule(
    do: Doing, rule: DetectionRule, *, changes: dict[str, Any], version: int | None = None
) -> DetectionRule:
    """Other numbers, or on and off. Raises Invalid; NotPossible when somebody was quicker."""
    if version is not None and version != rule.version:
        raise NotPossible(_("%(who)s vừa sửa quy tắc này; mở lại để xem bản mới.") % {"who": rule.changed_by_name})
    facts = _checked(rule.facts | changes)
    with do.changing(rule, "facts", rule=rule.key):
        rule.facts, rule.is_edited = facts, facts != rule.shipped
        _keep(do, rule)
    return rule


@action("detection_rule.create")
def create_rule(do: Doing, *, facts: dict[str, Any]) -> DetectionRule:
    """A detection of the province's own. Raises Invalid."""
    said = _checked(facts)
    if DetectionRule.objects.filter(key=said["key"]).exists():
        raise Invalid("key", _("Đã có quy tắc mang mã này."), said["key"])
    rule = DetectionRule(key=said["key"], facts=said, is_edited=True, version=0)
    _keep(do, rule)
    do.about(rule, rule=rule.key)
    do.event.after = {"facts": said}
    return rule


@action("detection_rule.restore")
def restore_rule(do: Doing, rule: DetectionRule) -> DetectionRule:
    """Back to what the file says. Raises NotPossible."""
    if rule.shipped is None:
        raise NotPossible(_("Quy tắc này không có trong tệp đi kèm."))
    with do.changing(rule, "facts", rule=rule.key):
        rule.facts, rule.is_edited = rule.shipped, False
        _keep(do, rule)
    return rule


def _keep(do: Doing, rule: DetectionRule) -> None:
    rule.version, rule.changed_at, rule.changed_by_name = rule.version + 1, do.at, do.actor.name
    rule.save()


def _checked(facts: dict[str, Any]) -> dict[str, Any]:
    try:
        said = strict.convert(facts, Facts, FILE)
        check(said)
    except ManifestError as error:
        raise Invalid(error.path.rpartition(".")[2] or "facts", error.remedy, error.value) from None
    return book.plain(said)


@action("vulnerability.import")
def import_weaknesses(do: Doing, *, data: bytes, origin: str) -> dict[str, int]:
    """A scanner's list: new ones begin, known ones are renewed; on assets of the list, what is no longer in it is fixed.

    Raises Invalid with the first problems; then nothing is taken.
    """
    found, problems = _read(importing.weaknesses, data)
    assets = _assets({one.asset for one in found})
    problems += [importing.Problem(one.line, _("không có tài sản “%(asset)s”") % {"asset": one.asset})
                 for one in found if one.asset not in assets]  # fmt: skip
    _refuse(problems)
    known = {(one.thing_id, one.key): one for one in Vulnerability.objects.filter(thing__in=assets.values())}
    seen: dict[tuple[int, str], Vulnerability] = {}
    for one in found:
        thing = assets[one.asset]
        at = (thing.pk, one.key)
        if at in seen:
            continue
        row = known.get(at) or Vulnerability(thing=thing, key=one.key, found_on=one.found_on)
        seen[at] = row
        row.title, row.grade, row.score, row.remedy, row.origin = one.title, one.grade, one.score, one.remedy, origin
        row.due_on = one.due_on or row.due_on or grades.due(one.grade, row.found_on)
        if row.state == "fixed":  # it came back
            row.state, row.fixed_on = "open", None
    gone = [row for at, row in known.items() if at not in seen and row.state == "open" and row.origin == origin]
    for row in gone:
        row.state, row.fixed_on, row.why = "fixed", clock.today(), _("Không còn trong lượt quét")
    again = [row for row in seen.values() if row.pk]
    counted = {"new": len(seen) - len(again), "again": len(again), "gone": len(gone)}
    Vulnerability.objects.bulk_update([*again, *gone], RENEWED, batch_size=500)
    Vulnerability.objects.bulk_create([row for row in seen.values() if not row.pk], batch_size=500)
    do.event.facts |= {"origin": origin, **counted}
    return counted


@action("vulnerability.settle")
def settle(
    do: Doing, weakness: Vulnerability, *, state: str, why: str = "", until: date | None = None, due: date | None = None
) -> Vulnerability:
    """Fixed, accepted until a day with a reason, or open with another day it is due. Raises Invalid."""
    if state not in ("open", "fixed", "accepted"):
        raise Invalid("state", _("Chọn: đã vá, chấp nhận, còn mở."), state)
    if state == "accepted" and (not why.strip() or until is None or until <= clock.today()):
        raise Invalid("until", _("Chấp nhận rủi ro cần lý do và một ngày hết hạn trong tương lai."), until)
    if state == "open" and due is not None and not why.strip():
        raise Invalid("why", _("Ghi lý do lùi hạn."))
    with do.changing(weakness, "state", "why", "due_on", "accepted_to", key=weakness.key):
        weakness.state, weakness.why = state, why.strip()
        weakness.accepted_to = until if state == "accepted" else None
        weakness.fixed_on = clock.today() if state == "fixed" else None
        weakness.due_on = due or weakness.due_on
        weakness.save()
    return weakness


@action("asset.import", on="place")
def import_assets(do: Doing, *, place: Place, source: Source, data: bytes) -> int:
    """New assets of the inventory; codes there are already are left alone. Raises Invalid with the first problems."""
    found, problems = _read(importing.assets, data)
    places = {one.code: one for one in Place.objects.filter(code__in={one.place for one in found}, valid_to=None)}
    offices = {one.code: one for one in Office.objects.filter(code__in={one.office for one in found})}
    for one in found:
        if one.type not in ASSET_TYPES:
            problems.append(importing.Problem(one.line, _("loại “%(type)s” lạ: %(types)s")
                                              % {"type": one.type, "types": ", ".join(ASSET_TYPES)}))  # fmt: skip
        if one.place and one.place not in places:
            problems.append(importing.Problem(one.line, _("không có địa bàn mã %(code)s") % {"code": one.place}))
        if one.office and one.office not in offices:
            problems.append(importing.Problem(one.line, _("không có cơ quan mã %(code)s") % {"code": one.office}))
    _refuse(problems)
    known = set(Thing.objects.filter(code__in=[one.code for one in found]).values_list("code", flat=True))
    new = [one for one in found if one.code not in known]
    for one in new:
        try:
            create_thing(
                do.actor, code=one.code, type=one.type, place=places.get(one.place, place), name_vi=one.name,
                source=source, office=offices.get(one.office), fields=one.fields,
            )  # fmt: skip
        except Invalid as error:
            _refuse([importing.Problem(one.line, f"{error.field}: {error.message}")])
    do.event.facts |= {"new": len(new), "known": len(known)}
    return len(new)


def _read(how: Any, data: bytes) -> Any:
    try:
        return how(data)
    except importing.NotRead as error:
        raise Invalid("file", str(error)) from None


def _refuse(problems: list[importing.Problem]) -> None:
    if problems:
        first = "; ".join(
            _("dòng %(line)s: %(what)s") % {"line": one.line, "what": one.message} for one in problems[:8]
        )
        more = _(" … và %(count)s dòng nữa") % {"count": len(problems) - 8} if len(problems) > 8 else ""
        raise Invalid("file", first + more)


def _assets(names: set[str]) -> dict[str, Thing]:
    """Assets by the name a scanner has for them: code, a sender's name or address."""
    found = {
        one.code: one for one in Thing.objects.filter(domain="cyber", code__in=names).select_related("place", "office")
    }
    for one in LogSource.objects.filter(host__in=names - set(found), thing__isnull=False).select_related(
        "thing__place"
    ):
        found[one.host] = one.thing  # type: ignore[assignment]
    return found
