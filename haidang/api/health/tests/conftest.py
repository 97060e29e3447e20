from haidang.api.stream.tests.conftest import hd, server

__all__ = ["hd", "server"]
