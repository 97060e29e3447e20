"""Words for states and tabs of directives."""

from django.utils.translation import gettext_lazy

STATES = {
    "draft": gettext_lazy("Chờ ký"),
    "given": gettext_lazy("Đã giao"),
    "doing": gettext_lazy("Đang thực hiện"),
    "to_check": gettext_lazy("Chờ duyệt kết quả"),
    "done": gettext_lazy("Hoàn thành"),
    "withdrawn": gettext_lazy("Đã rút"),
    "dropped": gettext_lazy("Không ký"),
}
KINDS = {"draft": "wait", "to_check": "wait", "done": "done", "withdrawn": "off", "dropped": "off"}
"""How the mark of a state looks; the others have none of their own."""
TABS = {
    "mine": gettext_lazy("Chờ tôi"),
    "given": gettext_lazy("Tôi giao"),
    "lead": gettext_lazy("Đơn vị chủ trì"),
    "beside": gettext_lazy("Đơn vị phối hợp"),
    "all": gettext_lazy("Tất cả"),
}
FILTERS = {
    "open": gettext_lazy("Đang mở"),
    "late": gettext_lazy("Quá hạn"),
    "draft": STATES["draft"],
    "given": STATES["given"],
    "doing": STATES["doing"],
    "to_check": STATES["to_check"],
    "done": STATES["done"],
    "": gettext_lazy("Mọi trạng thái"),
}
