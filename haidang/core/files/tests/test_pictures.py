"""What is made of a file: nothing of the original reaches a viewer, and the copy for everybody shows no face and no plate."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from haidang.core.files import apart, blurring, heavy, images, receiving, videos
from haidang.core.files.unfit import Unfit

from . import samples


@pytest.fixture
def drawn(tmp_path):
    def draw(body, media_type="image/jpeg"):
        source = tmp_path / "source"
        source.write_bytes(body)
        sizes = heavy.picture(str(source), media_type, str(tmp_path))
        return sizes, Image.open(tmp_path / "clean.jpg")

    return draw


def test_a_clean_picture_has_pixels_and_nothing_else(drawn, tmp_path):
    _, clean = drawn(samples.picture(comment=b"secret"))
    assert not clean.getexif()
    assert {"exif", "icc_profile", "comment", "xmp"}.isdisjoint(clean.info)
    body = (tmp_path / "clean.jpg").read_bytes()
    assert b"PhoneMaker" not in body
    assert clean.info.get("progressive")


def test_a_picture_is_shown_upright(drawn):
    sizes, clean = drawn(samples.picture((640, 480), turned=6))
    assert clean.size == (480, 640) == tuple(sizes["clean"])


def test_a_large_picture_becomes_smaller(drawn):
    _, clean = drawn(samples.picture((4000, 3000)))
    assert clean.size == (2560, 1920)


@pytest.mark.parametrize(
    "how", [{"mode": "CMYK"}, {"mode": "L"}, {"kind": "PNG", "mode": "P"}, {"kind": "PNG", "mode": "RGBA"}]
)
def test_every_way_to_write_colours_is_read(drawn, how):
    body = samples.picture(**how)
    _, clean = drawn(body, "image/png" if "kind" in how else "image/jpeg")
    assert clean.mode == "RGB"


def test_grey_of_sixteen_bits_is_read(drawn, tmp_path):
    Image.fromarray(np.full((40, 60), 32768, np.uint16)).save(tmp_path / "grey.png")
    _, clean = drawn((tmp_path / "grey.png").read_bytes(), "image/png")
    assert abs(clean.getpixel((5, 5))[0] - 128) < 4


def test_a_picture_of_an_iphone_becomes_a_jpeg(drawn):
    _, clean = drawn((samples.PICTURES / "phone.heic").read_bytes(), "image/heic")
    assert (clean.format, clean.size) == ("JPEG", (240, 320))


def test_of_an_animation_the_first_picture_is_taken(drawn, tmp_path):
    first, second = Image.new("RGB", (60, 40), "green"), Image.new("RGB", (60, 40), "red")
    first.save(tmp_path / "a.webp", save_all=True, append_images=[second], duration=100)
    _, clean = drawn((tmp_path / "a.webp").read_bytes(), "image/webp")
    assert clean.getpixel((5, 5))[1] > 100


def test_a_picture_of_several_is_taken_as_phones_write_it(tmp_path):
    first = Image.open(samples.PICTURES / "rocket.jpg")
    first.save(tmp_path / "it", "MPO", save_all=True, append_images=[first])
    assert receiving.examine(tmp_path / "it").kind.media_type == "image/jpeg"


def test_a_picture_of_a_phone_is_small_at_once(tmp_path):
    (tmp_path / "it").write_bytes(samples.picture((4000, 3000), turned=8))
    assert samples.opened(images.quick_thumb(tmp_path / "it", "image/jpeg")).size == (360, 480)


def test_a_video_keeps_no_place_and_no_date(tmp_path):
    path = tmp_path / "it"
    path.write_bytes(samples.mp4(told=b"+10.3416+107.0666/", with_places=True))
    size = path.stat().st_size
    videos.clean(path, "video/mp4")
    body = path.read_bytes()
    assert len(body) == size
    assert b"107.0666" not in body
    assert (3_900_000_000).to_bytes(4, "big") not in body
    assert b"PICTURES" in body
    assert videos.look(path, "video/mp4").duration == 5


@pytest.mark.parametrize(
    ("code", "media_type", "name"), [("mp4v", "video/mp4", "a.mp4"), ("VP80", "video/webm", "a.webm")]
)
def test_a_cleaned_video_still_plays(tmp_path, code, media_type, name):
    body = samples.film(tmp_path / name, 2, code)
    assert b"Lavf" in body
    made = heavy.film(str(tmp_path / name), media_type, str(tmp_path))
    assert made == {"clean": [160, 120], "still": [160, 120], "thumb": [160, 120]}
    assert b"Lavf" not in (tmp_path / "clean").read_bytes()


def test_a_video_without_pictures_is_refused(tmp_path):
    (tmp_path / "it").write_bytes(samples.mp4())
    with pytest.raises(Unfit, match="broken"):
        heavy.film(str(tmp_path / "it"), "video/mp4", str(tmp_path))


def test_a_face_is_found_and_made_unrecognisable(tmp_path):
    answer = heavy.public(str(samples.PICTURES / "astronaut.jpg"), str(tmp_path), [], False)
    faces = [region for region in answer["regions"] if region["what"] == "face"]
    assert len(faces) == 1
    before = np.asarray(Image.open(samples.PICTURES / "astronaut.jpg").convert("L"), float)
    after = np.asarray(Image.open(tmp_path / "public.jpg").convert("L"), float)
    face = np.s_[70:150, 185:260]
    assert np.abs(np.diff(after[face])).mean() < np.abs(np.diff(before[face])).mean() / 3
    rest = np.s_[300:500, 0:150]
    assert np.abs(after[rest] - before[rest]).mean() < 6
    json.dumps(answer)


def plate(lines, width):
    """A Vietnamese plate as drawn on white, `width` pixels wide."""
    shape = (520, 110) if len(lines) == 1 else (190, 140)
    image = Image.new("RGB", shape, "white")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((2, 2, shape[0] - 3, shape[1] - 3), 10, outline="black", width=4)
    font = ImageFont.load_default(76 if len(lines) == 1 else 52)
    for number, line in enumerate(lines):
        middle = shape[1] * (2 * number + 1) / (2 * len(lines))
        draw.text((shape[0] / 2, middle), line, "black", font, anchor="mm")
    return image.resize((width, round(shape[1] * width / shape[0])), Image.Resampling.LANCZOS)


def covered(regions, box, size):
    """The part of a box (left, top, right, bottom in pixels) that lies in some region."""
    seen = np.zeros((size[1], size[0]), bool)
    for one in regions:
        left, top = int(one.x * size[0]), int(one.y * size[1])
        seen[top : int((one.y + one.height) * size[1]) + 1, left : int((one.x + one.width) * size[0]) + 1] = True
    return seen[box[1] : box[3], box[0] : box[2]].mean()


@pytest.mark.parametrize(
    ("lines", "width"), [(["51K-123.45"], 160), (["72-C1", "123.45"], 90), (["72-C1", "123.45"], 240)]
)
def test_a_plate_is_covered(lines, width):
    scene = Image.open(samples.PICTURES / "coffee.jpg").convert("RGB").resize((1200, 800))
    tag = plate(lines, width)
    scene.paste(tag, (500, 350))
    found = blurring.regions(np.ascontiguousarray(np.asarray(scene)[:, :, ::-1]))
    inner = (500 + width // 8, 350 + tag.height // 5, 500 + width - width // 8, 350 + tag.height - tag.height // 5)
    assert covered(found, inner, scene.size) > 0.9


def test_boxes_of_a_person_are_blurred_too(tmp_path):
    answer = heavy.public(str(samples.PICTURES / "rocket.jpg"), str(tmp_path), [[0.9, 0.9, 0.5, 0.5]], True)
    assert {"x": 0.9, "y": 0.9, "width": 0.5, "height": 0.5, "what": "hand", "score": 1.0} in answer["regions"]


@pytest.fixture
def no_detector(monkeypatch, tmp_path):
    blurring.network.cache_clear()
    monkeypatch.setattr(blurring, "FOLDER", tmp_path / "nowhere")
    yield
    blurring.network.cache_clear()


@pytest.mark.usefixtures("no_detector")
def test_without_detectors_only_a_person_may_answer(tmp_path):
    picture = str(samples.PICTURES / "rocket.jpg")
    with pytest.raises(Unfit, match="no_detector"):
        heavy.public(picture, str(tmp_path), [], False)
    assert heavy.public(picture, str(tmp_path), [], True)["detected"] is False


def test_a_changed_detector_is_not_used(monkeypatch, tmp_path):
    (tmp_path / "faces.onnx").write_bytes(b"another")
    monkeypatch.setattr(blurring, "FOLDER", tmp_path)
    with pytest.raises(blurring.Unavailable, match="not what"):
        blurring.network.__wrapped__("faces.onnx")


def test_the_detectors_are_those_of_the_lock():
    from tools import detectors

    assert detectors.differences() == []


def test_work_that_falls_over_does_so_apart():
    with pytest.raises(apart.Broke):
        apart.run("heavy:nothing_of_this_name", seconds=5)
    with pytest.raises(Unfit, match="broken"):
        apart.run("heavy:picture", str(Path(__file__)), "image/jpeg", "/tmp", seconds=20)


def test_the_public_copy_is_no_larger_than_what_was_searched(tmp_path):
    (tmp_path / "big.jpg").write_bytes(samples.picture((blurring.SIDE + 200, 400)))
    answer = heavy.public(str(tmp_path / "big.jpg"), str(tmp_path), [], False)
    assert max(answer["public"]) == blurring.SIDE < images.CLEAN_SIDE
