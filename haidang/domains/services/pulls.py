"""What sources may bring here: `take.to = "services.dossiers"`, the entries of DongBoHoSoMC by their field names."""

from collections.abc import Mapping

from haidang.core.pulling.taking import Taker

from .national import take

TAKES: Mapping[str, Taker] = {"dossiers": take}
