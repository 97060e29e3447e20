"""The SFTP door (asyncssh): each account in its own folder, by password or by its SSH key; no shell, no forwarding.

A file is there when the sender has closed it, which is answered once its bytes are on disk. A connection that breaks leaves
it unfinished, to be resumed.
"""

import asyncio
import errno
import logging
import os
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import asyncssh
from asyncssh import SFTPAttrs, SFTPName, SFTPOpUnsupported, SFTPServer, SSHServerChannel, SSHServerConnection

from haidang.core.doors.signing_in import Entrance, Entry

from . import door_settings
from .boxes import Box, Incoming
from .door_settings import SftpSettings
from .ftp import box_of

log = logging.getLogger(__name__)

MOST_FAILURES = 3
LOOK_EVERY = 0.5  # seconds
LOGIN_WITHIN, ALIVE_EVERY = 30, 60
WRITES = asyncssh.FXF_WRITE | asyncssh.FXF_APPEND


class OwnFolder(SFTPServer):
    """The account's folder as SFTP sees it."""

    def __init__(self, chan: "SSHServerChannel[bytes]") -> None:
        self.box: Box = chan.get_connection().get_extra_info("box")
        super().__init__(chan, chroot=os.fsencode(self.box.root))

    def _path(self, path: bytes) -> Path:
        return Path(os.fsdecode(self.map_path(path)))

    def open(self, path: bytes, pflags: int, attrs: SFTPAttrs) -> object:
        real = self._path(path)
        if not pflags & WRITES:
            return self.box.seen(real).open("rb", buffering=0)
        there = self.box.seen(real).exists()
        if pflags & asyncssh.FXF_EXCL and there:
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
        if not pflags & asyncssh.FXF_CREAT and not there:
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        incoming = self.box.begin(real, afresh=bool(pflags & asyncssh.FXF_TRUNC) or not there)
        incoming.appends = bool(pflags & asyncssh.FXF_APPEND)
        return incoming

    def write(self, file_obj: object, offset: int, data: bytes) -> int:
        incoming = cast(Incoming, file_obj)
        incoming.seek(incoming.size if incoming.appends else offset)
        return incoming.write(data)

    def open56(self, path: bytes, desired_access: int, flags: int, attrs: SFTPAttrs) -> object:
        raise SFTPOpUnsupported("version 3 of the protocol is spoken here")

    async def close(self, file_obj: object) -> None:
        if isinstance(file_obj, Incoming) and not self._is_broken():
            await asyncio.to_thread(file_obj.finish)
        cast(Any, file_obj).close()

    def _is_broken(self) -> bool:
        """Whether this close is ours, because the sender has gone."""
        return self._chan.is_closing() or self._chan._recv_state != "open"

    def lstat(self, path: bytes) -> os.stat_result:
        return self.box.seen(self._path(path)).lstat()

    def stat(self, path: bytes) -> os.stat_result:
        return self.box.seen(self._path(path)).stat()

    def setstat(self, path: bytes, attrs: SFTPAttrs) -> None:
        """Times are kept; modes and owners are ours."""
        real = self.box.seen(self._path(path))
        if attrs.mtime is not None and real.exists():  # else the door has it already
            os.utime(real, (attrs.atime or attrs.mtime, attrs.mtime))

    lsetstat = setstat

    def fsetstat(self, file_obj: object, attrs: SFTPAttrs) -> None:
        """Nothing: the times of a file under way are those of its last bytes."""

    async def scandir(self, path: bytes) -> AsyncIterator[SFTPName]:
        folder = self._path(path)
        for name in self.box.names(folder):
            with suppress(FileNotFoundError):
                found = self.box.seen(folder / name).lstat()
                yield SFTPName(os.fsencode(name), attrs=SFTPAttrs.from_local(found))

    def mkdir(self, path: bytes, attrs: SFTPAttrs) -> None:
        self._path(path).mkdir(mode=0o700)

    def remove(self, path: bytes) -> None:
        self.box.remove(self._path(path))

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        if self.box.seen(self._path(newpath)).exists():
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
        self.box.rename(self._path(oldpath), self._path(newpath))

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        self.box.rename(self._path(oldpath), self._path(newpath))

    def readlink(self, path: bytes) -> bytes:
        raise SFTPOpUnsupported("no links here")

    def symlink(self, oldpath: bytes, newpath: bytes) -> None:
        raise SFTPOpUnsupported("no links here")

    def link(self, oldpath: bytes, newpath: bytes) -> None:
        raise SFTPOpUnsupported("no links here")


class Caller(asyncssh.SSHServer):
    """One connection, until it has said who it is."""

    def __init__(self, door: "SftpDoor") -> None:
        self.door = door
        self.failures = 0
        self.entry: Entry | None = None

    def connection_made(self, conn: SSHServerConnection) -> None:
        self.conn = conn
        self.door.callers.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.door.callers.discard(self)

    def password_auth_supported(self) -> bool:
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return self._enter(self.door.entrance.by_password(username, password))

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        entry = self.door.entrance.entries.get(username)
        known = entry.public_keys.splitlines() if entry else []
        return any(asyncssh.import_public_key(one) == key for one in known) and self._enter(entry)

    def _enter(self, entry: Entry | None) -> bool:
        if entry is None:
            self.failures += 1
            if self.failures >= MOST_FAILURES:
                self.conn.abort()
            return False
        self.entry = entry
        box = box_of(self.door.root, entry)
        box.prepare()
        self.conn.set_extra_info(box=box)
        self.door.entrance.used(entry, f"sftp {self.conn.get_extra_info('peername')[0]}")
        return True


class SftpDoor:
    """A server on a thread and loop of its own. `open` raises OSError when its port is taken."""

    def __init__(self, settings: SftpSettings, root: Path, entrance: Entrance) -> None:
        self.settings, self.root, self.entrance = settings, root, entrance
        self.callers: set[Caller] = set()
        self.port = settings.port
        self.fingerprint = ""
        self._loop = asyncio.new_event_loop()
        self._opened = threading.Event()
        self._failed: OSError | None = None
        self._ending: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="sftp", daemon=True)

    def told(self) -> dict[str, object]:
        """What senders need to know."""
        return {"fingerprint": self.fingerprint}

    def open(self) -> None:
        self.fingerprint = door_settings.fingerprint()
        self._thread.start()
        self._opened.wait(20)
        if self._failed:
            raise self._failed

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except OSError as error:
            self._failed = error
        finally:
            self._opened.set()
            self._loop.close()

    async def _serve(self) -> None:
        self._ending = asyncio.Event()
        logging.getLogger("asyncssh").setLevel(logging.WARNING)
        server = await asyncssh.create_server(
            lambda: Caller(self), self.settings.host, self.settings.port, server_host_keys=[door_settings.host_key()],
            sftp_factory=OwnFolder, sftp_version=3, allow_pty=False, agent_forwarding=False, x11_forwarding=False,
            login_timeout=LOGIN_WITHIN, keepalive_interval=ALIVE_EVERY, server_version="haidang", reuse_address=True,
        )  # fmt: skip
        self.port = server.get_port()
        self._opened.set()
        while not self._ending.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), LOOK_EVERY)
            for one in list(self.callers):
                if one.entry is not None and not self.entrance.is_still(one.entry):
                    one.conn.abort()
        server.close()
        for one in list(self.callers):
            one.conn.abort()
        with suppress(TimeoutError):
            await asyncio.wait_for(server.wait_closed(), 2)

    def close(self) -> None:
        if self._ending is not None and not self._loop.is_closed():
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._ending.set)
        if self._thread.is_alive():
            self._thread.join(5)
