"""The FTP door (pyftpdlib): plain or explicit TLS, each account in its own folder.

226 is said when the file is on disk under its name. FTP cannot tell an end from a break when a sender dies, since both close
the data connection: so the answer waits a moment, and when the control connection goes as well nothing was finished.
"""

import errno
import logging
import os
import sys
import threading
from pathlib import Path
from typing import Any

from pyftpdlib.authorizers import AuthenticationFailed
from pyftpdlib.filesystems import AbstractedFS
from pyftpdlib.handlers import TLS_DTPHandler, TLS_FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

from haidang.core.doors.signing_in import Entrance, Entry

from .boxes import ROOM, Box, Incoming
from .door_settings import FtpSettings

log = logging.getLogger(__name__)

MAY = "elradfmwT"  # list, go into, read, append, delete, rename, make folders, store, set times; not change modes
SURE_AFTER = 0.2  # seconds
MOST_CONNECTIONS, MOST_OF_ONE_ADDRESS = 128, 16
IDLE_FOR = 300
LOOK_EVERY = 0.5


class OwnFolder(AbstractedFS):  # type: ignore[misc]
    """The account's folder as FTP sees it."""

    @property
    def box(self) -> Box:
        found: Box = self.cmd_channel.box
        return found

    def open(self, filename: str, mode: str) -> Any:
        path = Path(filename)
        if mode[0] == "r" and "+" not in mode:
            return self.box.seen(path).open(mode)
        incoming = self.box.begin(path, afresh=mode.startswith("w"))
        if mode.startswith("a"):
            incoming.seek(incoming.size)
        return incoming

    def mkstemp(self, *args: Any, **kwargs: Any) -> Any:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    def listdir(self, path: str) -> list[str]:
        return self.box.names(Path(path))

    listdirinfo = listdir

    def stat(self, path: str) -> os.stat_result:
        return self.box.seen(Path(path)).stat()

    lstat = stat

    def isfile(self, path: str) -> bool:
        return self.box.seen(Path(path)).is_file()

    def lexists(self, path: str) -> bool:
        return self.box.seen(Path(path)).exists()

    def getsize(self, path: str) -> int:
        return self.stat(path).st_size

    def getmtime(self, path: str) -> float:
        return self.stat(path).st_mtime

    def utime(self, path: str, timeval: float) -> None:
        if self.box.seen(Path(path)).exists():  # else the door has it already
            os.utime(self.box.seen(Path(path)), (timeval, timeval))

    def remove(self, path: str) -> None:
        self.box.remove(Path(path))

    def rename(self, src: str, dst: str) -> None:
        self.box.rename(Path(src), Path(dst))

    def get_user_by_uid(self, uid: int) -> str:
        return "owner"

    def get_group_by_gid(self, gid: int) -> str:
        return "group"


class Data(TLS_DTPHandler):  # type: ignore[misc]
    """A file on its way."""

    is_at_end = is_sure = False
    transfer_finished: bool
    _resp: tuple[Any, ...]

    def close(self) -> None:
        """The first close after the sender's end only begins to wait; what closes meanwhile is the sender going."""
        if not self._closed and isinstance(self.file_obj, Incoming) and self.receive:
            if self.transfer_finished and not self.is_at_end:
                self.is_at_end, self._resp = True, ()
                self.del_channel()
                self.cmd_channel.ioloop.call_later(SURE_AFTER, self._finish, _errback=self.handle_error)
                return
            self.transfer_finished = self.transfer_finished and self.is_sure
        super().close()

    def handle_error(self) -> None:
        """A file that may not be so large is refused in words; all else is pyftpdlib's to say."""
        error = sys.exc_info()[1]
        if isinstance(error, OSError) and isinstance(error.__cause__, OSError):
            self._resp = (f"552 {os.strerror(error.__cause__.errno or errno.EIO)}.", log.warning)
            self.close()
        else:
            super().handle_error()

    def _finish(self) -> None:
        if self._closed or not self.cmd_channel.connected:
            return
        try:
            self.file_obj.finish()
        except OSError as error:
            self._resp = (f"451 {os.strerror(error.errno or errno.EIO)}.", log.warning)
        else:
            self.is_sure, self._resp = True, ("226 Transfer complete.", log.debug)
        self.close()


class Control(TLS_FTPHandler):  # type: ignore[misc]
    """One connection."""

    banner = "Hai Dang"
    timeout = IDLE_FOR
    max_login_attempts = 3
    abstracted_fs = OwnFolder
    dtp_handler = Data
    use_sendfile = False
    entry: Entry | None = None
    box: Box | None = None
    entrance: Entrance

    def ftp_STOU(self, line: str) -> None:  # noqa: N802 - pyftpdlib's way of naming commands
        self.respond("502 Name the file and use STOR.")

    def process_command(self, cmd: str, *args: Any, **kwargs: Any) -> None:
        if self.entry is not None and not self.entrance.is_still(self.entry):
            self.respond("421 This account was closed.")
            self.close_when_done()
            return
        super().process_command(cmd, *args, **kwargs)


class Accounts:
    """pyftpdlib's authorizer on our accounts."""

    def __init__(self, root: Path, entrance: Entrance) -> None:
        self.root, self.entrance = root, entrance

    def validate_authentication(self, username: str, password: str, handler: Control) -> None:
        entry = self.entrance.by_password(username, password)
        if entry is None:
            raise AuthenticationFailed("Authentication failed.")
        handler.entry, handler.box = entry, box_of(self.root, entry)
        handler.box.prepare()
        self.entrance.used(entry, f"ftp {handler.remote_ip}")

    def get_home_dir(self, username: str) -> str:
        return str(box_of(self.root, self.entrance.entries[username]).root)

    def has_user(self, username: str) -> bool:
        return username in self.entrance.entries

    def has_perm(self, username: str, perm: str, path: str | None = None) -> bool:
        return perm in MAY and username in self.entrance.entries

    def get_perms(self, username: str) -> str:
        return MAY

    def get_msg_login(self, username: str) -> str:
        return "Login successful."

    def get_msg_quit(self, username: str) -> str:
        return "Goodbye."

    def impersonate_user(self, username: str, password: str) -> None:
        pass

    def terminate_impersonation(self, username: str) -> None:
        pass


def box_of(root: Path, entry: Entry) -> Box:
    return Box(root / entry.source / ROOM / entry.name, entry.quota)


class FtpDoor:
    """A server on a thread of its own. `open` raises OSError when its port is taken."""

    def __init__(self, settings: FtpSettings, root: Path, entrance: Entrance) -> None:
        self.settings, self.root, self.entrance = settings, root, entrance
        self._stop = threading.Event()
        self._server: FTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        return int(self._server.address[1]) if self._server else self.settings.port

    def told(self) -> dict[str, object]:
        """What senders need to know."""
        return {"tls": "required" if self.settings.tls_required else "offered"}

    def open(self) -> None:
        told = self.settings
        certificate, key = told.certificate()
        facts = {
            "certfile": str(certificate), "keyfile": str(key), "ssl_context": None, "entrance": self.entrance,
            "tls_control_required": told.tls_required, "tls_data_required": told.tls_required,
            "authorizer": Accounts(self.root, self.entrance), "passive_ports": told.passive_ports,
            "masquerade_address": told.address or None,
        }  # fmt: skip
        logging.getLogger("pyftpdlib").setLevel(logging.WARNING)
        handler = type("OurControl", (Control,), facts)
        self._server = FTPServer((told.host, told.port), handler, ioloop=IOLoop())
        self._server.max_cons, self._server.max_cons_per_ip = MOST_CONNECTIONS, MOST_OF_ONE_ADDRESS
        self._thread = threading.Thread(target=self._serve, name="ftp", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        assert self._server is not None
        loop, wait = self._server.ioloop, LOOK_EVERY
        loop.call_every(LOOK_EVERY, self._look)
        while loop.socket_map:
            wait = loop.loop(wait, blocking=False) or LOOK_EVERY

    def _look(self) -> None:
        """End sessions whose account was closed since, or the door."""
        assert self._server is not None
        if self._stop.is_set():
            self._server.close_all()
            return
        for one in list(self._server.ioloop.socket_map.values()):
            if isinstance(one, Control) and one.entry is not None and not self.entrance.is_still(one.entry):
                one.close()

    def close(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(5)
