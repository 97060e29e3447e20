"""Keeping, seeing, blurring and forgetting files, through the public doors."""

import io

import pytest

from haidang.core.audit.models import Event
from haidang.core.directory.models import Person
from haidang.core.directory.tests.small_province import build
from haidang.core.files import actions, apart, jobs, queries, receiving
from haidang.core.files.models import File
from haidang.core.files.store import store
from haidang.kernel import clock, home
from haidang.kernel import jobs as kernel_jobs
from haidang.kernel.action import PUBLIC, Invalid, NotPossible, Refused, action, system

from . import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def hd():
    return build()


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path):
    monkeypatch.setattr(home, "here", lambda: home.Home(tmp_path))
    return tmp_path


@pytest.fixture
def queue(monkeypatch):
    """What was left for the worker; `work` does it."""
    waiting = []
    monkeypatch.setattr(kernel_jobs, "queue", [lambda job, arguments, at: waiting.append((job, arguments))])

    class Queue(list):
        def work(self):
            while waiting:
                job, arguments = waiting.pop(0)
                job.work(**arguments)

    return Queue()


@pytest.fixture
def officer(hd):
    return hd.officer("duty_officer", hd.centre, hd.province, "internal", "personal")


def received(body=None, name="ảnh.jpg", data_class="personal", **facts):
    return receiving.receive(io.BytesIO(body or samples.picture()), name=name, data_class=data_class, **facts)


@action("matter.report")
def report(do, *held):
    return [actions.take(do, one) for one in held]


def reported(*held):
    return report(system("test"), *held)


def test_a_file_is_kept_with_its_facts(hd, officer, queue):
    file = actions.keep(officer, received(place=hd.here.path, office="IOC"))
    assert (file.name, file.media_type, file.data_class, file.state) == ("ảnh.jpg", "image/jpeg", "personal", "kept")
    assert (file.lon, file.lat) == samples.VUNG_TAU
    assert (file.place, file.office, file.by) == (hd.here.path, "IOC", str(officer))
    assert store().open(file.sha256).read() == samples.picture()
    event = Event.objects.latest("seq")
    assert (event.action, event.subject_id, event.data_class) == ("file.keep", str(file.pk), "personal")


def test_content_is_for_the_owner_of_the_home_alone(queue):
    (file,) = reported(received())
    path = store().local(file.sha256)
    assert path.stat().st_mode & 0o777 == 0o600
    assert not list((home.here().files / "arriving").iterdir())


def test_the_same_content_lies_on_the_disk_once(queue):
    one, two = reported(received(), received(name="khác.jpg"))
    assert one.sha256 == two.sha256
    assert len([path for path in home.here().files.rglob("*") if path.name == one.sha256]) == 1


def test_a_report_names_its_files_in_its_own_event(queue):
    (file,) = reported(received())
    event = Event.objects.latest("seq")
    assert event.action == "matter.report"
    assert event.facts["files"] == [{"id": file.pk, "sha256": file.sha256, "type": "image/jpeg"}]


def test_what_is_refused_leaves_nothing(queue):
    with pytest.raises(Invalid) as found:
        received(b"MZ" + bytes(100), name="ảnh.jpg")
    assert (found.value.field, found.value.value) == ("file", "program")
    assert "chương trình" in found.value.message
    assert not [path for path in home.here().files.rglob("*") if path.is_file()]


def test_a_form_may_ask_for_pictures_only(queue):
    with pytest.raises(Invalid, match="không nhận loại tệp này"):
        receiving.receive(io.BytesIO(samples.mp4()), name="a", data_class="internal", families={"image"})


def test_a_file_that_never_ends_is_refused(queue, monkeypatch):
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            return b"\xff\xd8\xff" + bytes(1_000_000)

    with pytest.raises(Invalid, match="lớn quá 25 MB"):
        receiving.receive(Endless(), name="a", data_class="internal", families={"image"})


def test_the_public_may_not_keep_files_by_themselves(queue):
    with pytest.raises(Refused):
        actions.keep(PUBLIC, received())


def test_the_worker_makes_a_clean_a_small_and_a_public_copy(queue):
    (file,) = reported(received(samples.picture((1000, 750))))
    queue.work()
    file.refresh_from_db()
    assert (file.public_state, queries.copy_of(file, "thumb").width) == ("ready", 480)
    clean, public = queries.copy_of(file, "clean"), queries.copy_of(file, "public")
    assert (clean.width, clean.data_class, clean.lon) == (1000, "personal", None)
    assert (public.data_class, public.lon, public.taken_at, public.person) == ("internal", None, None, None)
    assert queries.copy_of(public, "thumb").width == 480
    assert "ảnh" not in public.name
    assert queries.copies_of([file], "clean") == {file.pk: clean}


def test_everybody_sees_the_public_copy_once_it_is_published(queue, officer):
    (file,) = reported(received())
    queue.work()
    file.refresh_from_db()
    public = queries.copy_of(file, "public")
    assert queries.file(PUBLIC, public.token) is None
    actions.publish(officer, file)
    assert queries.file(PUBLIC, public.token) == public
    assert queries.open_file(PUBLIC, queries.file(PUBLIC, public.token)).read(2) == b"\xff\xd8"
    assert queries.file(PUBLIC, file.token) is None


def test_what_was_not_blurred_is_not_published(queue, officer):
    (file,) = reported(received())
    with pytest.raises(NotPossible, match="Chưa có bản công khai"):
        actions.publish(officer, file)


def test_when_faces_cannot_be_looked_for_a_person_is_asked(queue, officer, monkeypatch):
    real = apart.run

    def broken(work, *arguments, **bounds):
        if work == "heavy:public" and not arguments[3]:
            raise apart.Broke("no memory")
        return real(work, *arguments, **bounds)

    monkeypatch.setattr(apart, "run", broken)
    (file,) = reported(received())
    queue.work()
    assert list(queries.waiting_for_person(officer)) == [file]
    assert queries.copy_of(file, "public") is None
    file.refresh_from_db()
    actions.public_copy(officer, file, [[0.1, 0.1, 0.2, 0.2]])
    queue.work()
    file.refresh_from_db()
    assert (file.public_state, queries.copy_of(file, "public").regions[-1]["what"]) == ("ready", "hand")


def test_new_boxes_withdraw_the_copy_at_once(queue, officer):
    (file,) = reported(received())
    queue.work()
    file.refresh_from_db()
    old = actions.publish(officer, file)
    actions.public_copy(officer, file, [[0, 0, 0.5, 0.5]])
    assert queries.file(PUBLIC, old.token) is None
    queue.work()
    assert queries.copy_of(file, "public").data_class == "internal"


@pytest.mark.parametrize("box", [[0, 0, 2, 1], [0, 0, 0.1], [0, 0, 0, 0.1], [-1, 0, 1, 1]])
def test_boxes_outside_the_picture_are_refused(queue, officer, box):
    (file,) = reported(received())
    with pytest.raises(Invalid, match="Vùng che"):
        actions.public_copy(officer, file, [box])


def test_a_picture_that_turns_out_bad_is_refused_later(queue, officer):
    body = samples.picture(kind="PNG")
    at = body.index(b"IDAT") + 50
    (file,) = reported(received(body[:at] + bytes(400) + body[at + 400 :], name="a.png"))
    queue.work()
    file.refresh_from_db()
    assert (file.state, bool(file.why.vi)) == ("refused", True)
    assert not store().has(file.sha256)


def test_of_a_video_everybody_sees_a_still(queue, officer, tmp_path):
    (file,) = reported(received(samples.film(tmp_path / "a.mp4"), name="clip.mp4"))
    queue.work()
    file.refresh_from_db()
    assert (file.public_state, round(file.duration)) == ("ready", 2)
    assert queries.copy_of(file, "clean").media_type == "video/mp4"
    assert queries.copy_of(file, "public").media_type == "image/jpeg"


def test_a_look_at_a_personal_file_is_journalled_with_its_reason(queue, officer):
    (file,) = reported(received())
    with pytest.raises(Invalid, match="lý do"):
        queries.open_file(officer, file)
    queries.open_file(officer, file, why="PA-261120-0001")
    event = Event.objects.latest("seq")
    assert (event.action, event.facts["why"]) == ("file.look", "PA-261120-0001")


def test_looking_twice_within_the_hour_is_one_look(queue, officer):
    (file,) = reported(received())
    for _ in range(2):
        queries.open_file(officer, file, why="x")
    assert Event.objects.filter(action="file.look").count() == 1
    with clock.frozen(clock.now() + queries.LOOK_LASTS * 2):
        queries.open_file(officer, file, why="x")
    assert Event.objects.filter(action="file.look").count() == 2


def test_who_sent_a_file_may_see_it_without_a_reason(hd, queue):
    citizen = hd.person("citizen")
    (file,) = reported(received(person=citizen))
    assert queries.file(citizen.as_actor(), file.token) == file
    assert queries.open_file(citizen.as_actor(), file)
    assert not Event.objects.filter(action="file.look").exists()


def test_nobody_sees_a_file_beyond_their_duty(hd, queue):
    (file,) = reported(received(place=hd.here.path, office="UBND-26506"))
    elsewhere = hd.officer("commune_officer", hd.other_committee, hd.elsewhere, "internal", "personal")
    here = hd.officer("commune_officer", hd.committee, hd.here, "internal", "personal")
    plain = hd.officer("commune_officer", hd.committee, hd.here)
    assert [queries.file(one, file.token) for one in (elsewhere, plain, here)] == [None, None, file]
    with pytest.raises(Refused):
        queries.open_file(elsewhere, file, why="x")


def test_files_go_with_what_they_belong_to(hd, queue):
    (file,) = reported(received(place=hd.here.path))
    queue.work()

    @action("matter.transfer")
    def transfer(do, files):
        actions.hand_over(do, files, place=hd.elsewhere.path, office="UBND-26560")

    transfer(system("test"), [file])
    assert set(File.objects.values_list("place", "office")) == {(hd.elsewhere.path, "UBND-26560")}


def test_forgetting_deletes_the_content_and_keeps_hash_and_reason(hd, queue):
    lead = hd.officer("shift_lead", hd.centre, hd.province, "internal", "personal")
    (file,) = reported(received())
    queue.work()
    contents = set(File.objects.values_list("sha256", flat=True))
    actions.forget(lead, file, why="Công dân yêu cầu xóa")
    queue.work()
    assert not any(store().has(sha256) for sha256 in contents)
    file.refresh_from_db()
    assert (file.state, file.why_vi, file.lon, len(file.sha256)) == ("forgotten", "Công dân yêu cầu xóa", None, 64)
    assert Event.objects.latest("seq").facts["files_forgotten"][0]["why"] == "Công dân yêu cầu xóa"
    with pytest.raises(NotPossible, match="đã được xóa"):
        actions.forget(lead, file, why="x")


def test_content_that_another_file_keeps_stays(hd, queue):
    lead = hd.officer("shift_lead", hd.centre, hd.province, "internal", "personal")
    one, two = reported(received(), received())
    actions.forget(lead, one, why="trùng")
    queue.work()
    assert store().has(two.sha256)


def test_what_was_received_and_never_kept_is_swept(queue):
    (kept,) = reported(received())
    left = received(samples.picture((100, 100)))
    jobs.clear_contents()
    assert store().has(left.sha256)
    with clock.frozen(clock.now() + jobs.UNNAMED_FOR * 2):
        jobs.clear_contents()
    assert (store().has(left.sha256), store().has(kept.sha256)) == (False, True)
    with pytest.raises(NotPossible, match="gửi lại"):
        reported(left)


def test_a_person_is_named_by_whom_it_belongs_to(hd, queue):
    person = hd.person("an")
    (file,) = reported(received(person=person))
    assert Person.objects.get(files=file) == person
