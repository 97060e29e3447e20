from itertools import count

from haidang.kernel.once import is_kept, once, remembering


def test_within_a_block_a_question_is_asked_once():
    numbers = count()
    with remembering():
        assert [once("n", lambda: next(numbers)) for _ in range(3)] == [0, 0, 0]
        assert is_kept("n")
        assert once(("n", "other"), lambda: next(numbers)) == 1
    assert not is_kept("n")


def test_outside_a_block_it_is_asked_anew():
    numbers = count()
    assert [once("n", lambda: next(numbers)) for _ in range(2)] == [0, 1]


def test_a_block_that_may_write_keeps_only_what_is_taken_back_by_whoever_changes_it():
    numbers = count()
    with remembering(may_write=True):
        assert [once("n", lambda: next(numbers)) for _ in range(2)] == [0, 1]
        assert [once("m", lambda: next(numbers), through_writes=True) for _ in range(2)] == [2, 2]


def test_each_block_begins_with_nothing():
    numbers = count()
    with remembering():
        once("n", lambda: next(numbers))
        with remembering():
            assert once("n", lambda: next(numbers)) == 1
        assert once("n", lambda: next(numbers)) == 0
