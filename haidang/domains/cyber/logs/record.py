"""One log message in the form that everything after the parsers knows."""

from msgspec import Struct

DEBUG = 7
LONGEST_MESSAGE = 8_192  # signs kept of a message
LONGEST_NAME = 200


class Record(Struct, gc=False):
    """What a message says.

    `at_us`: microseconds since 1970, by the sender's clock where it can be believed. `level` 0 (worst) to 7 and
    `facility` 0 to 23 as in RFC 5424, -1 when the message does not say. `kind` names what happened, "" when no reader
    knew the message; `src` is the address it came from, `user` the account, `port` where it knocked (-1: not said).
    `fields` is what else was named. `peer` is the address that sent it, `form` how it was written.
    """

    at_us: int
    received_us: int
    peer: str
    host: str = ""
    app: str = ""
    pid: str = ""
    level: int = -1
    facility: int = -1
    message: str = ""
    form: str = "plain"
    kind: str = ""
    src: str = ""
    user: str = ""
    port: int = -1
    fields: dict[str, str] = {}
    source: int = 0
    """The number of its sender in the table of senders, 0 while it is not known."""
