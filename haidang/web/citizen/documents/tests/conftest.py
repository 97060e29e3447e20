from haidang.core.documents.tests.conftest import dossiers

__all__ = ["dossiers"]
