"""Which of many texts stand anywhere in a batch of messages: asked once a batch instead of once a message.

Messages of machines differ mostly in their numbers. Without digits thousands become a few hundred, in which a text is
looked for in microseconds. The answer "no" is sure; "yes" means that single messages must be asked.
"""

from collections.abc import Iterable

DIGITS = b"0123456789"


class Shapes:
    def __init__(self, messages: Iterable[str]) -> None:
        plain = "\n".join(messages).encode("utf-8", "replace").translate(None, DIGITS)
        self._shapes = b"\n".join(set(plain.split(b"\n")))
        self._known: dict[str, bool] = {}

    def may_have(self, text: str) -> bool:
        found = self._known.get(text)
        if found is None:
            plain = text.encode("utf-8", "replace").translate(None, DIGITS)
            found = self._known[text] = b"\n" in plain or plain in self._shapes
        return found
