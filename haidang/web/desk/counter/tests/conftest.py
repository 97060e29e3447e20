import pytest


@pytest.fixture
def counter(hall, browser):
    return browser(hall.reception)


@pytest.fixture
def department(hall, browser):
    return browser(hall.officer)
