"""Compares random programs, compiled, with exact interpretation: as many as asked for.

    python -m tests.property.sweep 0 3000 [--level 2] [--control] [--show]

prints the seeds of programs that differ. Exit status 1 if there are any.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from random import Random

from mgc.ir.printer import print_function
from mgc.ir.verifier import verify
from tests.property.test_compiled import check
from tests.random_control import ControlMaker
from tests.random_programs import Maker


def main() -> int:
    """Runs the seeds of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    parser.add_argument("--level", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="print the programs that differ")
    parser.add_argument("--control", action="store_true", help="programs with loops, conditions")
    arguments = parser.parse_args()
    maker = ControlMaker if arguments.control else Maker
    failed = 0
    for seed in range(arguments.first, arguments.last):
        program = maker(Random(seed)).program()
        try:
            verify(program.function)
            check(program, arguments.level)
        except Exception as error:
            failed += 1
            print(f"{seed}: {type(error).__name__}: {str(error)[:300]}", flush=True)
            if arguments.show:
                traceback.print_exc()
                print(print_function(program.function, locations=False))
                print([a.shape for a in program.arguments])
    print(f"{failed} of {arguments.last - arguments.first} programs differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
