"""The papers that people keep with us: results of theirs, and what they had digitised. Only the owner shares them."""

import secrets
from datetime import date, timedelta
from typing import BinaryIO

from django.utils.translation import gettext as _

from haidang.core.cases.models import Case
from haidang.core.directory.models import Office, Person
from haidang.core.directory.queries import person_of
from haidang.core.files import actions as files
from haidang.core.files.models import File
from haidang.core.files.receiving import Held
from haidang.core.files.store import store as contents
from haidang.kernel import clock
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, Refused, action
from haidang.kernel.given import bounded, needed

from .models import Document, OwnPaper, Share

MOST = 200
LONGEST_SHARE = timedelta(days=365)


@action("paper.add")
def add(do: Doing, person: Person, sent: Held, *, name: str, paper: str = "", valid_to: date | None = None) -> OwnPaper:
    """Somebody puts a paper of their own there; nobody has verified it yet. Raises Invalid."""
    return _added(do, person, sent, name, paper, valid_to)


@action("paper.verify")
def verify(
    do: Doing, case: Case, sent: Held | File, *, name: str, paper: str = "", valid_to: date | None = None
) -> OwnPaper:
    """An officer has compared the original with its copy: it goes to the applicant's papers. Raises NotPossible, Invalid."""
    if case.person is None:
        raise NotPossible(_("Người nộp chưa có tài khoản nên chưa có kho giấy tờ."))
    kept = _added(do, case.person, sent, name, paper, valid_to)
    kept.case, kept.verified_by, kept.verified_at = case, person_of(do.actor), do.at
    kept.verified_office = kept.verified_by.office if kept.verified_by else None
    kept.save()
    return kept


def _added(do: Doing, person: Person, sent: Held | File, name: str, paper: str, valid_to: date | None) -> OwnPaper:
    if OwnPaper.objects.filter(person=person, removed_at=None).count() >= MOST:
        raise Invalid("file", _("Kho giấy tờ chứa nhiều nhất %(most)s tệp.") % {"most": MOST})
    file = sent if isinstance(sent, File) else files.take(do, sent, public=False)
    kept = OwnPaper.objects.create(
        token=secrets.token_urlsafe(12), person=person, name=bounded("name", needed("name", name), 160),
        paper=paper[:60], file=file, valid_to=valid_to, added_at=do.at,
    )  # fmt: skip
    do.about(kept)
    return kept


@action("paper.remove")
def remove(do: Doing, kept: OwnPaper) -> None:
    """Out of one's papers; what cases made of it stays with them."""
    do.about(kept)
    kept.removed_at = do.at
    kept.save(update_fields=["removed_at"])
    kept.shares.filter(ended_at=None).update(ended_at=do.at)


@action("paper.share")
def share(do: Doing, one: Document | OwnPaper, *, office: Office, until: date, why: str = "") -> Share:
    """The owner lets an office see it until a day. Raises Invalid, Refused."""
    owner = one.owner if isinstance(one, Document) else one.person
    if owner is None or do.actor.kind != "person" or str(owner.pk) != do.actor.id:
        raise Refused(_("Chỉ người có giấy tờ mới chia sẻ được."))
    today = clock.today()
    if not today <= until <= today + LONGEST_SHARE:
        raise Invalid("until", _("Chọn một ngày từ hôm nay đến một năm tới."), until)
    shared = Share.objects.create(
        token=secrets.token_urlsafe(12), person=owner, office=office, why=bounded("why", why.strip(), 200),
        from_at=do.at, until=until, document=one if isinstance(one, Document) else None,
        own_paper=one if isinstance(one, OwnPaper) else None,
    )  # fmt: skip
    do.about(shared)
    return shared


@action("paper.unshare")
def unshare(do: Doing, shared: Share) -> None:
    do.about(shared)
    shared.ended_at = do.at
    shared.save(update_fields=["ended_at"])


def open_shared(actor: Actor, shared: Share) -> tuple[File, BinaryIO]:
    """The file of a share in force; the look is journalled, and the owner finds it in their journal. Raises Refused."""
    _open(actor, shared)
    file = shared.document.file if shared.document else shared.own_paper.file if shared.own_paper else None
    if file is None or file.state != "kept":
        raise FileNotFoundError(shared.token)
    return file, contents().open(file.sha256)


@action("paper.open")
def _open(do: Doing, shared: Share) -> None:
    if shared.ended_at is not None or shared.until < clock.today():
        raise NotPossible(_("Người dân đã thôi chia sẻ giấy tờ này."))
    do.about(shared, person=shared.person_id)
