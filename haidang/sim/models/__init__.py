"""What stations would measure: one plain function a quantity, by (kind of thing, series)."""

from . import air, industry, networks, reservoirs, streets, visitors, water
from .site import Model, Site, Sky

__all__ = ["MODELS", "Model", "Site", "Sky"]

_EVERY = (air, water, industry, networks, reservoirs, streets, visitors)
MODELS: dict[tuple[str, str], Model] = {key: model for part in _EVERY for key, model in part.MODELS.items()}
