"""What stations would measure: one plain function a quantity, by (kind of thing, series)."""

from . import air, care, industry, learning, machines, networks, reservoirs, streets, visitors, water, works
from .site import Model, Site, Sky

__all__ = ["MODELS", "Model", "Site", "Sky"]

_EVERY = (air, water, industry, networks, reservoirs, streets, visitors, care, learning, works, machines)
MODELS: dict[tuple[str, str], Model] = {key: model for part in _EVERY for key, model in part.MODELS.items()}
