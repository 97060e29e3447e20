"""Files from strangers: taken for what they are, or refused in words that help."""

import io
import zipfile

import pikepdf
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from haidang.core.files import images, names, receiving, sniff, words
from haidang.core.files.unfit import Unfit
from haidang.core.files.words import REASONS

from . import samples


@pytest.fixture
def examine(tmp_path):
    def look(body):
        path = tmp_path / "it"
        path.write_bytes(body)
        return receiving.examine(path)

    return look


@pytest.fixture
def refusal(examine):
    def look(body):
        with pytest.raises(Unfit) as found:
            examine(body)
        return found.value.code

    return look


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (samples.picture(), "image/jpeg"),
        (samples.picture(kind="PNG"), "image/png"),
        (samples.picture(kind="WEBP"), "image/webp"),
        ((samples.PICTURES / "phone.heic").read_bytes(), "image/heic"),
        (samples.pdf(), "application/pdf"),
        (samples.package(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (samples.odt(), "application/vnd.oasis.opendocument.text"),
        (samples.mp4(), "video/mp4"),
        (samples.mp4(brand=b"qt  "), "video/quicktime"),
    ],
    ids=lambda value: value if isinstance(value, str) else "body",
)
def test_what_citizens_have_is_taken(examine, body, media_type):
    assert examine(body).kind.media_type == media_type


def test_a_webm_is_taken(examine, tmp_path):
    facts = examine(samples.film(tmp_path / "a.webm", 2, "VP80"))
    assert (facts.kind.media_type, round(facts.duration), facts.width) == ("video/webm", 2, 160)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\0" + bytes(100), "program"),
        (b"\x7fELF" + bytes(100), "program"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>', "svg"),
        (b'<?xml version="1.0"?>\n<!-- a --><svg onload="alert(1)"/>', "svg"),
        (b"<!doctype html><script>alert(1)</script>", "web_page"),
        (b"GIF89a" + bytes(50), "picture_kind"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "picture_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "old_office"),
        (b"Rar!\x1a\x07" + bytes(50), "archive"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska" + bytes(30), "video_kind"),
        ("chỉ là chữ".encode(), "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "body",
)
def test_another_kind_is_refused_whatever_its_name_says(refusal, body, code):
    assert refusal(body) == code


def outcome(look, *arguments):
    """What a look at a file says: its media type, or why not."""
    try:
        return look(*arguments)
    except Unfit as unfit:
        return unfit.code


@given(st.binary(max_size=200))
def test_no_bytes_upset_the_look_at_them(head):
    assert outcome(sniff.sniff, head) in {*sniff.KINDS, sniff.ZIP, *REASONS}


@given(st.sampled_from([samples.picture((60, 40)), samples.mp4(), samples.package()]), st.data())
def test_a_damaged_file_is_taken_or_refused_but_never_upsets(tmp_path_factory, body, data):
    path = tmp_path_factory.mktemp("damaged") / "it"
    at = data.draw(st.integers(0, len(body) - 1))
    path.write_bytes(body[:at] + data.draw(st.binary(max_size=20)) + body[at + data.draw(st.integers(0, 9)) :])
    assert outcome(lambda: receiving.examine(path).kind.media_type) in {*sniff.KINDS, *REASONS}


def test_every_refusal_is_said_in_both_languages():
    facts = {"most": 1, "width": 1, "height": 1, "pages": 1, "seconds": 1, "longest": 1, "what": "script"}
    for code in REASONS:
        assert words.reasons(Unfit(code, **facts)).vi
        with translation.override("en"):
            assert words.reason(Unfit(code, **facts))


def test_a_picture_that_stops_in_the_middle_is_refused(refusal):
    for kind in ("JPEG", "PNG", "WEBP"):
        body = samples.picture(kind=kind)
        assert refusal(body[: len(body) // 2]) == "truncated"
    heic = (samples.PICTURES / "phone.heic").read_bytes()
    assert refusal(heic[: len(heic) // 2]) == "truncated"


def test_a_picture_that_would_burst_is_refused_before_it_is_read(refusal):
    assert refusal(samples.png_of(60_000, 60_000)) == "too_many_pixels"


def test_what_the_camera_wrote_is_kept_as_facts(examine):
    facts = examine(samples.picture())
    assert (facts.lon, facts.lat) == samples.VUNG_TAU
    assert f"{facts.taken_at:%Y-%m-%d %H:%M %z}" == "2026-11-20 08:00 +0700"


def test_a_picture_without_place_is_taken(examine):
    facts = examine(samples.picture(place=False))
    assert (facts.lon, facts.lat) == (None, None)


def test_exif_of_nonsense_is_no_exif():
    assert images._place({1: "N", 2: (1, 0), 3: "E", 4: "x"}) is None
    assert images._place({1: "N", 2: (95.0, 0, 0), 3: "E", 4: (1.0, 0, 0)}) is None
    assert images._moment("0000:00:00 00:00:00") is None


def bomb(**sizes):
    return samples.package({name: b"\0" * size for name, size in sizes.items()})


def test_a_document_that_bursts_is_refused(refusal):
    assert refusal(bomb(a=30_000_000)) == "zip_bomb"
    assert refusal(samples.package({f"word/{n}.xml": b"" for n in range(2_100)})) == "zip_bomb"


def test_a_document_that_lies_about_its_size_is_refused(refusal):
    body = samples.package({"word/a.xml": b"\0" * 5_000_000})
    said, lied = (5_000_000).to_bytes(4, "little"), (5_000).to_bytes(4, "little")
    assert refusal(body.replace(said, lied)) in {"truncated", "broken"}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"word/vbaProject.bin": b"x"}, "macros"),
        ({"word/embeddings/a.zip": b"PK\x03\x04"}, "nested_archive"),
        ({"word/media/a.png": b"PK\x03\x04" + bytes(9)}, "nested_archive"),
        ({"word/run.exe": b"MZ"}, "macros"),
        ({"word/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>'}, "macros"),
        (
            {
                "word/_rels/s.rels": b'<Relationship Type="x/attachedTemplate" Target="http://a/t" TargetMode="External"/>'
            },
            "remote_part",
        ),
        ({"../../etc/passwd": b"x"}, "broken"),
    ],
)
def test_a_document_that_acts_is_refused(refusal, parts, code):
    assert refusal(samples.package(parts)) == code


def test_a_link_in_a_document_is_no_reason(examine):
    rels = b'<Relationship Type="x/hyperlink" Target="http://a/" TargetMode="External"/>'
    assert examine(samples.package({"word/_rels/document.xml.rels": rels}))


def test_other_packages_are_refused(refusal):
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refusal(plain.getvalue()) == "archive"
    assert refusal(samples.package(types=b"application/vnd.ms-word.document.macroEnabled.main+xml")) == "macros"
    assert refusal(samples.package(types=b"application/x-presentation")) == "document_kind"
    assert refusal(samples.odt({"Basic/Standard/m.xml": b"x"})) == "macros"
    assert refusal(samples.package()[:-30]) == "truncated"


def script(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launch(document):
    document.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"))]
    )


def attachment(document):
    document.attachments["a.exe"] = b"MZ"


def opens_a_page(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://evil.example")


def hidden(document):
    document.make_indirect(pikepdf.Dictionary(Names=pikepdf.Dictionary(JavaScript=pikepdf.Array([]))))
    document.Root.Extra = document.make_indirect(pikepdf.Dictionary(A=pikepdf.Array([pikepdf.Dictionary(JS="x")])))


@pytest.mark.parametrize("change", [script, launch, attachment, opens_a_page, hidden])
def test_a_pdf_that_acts_is_refused(refusal, change):
    assert refusal(samples.pdf(change)) == "pdf_acts"
    assert refusal(samples.pdf(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)) == "pdf_acts"


def test_a_pdf_with_links_is_taken(examine):
    def link(document):
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://dichvucong.gov.vn")
        document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action)])

    assert examine(samples.pdf(link)).pages == 1


def test_a_locked_pdf_is_refused_with_its_remedy(refusal):
    for password in ("secret", ""):
        body = samples.pdf(encryption=pikepdf.Encryption(owner="o", user=password))
        assert refusal(body) == "pdf_locked"
    assert "mật khẩu" in words.reason(Unfit("pdf_locked"))


def test_half_a_pdf_is_refused(refusal):
    body = samples.pdf()
    assert refusal(body[: len(body) // 2]) == "truncated"


def test_a_pdf_whose_index_bursts_ends_its_own_process_only(refusal, monkeypatch):
    monkeypatch.setattr(receiving, "PDF_SECONDS", 0)
    assert refusal(samples.pdf()) == "fell_over"


def test_a_long_video_is_refused_also_when_its_head_lies(refusal, examine):
    assert examine(samples.mp4(30)).duration == 30
    assert refusal(samples.mp4(45)) == "video_long"
    assert refusal(samples.mp4(45, said=5)) == "video_long"


def test_half_a_video_is_refused(refusal, tmp_path):
    assert refusal(samples.mp4()[:80]) == "truncated"
    body = samples.film(tmp_path / "a.webm", 2, "VP80")
    assert refusal(body[: len(body) // 2]) == "truncated"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("IMG_1.HEIC", "IMG_1.jpg"),
        ("C:\\ảnh\\hố ga.exe", "hố ga.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("photo\u202egpj.exe", "photo gpj.jpg"),
        ("", "tep.jpg"),
        ("a" * 500 + ".jpg", "a" * 116 + ".jpg"),
    ],
)
def test_a_name_is_for_people_only(name, shown):
    assert names.cleaned(name, sniff.KINDS["image/jpeg"]) == shown
