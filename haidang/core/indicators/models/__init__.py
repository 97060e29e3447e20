"""Indicators with their versions, plans, targets, baselines, and the deliveries that bring values.

Values themselves are no rows of the ORM: there may be fifty million of them. See sql/tables.sql and `values`.
"""

from .delivery import Lot, Submission
from .forecast import Expectation, Forecast
from .indicator import ACTIVE, Indicator, IndicatorVersion
from .plan import Baseline, Plan, Target

__all__ = [
    "ACTIVE", "Baseline", "Expectation", "Forecast", "Indicator", "IndicatorVersion", "Lot", "Plan", "Submission",
    "Target",
]  # fmt: skip
