"""`$HAIDANG_HOME/demo.env`: the demo's addresses, passwords and keys, for people and for the tests of the tutorial."""

import shlex

from haidang.kernel.home import Home

PASSWORD = "HAIDANG_PASSWORD_"  # noqa: S105 - the beginning of a name


def read(home: Home) -> dict[str, str]:
    """By name; empty when there is no demo."""
    try:
        words = shlex.split(home.demo_env.read_text(), comments=True)
    except FileNotFoundError:
        return {}
    return dict(word.split("=", 1) for word in words if "=" in word)


def add(home: Home, values: dict[str, str]) -> None:
    """Merge values into the file (0600); a shell can source it."""
    merged = read(home) | values
    home.demo_env.touch(mode=0o600)
    home.demo_env.chmod(0o600)
    home.demo_env.write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in merged.items()))


def password_name(account: str) -> str:
    """`truc.ban` -> `HAIDANG_PASSWORD_TRUC_BAN`."""
    return PASSWORD + "".join(sign if sign.isalnum() else "_" for sign in account).upper()
