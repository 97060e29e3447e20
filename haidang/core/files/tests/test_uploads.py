"""Files in pieces, over lines that break."""

import io
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haidang.core.files import jobs, uploads
from haidang.core.files.models import Upload
from haidang.core.files.store import store
from haidang.kernel import clock, home
from haidang.kernel.action import Invalid, NotPossible

from . import samples

pytestmark = pytest.mark.django_db
BODY = samples.picture((200, 150))
WHOLE = len(BODY)


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path):
    monkeypatch.setattr(home, "here", lambda: home.Home(tmp_path))


def created(size=WHOLE, whose="public:10.0.0.1"):
    return uploads.create(whose=whose, name="ảnh.jpg", size=size).token


def sent(token, offset, body):
    return uploads.append(token, offset, io.BytesIO(body))


def pieces_of(folder):
    return {path.name for path in (home.here().files / folder).iterdir()}


def test_a_file_comes_whole_in_pieces():
    token = created()
    assert uploads.offset_of(token) == 0
    assert sent(token, 0, BODY[:1000]) == 1000
    assert sent(token, 1000, BODY[1000:]) == len(BODY)
    held = uploads.finish(token, data_class="personal")
    assert (held.name, store().open(held.sha256).read()) == ("ảnh.jpg", BODY)
    assert not Upload.objects.exists()
    assert token not in pieces_of("uploads")


def test_a_piece_at_the_wrong_place_is_told_the_right_one():
    token = created()
    sent(token, 0, BODY[:1000])
    for wrong in (0, 999, 1001):
        with pytest.raises(uploads.WrongOffset) as found:
            sent(token, wrong, BODY[wrong:])
        assert found.value.right == 1000


def test_what_came_before_the_line_broke_is_kept():
    class Breaking(io.RawIOBase):
        said = False

        def read(self, size=-1):
            if self.said:
                raise ConnectionResetError
            self.said = True
            return BODY[:700]

    token = created()
    with pytest.raises(ConnectionResetError):
        uploads.append(token, 0, Breaking())
    assert uploads.offset_of(token) == 700
    sent(token, 700, BODY[700:])
    assert uploads.finish(token, data_class="personal").size == len(BODY)


def test_what_a_killed_process_wrote_beyond_the_truth_is_written_over():
    token = created()
    sent(token, 0, BODY[:500])
    with (home.here().files / "uploads" / token).open("ab") as file:
        file.write(b"\0" * (len(BODY) + 5000))
    sent(token, 500, BODY[500:])
    assert store().open(uploads.finish(token, data_class="personal").sha256).read() == BODY


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_pieces_in_any_order_end_in_the_same_file(data):
    token = created()
    while (right := uploads.offset_of(token)) < len(BODY):
        offset = data.draw(st.sampled_from([right, right, max(0, right - 7), right + 1]))
        length = data.draw(st.integers(len(BODY) // 9, len(BODY)))
        body = BODY[offset : offset + length]
        if offset == right:
            assert sent(token, offset, body) == right + len(body)
        else:
            with pytest.raises(uploads.WrongOffset):
                sent(token, offset, body)
    assert store().open(uploads.finish(token, data_class="personal").sha256).read() == BODY


def test_more_than_was_announced_is_refused():
    token = created(size=100)
    with pytest.raises(Invalid, match="dài hơn"):
        sent(token, 0, BODY)
    assert uploads.offset_of(token) == 0


def test_what_is_not_whole_cannot_be_finished():
    token = created()
    with pytest.raises(NotPossible, match="còn thiếu"):
        uploads.finish(token, data_class="personal")


def test_a_bad_file_ends_its_upload():
    token = created(size=10)
    sent(token, 0, b"MZ" + bytes(8))
    with pytest.raises(Invalid, match="chương trình"):
        uploads.finish(token, data_class="personal")
    assert not Upload.objects.exists()


def test_bounds_of_a_file_and_of_a_sender():
    with pytest.raises(Invalid, match="lớn quá 100 MB"):
        created(size=101_000_000)
    with pytest.raises(Invalid, match="lớn quá 25 MB"):
        uploads.create(whose="x", name="a", size=26_000_000, families={"image"})
    for _ in range(uploads.MOST_OPEN):
        created(size=1000)
    with pytest.raises(Invalid, match="quá nhiều tệp"):
        created(size=1000)
    assert created(size=1000, whose="public:10.0.0.2")


@pytest.mark.parametrize("token", ["x", "../" * 14 + "a", "a" * 43, "", "é" * 43])
def test_no_token_leads_out_of_the_folder(token):
    for ask in (uploads.offset_of, lambda one: sent(one, 0, b"x")):
        with pytest.raises(NotPossible):
            ask(token)


def test_an_upload_that_nobody_finishes_is_swept():
    old, busy = created(), created()
    with clock.frozen(clock.now() + uploads.KEPT_FOR / 2):
        sent(busy, 0, BODY[:10])
    with clock.frozen(clock.now() + uploads.KEPT_FOR):
        jobs.clear_uploads()
        with pytest.raises(NotPossible):
            uploads.offset_of(old)
        assert uploads.offset_of(busy) == 10
    assert pieces_of("uploads") == {busy}


def test_a_sender_may_give_up():
    token = created()
    uploads.cancel(token)
    uploads.cancel(token)
    assert pieces_of("uploads") == set()


@pytest.mark.django_db(transaction=True)
def test_of_two_pieces_at_once_one_is_told_to_wait():
    token = created()
    within, go_on = threading.Event(), threading.Event()

    class Slow(io.RawIOBase):
        said = False

        def read(self, size=-1):
            if self.said:
                return b""
            self.said = True
            within.set()
            go_on.wait(20)
            return BODY

    def first():
        from django.db import connection

        try:
            uploads.append(token, 0, Slow())
        finally:
            connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert within.wait(20)
    try:
        with pytest.raises(uploads.Busy):
            sent(token, 0, BODY)
    finally:
        go_on.set()
        thread.join()
    assert uploads.offset_of(token) == len(BODY)
