import pytest

from haidang.run import schema
from haidang.run.demo_filling import each


class Killed(Exception):
    pass


def test_what_was_made_before_a_start_was_killed_is_not_made_again(db):
    made = []

    def make(one):
        if one == "c" and not made.count("c?"):
            made.append("c?")
            raise Killed
        made.append(one)

    with pytest.raises(Killed):
        each("letters", "abcd", make)
    assert not schema.kept("letters")
    assert each("letters", "abcd", make) == 2
    assert made == ["a", "b", "c?", "c", "d"]
    assert each("letters", "abcd", make) == 0
