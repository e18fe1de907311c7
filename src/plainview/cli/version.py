"""Print the version."""

from plainview import __version__


def run() -> None:
    print(__version__)
