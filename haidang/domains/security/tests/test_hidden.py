"""Small numbers are hidden, and nothing beside them gives them away."""

from hypothesis import given
from hypothesis import strategies as st

from haidang.domains.security.hidden import K, hidden, shown

ROWS, COLUMNS = ["a", "b", "c"], ["x", "y", "z", "w"]
TABLES = st.dictionaries(st.tuples(st.sampled_from(ROWS), st.sampled_from(COLUMNS)), st.integers(0, 30))


@given(TABLES)
def test_no_small_number_is_shown_and_none_follows_from_a_sum(table: dict[tuple[str, str], int]) -> None:
    cells = hidden(table, ROWS, COLUMNS)
    assert all(count is None or count == 0 or count >= K for count in cells.values())
    for line in [[(row, one) for one in COLUMNS] for row in ROWS] + [[(row, one) for row in ROWS] for one in COLUMNS]:
        gone = [where for where in line if cells[where] is None]
        left = [where for where in line if cells[where]]
        assert len(gone) != 1 or not left  # with its sum known, a single hidden number is no secret


@given(TABLES)
def test_what_is_shown_is_true(table: dict[tuple[str, str], int]) -> None:
    assert all(count is None or count == table.get(where, 0) for where, count in hidden(table, ROWS, COLUMNS).items())


def test_a_single_number_is_hidden_below_five_only() -> None:
    assert [shown(one) for one in (0, 1, 4, 5)] == [0, None, None, 5]
