"""Places, offices, people, what they may do where, who is on shift, and the keys of machines. All valid in time."""

from .key import Key
from .person import Duty, OutsideIdentity, People, Person, UsedPassword
from .place import Office, Place, valid_on
from .review import Review, ReviewLine
from .roster import EARLY, FieldUnit, Seat, Shift

__all__ = [
    "EARLY", "Duty", "FieldUnit", "Key", "Office", "OutsideIdentity", "People", "Person", "Place", "Review", "ReviewLine",
    "Seat", "Shift", "UsedPassword", "valid_on",
]  # fmt: skip
