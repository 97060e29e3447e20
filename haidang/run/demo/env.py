"""`$HAIDANG_HOME/demo.env`: the demo's addresses, passwords and keys, for people and for the tests of the tutorial."""

import shlex
from collections.abc import Iterator

from haidang.kernel.home import Home

PASSWORD = "HAIDANG_PASSWORD_"  # noqa: S105 - the beginning of a name
TITLE = "HAIDANG_TITLE_"


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
    """`trucban` -> `HAIDANG_PASSWORD_TRUCBAN`."""
    return PASSWORD + account.upper()


def title_name(account: str) -> str:
    return TITLE + account.upper()


def one_account_for_each_title(home: Home) -> Iterator[tuple[str, str, str]]:
    """(account, password, title), so that every kind of person can be tried."""
    told, seen = read(home), set()
    for name, title in told.items():
        if name.startswith(TITLE) and title not in seen:
            seen.add(title)
            account = name.removeprefix(TITLE)
            yield account.lower(), told.get(PASSWORD + account, ""), title
