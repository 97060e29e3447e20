from haidang.core.telemetry.tests.conftest import committed_world, rows

__all__ = ["committed_world", "rows"]
