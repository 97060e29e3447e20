"""What goes wrong with stations: calibration every few nights, faulty probes, lines that fall silent.

Rare on purpose: in calm times a few open alerts at most. All of it follows from the seed and the hour.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .models.site import Site
from .noise import Noise, Numbers
from .weather import DAY, HOUR, ZONE, hour_of_day

CALIBRATED_EVERY = 5  # days
CALIBRATION_HOUR = 2.0
CALIBRATION_FOR = 0.5  # hours
FAULT_SHARE = 0.02  # of the hours of a probe
HAS_STATUS = frozenset({"air_station", "surface_water_station", "wastewater_station", "stack_station"})
QUIET_SITES = ("RG-007", "RG-009", "RG-008")  # far from everything; one of them a day has no signal
QUIET_FROM, QUIET_FOR = 5.0, 22.5  # local hour, hours


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of all stations, following from the noise."""

    noise: Noise

    def status(self, site: Site, series: str, seconds: Numbers) -> NDArray[np.uint8]:
        """0 measuring, 1 calibrating, 2 fault: the statuses of Thông tư 10/2021."""
        if site.type not in HAS_STATUS:
            return np.zeros(len(seconds), np.uint8)
        day = np.floor((seconds + ZONE) / DAY).astype(np.int64)
        turn = day % CALIBRATED_EVERY == int(self.noise.once(site.code, "calibration") * CALIBRATED_EVERY)
        since = hour_of_day(seconds) - CALIBRATION_HOUR
        hour = np.floor(seconds / HOUR).astype(np.int64)
        broken = self.noise.uniform(hour, site.code, series, "fault") < FAULT_SHARE / 4
        calibrating = turn & (since >= 0) & (since < CALIBRATION_FOR)
        return np.where(calibrating, 1, np.where(broken, 2, 0)).astype(np.uint8)

    def nonsense(self, site: Site, series: str, seconds: Numbers, values: Numbers) -> Numbers:
        """What a broken probe says."""
        return values * (0.2 + 2.5 * self.noise.uniform(seconds.astype(np.int64), site.code, series, "nonsense"))

    def is_silent(self, site: Site, seconds: Numbers) -> NDArray[np.bool_]:
        """Whether the station's line is down: one at a time, so that the desk has something to look at."""
        if site.code not in QUIET_SITES:
            return np.zeros(len(seconds), np.bool_)
        days = (seconds + ZONE - QUIET_FROM * HOUR) / DAY
        turn = np.floor(days) % len(QUIET_SITES) == QUIET_SITES.index(site.code)
        silent: NDArray[np.bool_] = turn & (np.mod(days, 1.0) * 24.0 < QUIET_FOR)
        return silent
