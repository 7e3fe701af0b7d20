"""Run the command line as ``python -m bargaining``."""

from bargaining.cli import main

if __name__ == "__main__":
    main()
