"""Compares the nests and temporaries of random functions with what the rule predicts.

    python -m tests.fusion.sweep 0 5000

prints the seeds of functions that differ. Exit status 1 if there are any.
"""

from __future__ import annotations

import argparse
import sys

from tests.fusion.predictor import Prediction, predict
from tests.fusion.programs import has_control_flow, loop_ir, prepared, random_function, sizes


def main() -> int:
    """Runs the seeds of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    arguments = parser.parse_args()
    compared = failed = nests = temporaries = 0
    for seed in range(arguments.first, arguments.last):
        function = random_function(seed)
        if has_control_flow(function):
            continue
        program = loop_ir(function)
        found = Prediction(len(program.nests), sizes(program))
        expected = predict(prepared(function))
        compared += 1
        nests += found.nests
        temporaries += len(found.temporaries)
        if found != expected:
            failed += 1
            print(f"{seed}: {found}, predicted {expected}", flush=True)
    print(f"{failed} of {compared} functions differ; {nests} nests, {temporaries} temporaries")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
