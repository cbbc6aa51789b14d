"""`python -m boathouse` is the `boathouse` command."""

from boathouse.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
