"""Everything that changes a citizen's account, by one name each; what each does stands in its own module."""

from .accounts import agree, begin, join, link, sign_in, unlink, wear_both
from .corrections import answer as answer_correction
from .corrections import ask as ask_to_correct
from .corrections import look as look_at_correction
from .own_data import ask_for_copy, ask_to_delete, change_ones_mind, erase
from .passkeys import add as add_passkey
from .passkeys import remove as remove_passkey
from .proxies import give as give_proxy
from .proxies import respond as respond_by_proxy
from .proxies import revoke as revoke_proxy
from .proxies import write as write_by_proxy
from .wishes import follow, subscribe, unfollow, unsubscribe, wish

__all__ = [
    "add_passkey", "agree", "answer_correction", "ask_for_copy", "ask_to_correct", "ask_to_delete", "begin",
    "change_ones_mind", "erase", "follow", "give_proxy", "join", "link", "look_at_correction", "remove_passkey",
    "respond_by_proxy", "revoke_proxy", "sign_in", "subscribe", "unfollow", "unlink", "unsubscribe", "wear_both", "wish",
    "write_by_proxy",
]  # fmt: skip
