"""Changes of people, duties, keys and offices."""

from .duties import give_duty, revoke_duty
from .keys import create_key, revoke_key
from .offices import change_office
from .people import PERSONAL, change_person, change_profile, close_account, create_person, set_password, unlock_account

__all__ = [
    "PERSONAL", "change_office", "change_person", "change_profile", "close_account", "create_key", "create_person",
    "give_duty", "revoke_duty", "revoke_key", "set_password", "unlock_account",
]  # fmt: skip
