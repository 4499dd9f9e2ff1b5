"""Run the command line as ``python -m mgc``."""

from __future__ import annotations

from mgc.cli.main import main

if __name__ == "__main__":
    main()
