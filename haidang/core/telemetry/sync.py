"""At every start: the days that readings may fall on have their partitions."""

from .partitions import prepare_days


def sync() -> None:
    prepare_days()
