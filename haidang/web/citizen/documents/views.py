"""A document of one's own case, to take along."""

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from haidang.core.cases.models import Case
from haidang.core.documents import queries
from haidang.kernel.action import Actor
from haidang.web.citizen.follow.views import by_link
from haidang.web.middleware import AskingRequest


@require_GET
@by_link
def document(request: AskingRequest, case: Case, holder: Actor, document: str) -> HttpResponseBase:
    """The PDF, as far as its citizen may see it."""
    wanted = next((one for one in queries.of_case(holder, case) if one.code == document), None)
    if wanted is None or wanted.file is None:
        raise Http404(document)
    content = queries.open_pdf(holder, wanted)
    answer = FileResponse(content, as_attachment=True, filename=wanted.file.name, content_type="application/pdf")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
