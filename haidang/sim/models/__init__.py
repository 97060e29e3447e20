"""What stations would measure: one plain function a quantity, by (kind of thing, series)."""

from . import air, industry, networks, water
from .site import Model, Site, Sky

__all__ = ["MODELS", "Model", "Site", "Sky"]

MODELS: dict[tuple[str, str], Model] = {**air.MODELS, **water.MODELS, **industry.MODELS, **networks.MODELS}
