"""Changes of offices."""

from django.utils.translation import gettext as _

from haidang.core.directory.models import Office
from haidang.kernel.action import Doing, Invalid, action
from haidang.kernel.text import folded, sort_key


@action("office.change")
def change_office(do: Doing, /, office: Office, **changes: str) -> Office:
    """Change `name_vi`, `name_en` or `phone`; from then on the province's facts leave these fields alone."""
    wrong = set(changes) - {"name_vi", "name_en", "phone"}
    if wrong:
        raise Invalid(min(wrong), _("Không có trường này."))
    if not all(value.strip() for name, value in changes.items() if name != "phone"):
        raise Invalid("name_vi", _("Hãy ghi tên cơ quan."))
    with do.changing(office, *changes):
        for name, value in changes.items():
            setattr(office, name, value.strip())
        office.folded, office.sort_key = folded(f"{office.name_vi} {office.name_en}"), sort_key(office.name_vi)
        office.edited = sorted({*office.edited, *changes})
        office.save()
    return office
