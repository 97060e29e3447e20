"""One open stream: who watches, what they may see, and the frames that wait to be sent."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from haidang.kernel.action import Actor

if TYPE_CHECKING:
    from haidang.core.directory.permissions import Scope

    from .facts import Told

FRAMES_WAITING = 256


@dataclass(eq=False, slots=True)
class Viewer:
    """A browser or a program with an open stream. `series` are the numbers of the series it watches."""

    actor: Actor
    scope: "Scope"
    series: frozenset[int]
    language: str
    frames: "asyncio.Queue[bytes]" = field(default_factory=lambda: asyncio.Queue(FRAMES_WAITING))
    ended_why: str = ""
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def may_see(self, event: "Told") -> bool:
        return self.scope.covers(event.path, event.office, event.data_class, event.kind or "event", event.matter)

    def give(self, frame: bytes) -> None:
        """Queue a frame; a viewer that is too slow is ended, and resumes from the last id it saw."""
        try:
            self.frames.put_nowait(frame)
        except asyncio.QueueFull:
            self.end("Kết nối quá chậm, hãy nối lại.")

    def end(self, why: str) -> None:
        if not self.ended_why:
            self.ended_why = why
            self.ended.set()
            while not self.frames.empty():
                self.frames.get_nowait()
            self.frames.put_nowait(b"")
