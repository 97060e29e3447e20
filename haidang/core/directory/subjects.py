"""What events about somebody's own affairs are about: not the row of the person but what happens with what is theirs."""

from .models import Person


class OfPerson:
    """Named by the person and in sight where they are; a subclass says its `kind_name`."""

    data_class = "internal"

    def __init__(self, person: Person) -> None:
        self.person, self.pk, self.person_id = person, person.pk, person.pk
        self.scope_place, self.scope_office = person.scope_place, person.scope_office

    def __str__(self) -> str:
        return str(self.person)
