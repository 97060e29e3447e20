"""How often rooms of the program are opened: counted by day, room and role; never by person."""

from typing import ClassVar

from django.db import models


class RoomDay(models.Model):
    """How often those of a role opened a room on a local day. room: "alerts", or "d/environment" for a field's pages."""

    kind_name = "usage"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    pk = models.CompositePrimaryKey("day", "room", "role")
    day = models.DateField()
    room = models.CharField(max_length=60)
    role = models.CharField(max_length=40)
    opens = models.IntegerField(default=0)

    class Meta:
        db_table = "usage_room_day"

    def __str__(self) -> str:
        return f"{self.day} {self.room} {self.role}: {self.opens}"
