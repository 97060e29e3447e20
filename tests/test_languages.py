"""Whoever reads English reads all of it: each word on screen has its English, and the compiled files are those."""

from tools import messages


def test_every_word_on_screen_has_english_and_is_compiled():
    """When this fails: run tools/messages.py, fill what it names, commit the catalogue and its .mo."""
    assert messages.problems(messages.read(messages.ENGLISH), messages.used()) == []


def test_the_catalogue_is_written_as_it_is_read(tmp_path):
    again = tmp_path / "django.po"
    wanted = messages.merged(messages.read(messages.ENGLISH), messages.used())
    messages.write(again, wanted.values())
    read = messages.read(again)
    assert read.keys() == {"", *wanted}
    assert {text: read[text].said for text in wanted} == {text: one.said for text, one in wanted.items()}


def test_what_has_no_english_is_named_with_its_file():
    wanted = {"Nhận": messages.Message("Nhận", files={"haidang/web/rail.py"})}
    assert "no English: 'Nhận' in haidang/web/rail.py" in messages.problems({}, wanted)


def test_a_translation_may_not_invent_a_placeholder():
    wanted = {"%(a)s trễ": messages.Message("%(a)s trễ", files={"x"})}
    known = {"%(a)s trễ": messages.Message("%(a)s trễ", said=["%(b)s late"])}
    assert "another placeholder in the English of '%(a)s trễ'" in messages.problems(known, wanted)
