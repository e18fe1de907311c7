"""The door of the program: `plainview` and `python -m plainview`. Loads nothing before Ctrl-C is looked after."""

from __future__ import annotations

import sys


def start() -> None:
    """Run the command line."""
    try:
        from plainview.cli import main

        main()
    except KeyboardInterrupt:
        sys.stderr.write("stopped: what was finished is kept; run the same command again to go on\n")
        sys.exit(130)


if __name__ == "__main__":
    start()
