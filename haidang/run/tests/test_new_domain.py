import pytest

from haidang.kernel import manifest
from haidang.run import new_domain
from haidang.run.console import Stop


def test_a_new_domain_works_as_it_is_written(tmp_path):
    domain = manifest.read(new_domain.write("street_light", "Chiếu sáng", "Street lighting", tmp_path))
    assert (domain.key, domain.name.vi, domain.name.en) == ("street_light", "Chiếu sáng", "Street lighting")
    assert domain.rules[0].playbook == domain.playbooks[0].key


@pytest.mark.parametrize("key", ["Light", "1light", "light-2", "", "../light", "chiếu_sáng", "x" * 40])
def test_a_key_that_cannot_be_one_is_refused(tmp_path, key):
    with pytest.raises(Stop, match="small letters"):
        new_domain.write(key, "", "", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_domain_is_never_overwritten(tmp_path):
    new_domain.write("light", "", "", tmp_path)
    with pytest.raises(Stop, match="is there already"):
        new_domain.write("light", "", "", tmp_path)


def test_words_that_break_the_file_leave_nothing_behind(tmp_path):
    with pytest.raises(Stop, match="quotation marks"):
        new_domain.write("light", 'Chiếu "sáng"', "Light", tmp_path)
    assert not list(tmp_path.iterdir())
