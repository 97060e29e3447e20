import pytest

from haidang.kernel import registry
from haidang.run import cli, setup
from haidang.run.console import Stop

COMMANDS = ["up", "web", "rules", "worker", "intake", "sim", "database", "prepare", "check", "manage"]
COMMANDS += ["key", "person", "audit", "new-domain", "backup", "restore", "reset"]


def test_every_command_is_found_and_says_what_it_does(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    said = capsys.readouterr().out
    assert [name for name in COMMANDS if f"\n    {name}" not in said] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_of_its_own(name, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])
    assert ended.value.code == 0


def test_without_a_command_it_lists_them(capsys):
    assert cli.main([]) == 2
    assert "usage: haidang" in capsys.readouterr().out


def test_what_stops_a_command_is_told_with_its_remedy(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HAIDANG_HOME", str(tmp_path))
    monkeypatch.delenv("HAIDANG_DATABASE_URL", raising=False)
    assert cli.main(["audit", "verify"]) == 1
    assert "the database does not answer\n  remedy: run `haidang up`" in capsys.readouterr().err


def test_a_port_that_is_none_is_told_with_its_remedy(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HAIDANG_HOME", str(tmp_path))
    monkeypatch.setenv("HAIDANG_PORT", "eighty")
    assert cli.main(["up"]) == 1
    assert "HAIDANG_PORT is 'eighty'\n  remedy: give a number" in capsys.readouterr().err


def test_a_broken_manifest_stops_the_start_with_file_path_value_and_remedy(tmp_path, monkeypatch):
    folder = tmp_path / "light"
    folder.mkdir()
    (folder / "domain.toml").write_text('key = "light"\nodrer = 1\n')
    monkeypatch.setattr(registry, "folders", lambda: [folder])
    registry.domains.cache_clear()
    with pytest.raises(Stop, match=r"light/domain.toml: odrer = 1\n  remedy: unknown key: did you mean order\?"):
        setup.django()
    registry.domains.cache_clear()
