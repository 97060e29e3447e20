"""Collect the words on screen from code and templates into the English catalogue, and compile the catalogues.

    .venv/bin/python tools/messages.py           merge new words into en/django.po, write both .mo
    .venv/bin/python tools/messages.py --check   say what is missing, unused or not compiled, change nothing

Vietnamese is the source: a msgid is what a Vietnamese reader sees. en/django.po holds the English of each; a new one
comes in empty, to be filled by hand. vi/django.po, kept by hand, holds the Vietnamese of libraries that ship none.
The compiled files are committed, so nothing needs GNU gettext.
"""

import ast
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "haidang"
LOCALE = PACKAGE / "core/ui/locale"
ENGLISH = LOCALE / "en/LC_MESSAGES/django.po"
CATALOGUES = (ENGLISH, LOCALE / "vi/LC_MESSAGES/django.po")
HEADER = (
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Language: en\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)
TITLE = "# English of the words on screen; written by tools/messages.py, filled by people."
SINGULAR = {"gettext", "gettext_lazy", "gettext_noop", "both"}
PLURAL = {"ngettext", "ngettext_lazy"}
TRANSLATION = {"django.utils.translation", "haidang.kernel.bilingual"}
TEXT = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(?:gettext|_)\(\s*({TEXT})\s*\)|\bngettext\(\s*({TEXT})\s*,\s*({TEXT})")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")


@dataclass
class Message:
    """One entry: its text, its plural or "", the translations (one, or one for each plural form), the files it is in."""

    text: str
    plural: str = ""
    said: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)

    @property
    def is_said(self) -> bool:
        return bool(self.said) and all(self.said)


def used() -> dict[str, Message]:
    """Every msgid of code and templates, with the files that use it."""
    found: dict[str, Message] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "tests" in path.parts:
            continue
        name = str(path.relative_to(ROOT))
        for text, plural in _of_code(path) if path.suffix == ".py" else _of_template(path):
            message = found.setdefault(text, Message(text))
            message.plural = message.plural or plural
            message.files.add(name)
    return found


def _of_code(path: Path) -> Iterator[tuple[str, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in TRANSLATION
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        kind = kinds.get(node.func.id, "")
        if kind in SINGULAR and texts:
            yield texts[0], ""
        elif kind in PLURAL and len(texts) >= 2:
            yield texts[0], texts[1]


def _of_template(path: Path) -> Iterator[tuple[str, str]]:
    source = path.read_text(encoding="utf-8")
    for one, text, plural in CALL.findall(templatize(source, origin=str(path))):
        yield (ast.literal_eval(one), "") if one else (ast.literal_eval(text), ast.literal_eval(plural))


def read(path: Path) -> dict[str, Message]:
    """The entries of a .po file; its header is the entry of the empty text."""
    found: dict[str, Message] = {}
    for block in path.read_text(encoding="utf-8").split("\n\n") if path.exists() else []:
        parts: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if not line.startswith('"'):
                key, line = line.split(" ", 1)
            parts[key] = parts.get(key, "") + ast.literal_eval(line)
        if "msgid" in parts:
            said = [value for key, value in parts.items() if key.startswith("msgstr")]
            found[parts["msgid"]] = Message(parts["msgid"], parts.get("msgid_plural", ""), said)
    return found


def merged(known: dict[str, Message], wanted: dict[str, Message]) -> dict[str, Message]:
    """What is wanted, with the translations known; those no longer used are left out."""
    for text, message in wanted.items():
        forms = 2 if message.plural else 1
        said = known[text].said if text in known else []
        message.said = (said + said[:1] * forms)[:forms] or [""] * forms
    return wanted


def write(path: Path, messages: Iterable[Message]) -> None:
    ordered = sorted(messages, key=lambda one: (min(one.files), one.text))
    header = Message("", said=[HEADER])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{TITLE}\n" + "\n".join(_entry(one) for one in [header, *ordered]), encoding="utf-8")


def _entry(message: Message) -> str:
    lines = [f"#: {name}" for name in sorted(message.files)]
    lines.append(f"msgid {_quoted(message.text)}")
    if message.plural:
        lines.append(f"msgid_plural {_quoted(message.plural)}")
        lines += [f"msgstr[{number}] {_quoted(said)}" for number, said in enumerate(message.said)]
    else:
        lines.append(f"msgstr {_quoted(message.said[0])}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    for sign, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(sign, escape)
    return f'"{text}"'


def compiled(messages: dict[str, Message]) -> bytes:
    """The bytes of the .mo file (GNU gettext manual, "The Format of GNU MO Files"), without its optional hash table."""
    pairs = sorted(
        ("\0".join(filter(None, (one.text, one.plural))).encode(), "\0".join(one.said).encode())
        for one in messages.values()
        if one.is_said
    )
    count, at = len(pairs), 28 + 16 * len(pairs)
    tables, texts = b"", b""
    for column in (0, 1):
        for pair in pairs:
            tables += struct.pack("<II", len(pair[column]), at + len(texts))
            texts += pair[column] + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, at) + tables + texts


def problems(known: dict[str, Message], wanted: dict[str, Message]) -> list[str]:
    """What a reader of English would miss, one line each."""
    found = []
    for text, message in wanted.items():
        kept = known.get(text)
        if kept is None or not kept.is_said or bool(kept.plural) != bool(message.plural):
            found.append(f"no English: {text!r} in {', '.join(sorted(message.files))}")
        elif any(_placeholders(said) - _placeholders(text + message.plural) for said in kept.said):
            found.append(f"another placeholder in the English of {text!r}")
        elif _placeholders(text) - _placeholders(kept.said[-1]):
            found.append(f"a placeholder is missing in the English of {text!r}")
    found += [f"no longer used: {text!r}" for text in known if text and text not in wanted]
    found += [
        f"not compiled: {path.relative_to(ROOT)}"
        for path in CATALOGUES
        if not path.with_suffix(".mo").exists() or path.with_suffix(".mo").read_bytes() != compiled(read(path))
    ]
    return found


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text)) - {""}


def main() -> int:
    if not settings.configured:
        settings.configure()
    if "--check" not in sys.argv:
        write(ENGLISH, merged(read(ENGLISH), used()).values())
        for path in CATALOGUES:
            path.with_suffix(".mo").write_bytes(compiled(read(path)))
    found = problems(read(ENGLISH), used())
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
