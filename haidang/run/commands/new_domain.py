"""Write a new field of government as a folder of facts that works at once."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", help="small letters, digits and _; also the folder's name")
    parser.add_argument("--vi", default="", help="its name in Vietnamese")
    parser.add_argument("--en", default="", help="its name in English")


def run(options: argparse.Namespace) -> None:
    from haidang.run import new_domain
    from haidang.run.console import say

    path = new_domain.write(options.key, options.vi, options.en)
    say(f"{path}\nchange it into your field, then: haidang check && haidang up")
