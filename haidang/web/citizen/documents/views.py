"""A document of one's own case, to take along, and in one's own language to read."""

from datetime import timedelta

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.cases.models import Case
from haidang.core.documents import queries
from haidang.core.documents.crafts import workshop
from haidang.core.documents.models import Document
from haidang.kernel.action import Actor, NotPossible
from haidang.kernel.often import counted
from haidang.web.citizen.follow.views import by_link
from haidang.web.middleware import AskingRequest

COPIES_AN_HOUR = 30
"""Of one case: each is set anew."""


@require_GET
@by_link
def document(request: AskingRequest, case: Case, holder: Actor, document: str) -> HttpResponseBase:
    """The PDF, as far as its citizen may see it."""
    wanted = _wanted(holder, case, document)
    if wanted.file is None:
        raise Http404(document)
    content = queries.open_pdf(holder, wanted)
    answer = FileResponse(content, as_attachment=True, filename=wanted.file.name, content_type="application/pdf")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_GET
@by_link
def reading(request: AskingRequest, case: Case, holder: Actor, document: str) -> HttpResponseBase:
    """The same in the reader's language, as an aid."""
    wanted = _wanted(holder, case, document)
    if counted("reading-copy", case.code, timedelta(hours=1)) > COPIES_AN_HOUR:
        raise NotPossible(_("Đã mở nhiều bản dịch trong giờ này. Chờ một lát rồi thử lại."))
    try:
        body = queries.reading_copy(holder, wanted)
    except FileNotFoundError:
        raise Http404(document) from None
    except workshop.Broke:
        raise NotPossible(_("Chưa dựng được bản dịch. Thử lại sau ít phút.")) from None
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Cache-Control"] = "private, max-age=300"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _wanted(holder: Actor, case: Case, code: str) -> Document:
    """Raises Http404."""
    for one in queries.of_case(holder, case):
        if one.code == code:
            return one
    raise Http404(code)
