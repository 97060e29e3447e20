"""Links by which the portal fetches one file of a dossier: signed, good for a while, of that file alone."""

import os
from datetime import timedelta

from django.core import signing

from haidang.core.cases.models import Paper

SALT = "portal-file"
GOOD_FOR = timedelta(days=30)


def centre() -> str:
    """Where the portal reaches this centre: HAIDANG_URL, or the local port of a demo."""
    port = os.environ.get("HAIDANG_PORT", "8000")
    return (os.environ.get("HAIDANG_URL") or f"http://localhost:{port}").rstrip("/")


def address(paper: Paper) -> str:
    return f"{centre()}/api/portal/files/{signing.dumps(paper.pk, salt=SALT)}/"


def paper_of(token: str) -> Paper | None:
    """None for a token that is not ours or too old, and for a file that is gone."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return Paper.objects.filter(pk=pk, file__state="kept").select_related("file", "case").first()
