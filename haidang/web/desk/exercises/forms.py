"""The form of a scenario: its numbers, its place, and the thing it happens to."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Place
from haidang.core.sharing.scenarios import Scenario
from haidang.core.things import queries as things
from haidang.core.things.models import Thing
from haidang.core.ui import numbers
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown


class Start(forms.Form):
    """Bounds are checked by the scenario itself; what it refuses is shown beside the field."""

    place = forms.ModelChoiceField(Place.objects.none(), label=gettext_lazy("Địa bàn"), to_field_name="key")
    seed = forms.IntegerField(
        label=gettext_lazy("Hạt giống"),
        required=False,
        min_value=0,
        max_value=2**31,
        help_text=gettext_lazy("Để trống: ngẫu nhiên. Cùng hạt giống, diễn lại y như cũ."),
    )

    def __init__(self, actor: Actor, scenario: Scenario, given: QueryDict | None = None) -> None:
        super().__init__(given, prefix=scenario.key)
        self.scenario = scenario
        for one in scenario.parameters:
            self.fields[one.key] = forms.FloatField(
                label=f"{shown(one.name)} ({one.unit})" if one.unit else shown(one.name),
                localize=True,
                initial=int(one.default) if one.default.is_integer() else one.default,
                help_text=_("%(min)s đến %(max)s") % {"min": numbers.said(one.min), "max": numbers.said(one.max)},
            )
        if scenario.thing:
            self.fields["thing"] = forms.ModelChoiceField(
                things.things(actor, types=scenario.types, state="active"),
                label=_("Thiết bị"),
                to_field_name="code",
                empty_label=_("Chọn thiết bị"),
            )
        places: Any = self.fields["place"]
        places.queryset = directory.places(actor)
        top = directory.places(actor).filter(parent=None).first()
        self.initial.setdefault("place", top.key if top else None)
        self.order_fields(["thing", *(one.key for one in scenario.parameters), "place", "seed"])

    def asked(self) -> list[forms.BoundField]:
        """What everybody fills in; the seed is for those who play a drill again."""
        return [field for field in self.visible_fields() if field.name != "seed"]

    def parameters(self) -> dict[str, Any]:
        given: dict[str, Any] = {one.key: self.cleaned_data[one.key] for one in self.scenario.parameters}
        thing = self.cleaned_data.get("thing")
        return given | ({"thing": thing.code} if isinstance(thing, Thing) else {})
