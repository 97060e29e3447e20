"""Fewer points that look the same on a chart.

lttb keeps the shape (largest triangle three buckets: S. Steinarsson, "Downsampling Time Series for Visual
Representation", University of Iceland, 2013); min_max keeps every extreme. Both return positions, ascending.
"""

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.intp]


def lttb(at: NDArray[np.int64], value: NDArray[np.float64], points: int) -> Positions:
    """Positions of `points` rows of a series sorted by time (all of them when there are no more). `points` >= 3."""
    n = len(at)
    if n <= points:
        return np.arange(n)
    x = (at - at[0]).astype(np.float64)
    edges = np.linspace(1, n - 1, points - 1).astype(np.intp)
    starts, sizes = edges[:-1], np.diff(edges)
    mean_x = np.r_[np.add.reduceat(x[: n - 1], starts) / sizes, x[-1]]
    mean_y = np.r_[np.add.reduceat(value[: n - 1], starts) / sizes, value[-1]]
    chosen = np.empty(points, np.intp)
    chosen[0], chosen[-1] = 0, n - 1
    last = 0
    for bucket in range(points - 2):
        begin, end = edges[bucket], edges[bucket + 1]
        across = (x[last] - mean_x[bucket + 1]) * (value[begin:end] - value[last])
        along = (x[last] - x[begin:end]) * (mean_y[bucket + 1] - value[last])
        last = int(begin + np.argmax(np.abs(across - along)))
        chosen[bucket + 1] = last
    return chosen


def min_max(at: NDArray[np.int64], value: NDArray[np.float64], points: int) -> Positions:
    """First, last, lowest and highest of each of points/4 spans of equal length."""
    n = len(at)
    if n <= points:
        return np.arange(n)
    spans = max(1, points // 4)
    span = np.minimum((at - at[0]) * spans // max(1, int(at[-1] - at[0])), spans - 1)
    starts = np.flatnonzero(np.r_[True, span[1:] != span[:-1]])
    by_value = np.lexsort((value, span))
    ends = np.r_[starts[1:], n] - 1
    return np.unique(np.concatenate([starts, ends, by_value[starts], by_value[ends]]))
