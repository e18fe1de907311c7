"""`python -m plainview`."""

from plainview.cli import main

if __name__ == "__main__":
    main()
