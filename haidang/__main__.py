"""`haidang` and `python -m haidang`."""

import sys


def main() -> int:
    from haidang.run.cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
