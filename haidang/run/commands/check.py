"""Check everything that is written down: domains, provinces, settings, migrations."""

import argparse


def run(options: argparse.Namespace) -> int:
    from haidang.run import checks, setup
    from haidang.run.console import say

    facts = [*checks.domains(), *checks.provinces()]
    if not any(facts):
        setup.django()
        facts += [*checks.settings(), *checks.migrations()]
    problems = [problem for problem in facts if problem]
    for problem in problems:
        say(str(problem))
    say(f"{len(problems)} problems" if problems else "everything written down fits together")
    return 1 if problems else 0
