"""Servers, links, web sites and backups: busy in office hours, a link down for minutes now and then, backups at night."""

import numpy as np

from haidang.sim.noise import Numbers
from haidang.sim.weather import DAY, HOUR, hour_of_day

from .site import Model, Site, Sky, bump, own

CERTIFICATES = {"TW-003": 11.0}
"""Days left at a site whose certificate nobody renewed; it is renewed before it ends."""


def office_hours(seconds: Numbers) -> Numbers:
    """0 at night to 1 in the middle of the morning."""
    return np.clip(bump(seconds, 9.5, 2.0) + 0.9 * bump(seconds, 14.5, 2.0), 0.0, 1.0)


def cpu(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    wander = 8.0 * sky.noise.smooth(seconds, 600.0, site.code, "cpu")
    return np.clip(own(sky, site, "cpu", 8.0, 25.0) + 35.0 * office_hours(seconds) + wander, 1.0, 97.0)


def disk(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """Logs pile up over a week and are rotated."""
    week = np.mod(seconds, 7 * DAY) / (7 * DAY)
    return own(sky, site, "disk", 35.0, 72.0) + 9.0 * week


def up(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """1, a few minutes in some days 0."""
    return np.where(sky.noise.smooth(seconds, 2 * HOUR, site.code, "up") > 3.2, 0.0, 1.0)


def latency(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    far = 38.0 if site.code == "DTR-004" else own(sky, site, "latency", 2.0, 6.0)
    return np.clip(
        far * (1 + 0.25 * office_hours(seconds)) + sky.noise.smooth(seconds, 300.0, site.code, "latency"), 0.5, None
    )


def traffic(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    most = 38.0 if site.code == "DTR-004" else own(sky, site, "traffic", 60.0, 150.0)
    wander = 1 + 0.15 * sky.noise.smooth(seconds, 900.0, site.code, "traffic")
    return np.clip(most * (0.06 + 0.8 * office_hours(seconds)) * wander, 0.1, None)


def certificate(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    left = CERTIFICATES.get(site.code)
    if left is not None:
        return np.full_like(seconds, left)
    return 90.0 - np.mod(seconds / DAY + 90.0 * sky.noise.once(site.code, "certificate"), 60.0)


def response(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    busy = own(sky, site, "response", 90.0, 260.0) * (1 + 0.8 * office_hours(seconds))
    return np.clip(busy * (1 + 0.15 * sky.noise.smooth(seconds, 600.0, site.code, "response")), 20.0, None)


def backup(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """Hours since two in the morning; one system's backup has failed for days."""
    since = np.mod(hour_of_day(seconds) - 2.0, 24.0)
    return since + (52.0 if site.code == "HT-007" else 0.0)


MODELS: dict[tuple[str, str], Model] = {
    ("server", "cpu"): cpu,
    ("server", "disk_used"): disk,
    ("network_link", "link_state"): up,
    ("network_link", "latency"): latency,
    ("network_link", "traffic_in"): traffic,
    ("website", "web_state"): up,
    ("website", "cert_days"): certificate,
    ("website", "response_ms"): response,
    ("information_system", "backup_age"): backup,
}
