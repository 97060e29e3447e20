import pytest

from haidang.kernel import jobs as kernel_jobs


@pytest.fixture
def dossiers(db, monkeypatch):
    from django.core.cache import cache

    from haidang.kernel.clock import frozen

    from .dossiers import MONDAY, build, say_the_same_twice  # models load after pytest has set Django up

    cache.clear()
    say_the_same_twice(monkeypatch)
    with frozen(MONDAY):
        made = build()
        monkeypatch.setattr(kernel_jobs, "queue", [lambda job, given, at: made.queue.append((job.name, given))])
        yield made


@pytest.fixture(scope="session", autouse=True)
def _workshops_end():
    from haidang.core.documents.crafts import workshop

    yield
    workshop.press.end()
    workshop.gate.end()
