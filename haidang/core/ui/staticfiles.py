"""Static files under hashed names, compressed."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Hashed names once `collectstatic` has run; plain names in a tree where it has not (tests, a fresh checkout).

    Plain names stay served beside the hashed ones: a map style names its glyph files by a pattern.
    """

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        return str(self.hashed_files.get(self.hash_key(self.clean_name(name)), name))

    def create_compressor(self, **options: Any) -> Compressor:
        """Without Brotli: it makes the first start wait 10 s to save a tenth on a local network."""
        return Compressor(use_brotli=False, **options)
