"""The command line: every module in `haidang/run/commands/` is a command.

A command module has a docstring whose first line is its help, and
    def arguments(parser): ...      (optional)
    def run(options) -> int | None: ...
It imports Django and the core inside `run`, after `setup.django()`, so that `haidang --help` stays quick.
"""

import argparse
import importlib
import os
import pkgutil
import sys
from types import ModuleType

from . import commands
from .console import Stop, fail


def main(arguments: list[str]) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if "command" not in options:
        parser.print_help()
        return 2
    try:
        return int(options.command.run(options) or 0)
    except Stop as stop:
        return fail(stop)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `haidang audit verify | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="haidang", description="The operations centre of a province.")
    listing = parser.add_subparsers(metavar="command")
    for name, module in sorted(_commands().items()):
        help_line = (module.__doc__ or "").strip().split("\n", 1)[0]
        entry = listing.add_parser(name, description=module.__doc__, help=help_line)
        entry.set_defaults(command=module)
        if hasattr(module, "arguments"):
            module.arguments(entry)
    return parser


def _commands() -> dict[str, ModuleType]:
    found = pkgutil.iter_modules(commands.__path__)
    return {
        one.name.replace("_", "-"): importlib.import_module(f"{commands.__name__}.{one.name}")
        for one in found
        if not one.ispkg
    }
