"""Whether a report comes from somebody or from a machine: counts, a trap, haste; a question only where one has doubts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from haidang.kernel.often import counted
from haidang.web.citizen.device import voice_of
from haidang.web.citizen.limits import address_of

from .numerals import in_words
from .stamps import Stamp

Verdict = Literal["pass", "ask", "refuse"]

HASTE = timedelta(seconds=3)
"""Nobody takes a photo and says where it is in less."""
SPAN, DAY = timedelta(minutes=10), timedelta(days=1)
ASKED_AFTER, REFUSED_AFTER = 5, 40
"""Reports of one browser: in ten minutes, in a day."""
ADDRESS_ASKED_AFTER, ADDRESS_REFUSED_AFTER = 60, 2000
"""Of one address, behind which a telephone company may have a town."""


@dataclass(frozen=True, slots=True)
class Riddle:
    """A number in words, to be written in digits. It follows from the stamp, so nothing is kept."""

    number: int

    @property
    def words(self) -> str:
        return in_words(self.number, get_language() or "vi")

    def is_solved_by(self, text: str) -> bool:
        return text.strip() == str(self.number)


def riddle_of(stamp: Stamp) -> Riddle:
    drawn = int(salted_hmac("riddle", stamp.nonce, algorithm="sha256").hexdigest()[:8], 16)
    return Riddle(21 + drawn % 79)


def verdict(request: HttpRequest, stamp: Stamp, *, trapped: bool) -> Verdict:
    """Counts this attempt. `trapped`: the field that people do not see was filled in."""
    address, voice = address_of(request), voice_of(request)
    by_address = counted("report-address", address, SPAN)
    by_voice = counted("report-voice", voice, SPAN) if voice else 0
    today = counted("report-day", voice or address, DAY)
    if (voice and today > REFUSED_AFTER) or by_address > ADDRESS_REFUSED_AFTER:
        return "refuse"
    is_doubtful = trapped or stamp.age < HASTE or by_voice > ASKED_AFTER or by_address > ADDRESS_ASKED_AFTER
    return "ask" if is_doubtful else "pass"
