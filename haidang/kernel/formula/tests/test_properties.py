"""Formulas made at random: read again as written, agree with plain arithmetic cell by cell, and keep what is missing."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from haidang.kernel.formula import Why, evaluate, explain, parse, unit_of, written
from haidang.kernel.formula.tests.fields import GRID, Fields
from haidang.kernel.formula.tree import Binary, Call, Name, Number, Unary

NAMES = st.sampled_from([Name("farm", "a"), Name("farm", "b")])
NUMBERS = st.integers(0, 1000).map(lambda number: Number(number / 8))
SIGNS = st.sampled_from("+-*/")


def _more(inner):
    return st.one_of(
        st.builds(Binary, SIGNS, inner, inner),
        st.builds(lambda one: Unary("-", one), inner),
        st.builds(lambda one, two: Call("min", (one, two)), inner, inner),
        st.builds(lambda one, two: Call("max", (one, two)), inner, inner),
        st.builds(lambda one: Call("abs", (one,)), inner),
    )


TREES = st.recursive(st.one_of(NAMES, NUMBERS), _more, max_leaves=12)
VALUES = st.lists(st.one_of(st.just(math.nan), st.floats(-1e6, 1e6)), min_size=8, max_size=8)


def _plainly(node, values):
    """What the formula says, one cell at a time, in Python; None where something is missing."""
    match node:
        case Number(value=value):
            return value
        case Name(key=key):
            return None if math.isnan(values[key]) else values[key]
        case Unary(of=of):
            one = _plainly(of, values)
            return None if one is None else -one
        case Binary(sign=sign, left=left, right=right):
            one, two = _plainly(left, values), _plainly(right, values)
            if one is None or two is None or (sign == "/" and two == 0):
                return None
            made = {"+": one + two, "-": one - two, "*": one * two}.get(sign)
            return one / two if sign == "/" else made
        case Call(name=name, of=of):
            parts = [_plainly(one, values) for one in of]
            return None if None in parts else {"min": min, "max": max, "abs": lambda one: abs(one)}[name](*parts)


@given(TREES)
@settings(max_examples=150, deadline=None)
def test_a_formula_reads_again_as_it_was_written(tree):
    assert parse(written(tree), "farm") == tree


@given(TREES, VALUES)
@settings(max_examples=150, deadline=None)
def test_columns_agree_with_cells_and_what_is_missing_stays_missing(tree, numbers):
    shape = GRID.shape
    a, b = (np.resize(np.array(part), shape) for part in (numbers[:4], numbers[4:]))
    found = evaluate(tree, GRID, Fields(a=a, b=b))
    for place in range(shape[0]):
        plain = _plainly(tree, {"a": a[place, 0], "b": b[place, 0]})
        if plain is None or not math.isfinite(plain):
            assert found.why[place, 0] != Why.PRESENT
            assert math.isnan(found.value[place, 0])
        else:
            assert found.why[place, 0] == Why.PRESENT
            assert math.isclose(found.value[place, 0], plain, rel_tol=1e-9, abs_tol=1e-9)


@given(TREES, VALUES)
@settings(max_examples=60, deadline=None)
def test_an_explanation_agrees_with_the_value(tree, numbers):
    data = Fields(a=np.resize(np.array(numbers[:4]), GRID.shape), b=np.resize(np.array(numbers[4:]), GRID.shape))
    try:
        unit_of(tree, data)
    except ValueError:
        return
    told = explain(tree, GRID, data, 1, 2)
    value, why, _quality = evaluate(tree, GRID, data).at(1, 2)
    assert (told.value, told.why) == (value, why)
