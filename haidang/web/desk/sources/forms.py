"""What is asked when a thing that nobody knew is approved."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Place
from haidang.core.things import queries as things
from haidang.core.things.models import Source
from haidang.core.ui.offering import offer
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.web.fields import Degrees


class Approval(forms.Form):
    """Kind, name, place and source of a thing that reports; its readings that waited then enter."""

    type = forms.ChoiceField(label=_("Loại thiết bị"))
    name_vi = forms.CharField(label=_("Tên"), max_length=120)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Địa bàn"), to_field_name="key")
    source = forms.ModelChoiceField(Source.objects.none(), label=_("Nguồn"), to_field_name="key")
    lat = Degrees(90, label=_("Vĩ độ"), required=False)
    lon = Degrees(180, label=_("Kinh độ"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.key, f"{shown(domain.short)} · {shown(kind.name)}") for domain, kind in registry.thing_types()]
        offer(self, type=kinds, place=directory.places(actor), source=things.sources(actor))
