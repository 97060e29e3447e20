"""Acting for somebody else, with their consent: on named cases, until a day, ended by the giver at any time.

The taker is a person, or the community team of an office: whoever holds that duty there on the day. What they do goes
through the same doors as the giver's own acts; the log of the case says that it was done for them.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import actions as cases
from haidang.core.cases.models import Case
from haidang.core.cases.papers import Attached
from haidang.core.directory.models import Duty, Office, Person, valid_on
from haidang.core.files.receiving import Held
from haidang.core.notices.actions import Recipient, Role, notify
from haidang.kernel import clock
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, Refused, action
from haidang.kernel.bilingual import both
from haidang.kernel.given import needed

from . import consents
from .codes import read_address
from .models import Citizen, Identity, Proxy

LONGEST = timedelta(days=365)
TEAM = "community_team"


class ByProxy:
    """What an act for somebody else is about: the case, in the name of the one it is done for, by `actor`."""

    kind_name = "proxy"
    data_class = "personal"

    def __init__(self, proxy: Proxy, case: Case, actor: Actor) -> None:
        self.pk, self.label = proxy.pk, f"{case.code} · {proxy}"
        self.person_id = actor.id if is_taken_by(proxy, actor) else None
        self.proxy, self.case = proxy, case

    def __str__(self) -> str:
        return self.label


def is_taken_by(proxy: Proxy, actor: Actor) -> bool:
    return actor.kind == "person" and Proxy.objects.filter(taken_by(actor), pk=proxy.pk).exists()


def taken_by(actor: Actor) -> Q:
    """The proxies that somebody may use: their own, and those of the community teams they are in today."""
    teams = Duty.objects.filter(valid_on(clock.today()), person=int(actor.id), role=TEAM, revoked_at=None)
    return Q(taker=int(actor.id)) | Q(office__in=teams.values("office"))


def teams() -> list[Office]:
    """The offices whose community team somebody is in today."""
    duties = Duty.objects.filter(valid_on(clock.today()), role=TEAM, revoked_at=None, person__is_active=True)
    return list(Office.objects.filter(valid_on(clock.today()), pk__in=duties.values("office")).order_by("sort_key"))


@action("citizen.proxy")
def give(
    do: Doing,
    citizen: Citizen,
    *,
    name: str,
    chosen: Sequence[Case],
    until: date,
    version: int,
    to: str = "",
    office: Office | None = None,
) -> Proxy:
    """To the one who signs in with the number `to`, or to the community team of an office.

    `version` is the text the giver has read. Raises Invalid.
    """
    text = consents.checked("proxy", version)
    taker = None if office else _taker(to)
    if taker == citizen.person:
        raise Invalid("to", _("Không cần ủy quyền cho chính mình."), "")
    if office is not None and office not in teams():
        raise Invalid("office", _("Cơ quan này chưa có tổ công nghệ số cộng đồng."), office.code)
    if not chosen or any(one.person_id != citizen.pk for one in chosen):
        raise Invalid("chosen", _("Chọn ít nhất một việc của bạn."), [one.code for one in chosen])
    if not clock.today() <= until <= clock.today() + LONGEST:
        raise Invalid("until", _("Chọn ngày từ hôm nay đến một năm sau."), until)
    proxy = Proxy.objects.create(
        giver=citizen.person, taker=taker, office=office, name=needed("name", name)[:80], until=until,
        version=text.version, made_at=do.at,
    )  # fmt: skip
    proxy.cases.set(chosen)
    to_whom = {"taker": taker.pk} if taker else {"office": office.code if office else ""}
    do.about(citizen, proxy=proxy.pk, cases=[one.code for one in chosen], until=until, text=text.version, **to_whom)
    told: list[Recipient] = [taker] if taker else [Role(TEAM, office.place.path if office else "", office)]
    link = "/app/me/proxies/" if taker else "/proxies/"
    notify(do, told, kind="proxy.given", title=both(msgid("Bạn được nhờ làm thay một việc")), link=link)
    return proxy


def _taker(to: str) -> Person:
    """Whoever signs in with that number. One answer for whatever is wrong: it is no directory of numbers."""
    kind, address = read_address(to)
    found = Identity.objects.select_related("person").filter(kind=kind, subject=address, person__is_active=True).first()
    if found is None:
        raise Invalid("to", _("Người này cần đăng nhập ứng dụng bằng số đó một lần trước khi bạn ủy quyền."), "")
    return found.person


@action("citizen.proxy")
def revoke(do: Doing, citizen: Citizen, proxy: Proxy) -> None:
    """The giver ends it, or the taker puts it down."""
    if citizen.pk not in (proxy.giver_id, proxy.taker_id):
        raise Refused(_("Ủy quyền này của người khác."))
    if proxy.revoked_at is None:
        proxy.revoked_at = do.at
        proxy.save(update_fields=["revoked_at"])
    do.about(citizen, proxy=proxy.pk, revoked=True)


def in_force() -> Q:
    return Q(revoked_at=None, until__gte=clock.today(), giver__is_active=True)


def of(actor: Actor, code: str) -> ByProxy | None:
    """The proxy of the actor for a case, while it is in force."""
    if actor.kind != "person":
        return None
    rows = Proxy.objects.select_related("giver", "taker", "office").filter(
        in_force(), taken_by(actor), cases__code=code
    )
    proxy = rows.order_by("-until").first()
    case = Case.objects.select_related("place", "office", "procedure", "version").filter(code=code).first()
    return ByProxy(proxy, case, actor) if proxy and case and case.person_id == proxy.giver_id else None


@action("proxy.look")
def look(do: Doing, by: ByProxy) -> None:
    """The taker has opened the case: the giver sees that too."""
    do.about(by, case=by.case.code, giver=by.proxy.giver_id)


@action("proxy.respond")
def respond(do: Doing, by: ByProxy, move: str, *, text: str = "", files: Sequence[Held | Attached] = ()) -> None:
    """A move that is the giver's own. Raises as `case.respond` does, NotPossible when the proxy has ended."""
    cases.respond(_holder(by), by.case, move, text=text, files=files)
    do.about(by, case=by.case.code, giver=by.proxy.giver_id, move=move)


@action("proxy.write")
def write(do: Doing, by: ByProxy, text: str, *, files: Sequence[Held | Attached] = ()) -> None:
    cases.write(_holder(by), by.case, text, files=files)
    do.about(by, case=by.case.code, giver=by.proxy.giver_id)


def _holder(by: ByProxy) -> Actor:
    """The one the case belongs to, as the log names whoever acts for them. Raises NotPossible."""
    if not Proxy.objects.filter(in_force(), pk=by.proxy.pk, cases=by.case).exists():
        raise NotPossible(_("Ủy quyền này đã hết hạn hoặc đã được thu lại."))
    taker, office = by.proxy.taker, by.proxy.office
    name = taker.account if taker else _("tổ công nghệ số cộng đồng, %(office)s") % {"office": office}
    return Actor("public", by.case.code, _("Người được ủy quyền (%(name)s)") % {"name": name})
