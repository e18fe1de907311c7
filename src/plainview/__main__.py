"""`python -m plainview`."""

from plainview.cli import main

main()
