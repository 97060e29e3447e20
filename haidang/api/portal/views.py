"""One file of a dossier to whoever holds its link: the portal, which got the link with the dossier."""

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from haidang.api.v1.problems import answer
from haidang.core.files import queries as files
from haidang.core.portal.links import paper_of
from haidang.kernel.action import system

WHO = system("portal")


@require_GET
def file(request: HttpRequest, token: str) -> HttpResponseBase:
    paper = paper_of(token)
    if paper is None:
        return answer(404, request.path)
    body = files.open_file(WHO, paper.file, why=paper.case.code)
    given = FileResponse(body, content_type=paper.file.media_type, as_attachment=True, filename=paper.file.name)
    given["Cache-Control"] = "no-store"
    given["X-Content-Type-Options"] = "nosniff"
    return given
