"""Why an alert that stood aside was closed: a msgid for its record."""

from django.utils.translation import gettext_noop as msgid

from haidang.core.rules.models import Alert


def ended_quietly(alert: Alert) -> str:
    if alert.outage_id:
        return msgid("Trở lại bình thường trong lúc ngừng phục vụ")
    return msgid("Trở lại bình thường trong lúc bị chặn theo thiết kế")
