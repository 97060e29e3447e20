import pytest


@pytest.fixture
def screen(room):
    """A browser in which the wall's own account is signed in."""
    return room.client("wall")


@pytest.fixture
def own(room):
    """A screen with an account of its own."""
    from haidang.core.walls import actions  # models load after pytest has set Django up

    administrator = room.hd.officer("administrator", room.hd.centre, room.hd.province)
    return actions.add(
        administrator, code="phong-truc", name="Phòng trực", place=room.hd.province, office=room.hd.centre
    )
