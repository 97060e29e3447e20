"""Moments as the portal writes them: yyyyMMddHHmmss in Asia/Ho_Chi_Minh, "" for none."""

from datetime import datetime

from haidang.kernel.clock import HO_CHI_MINH

FORM = "%Y%m%d%H%M%S"
ACCEPTED = (FORM, "%Y%m%d", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y")
"""Other forms that are understood when they come in."""


def written(at: datetime | None) -> str:
    return at.astimezone(HO_CHI_MINH).strftime(FORM) if at else ""


def read(text: str) -> datetime | None:
    """None for "". Raises ValueError for any other form."""
    text = text.strip()
    if not text:
        return None
    for form in ACCEPTED:
        try:
            return datetime.strptime(text, form).replace(tzinfo=HO_CHI_MINH)
        except ValueError:
            continue
    raise ValueError(text)
