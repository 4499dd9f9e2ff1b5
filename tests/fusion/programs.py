"""Random functions, in the form that fusion starts from, with their loop IR."""

from __future__ import annotations

from random import Random

from mgc.api.compilation import Compilation
from mgc.api.options import Options
from mgc.ir.core import Function
from mgc.ir.fusion.normal_form import normal_form
from mgc.ir.loops.program import Program
from mgc.ir.passes.copy_versions import CopyVersions
from mgc.ir.passes.pipeline import run_pipeline
from tests.random_programs import Maker


def random_function(seed: int) -> Function:
    """The function of a seed."""
    return Maker(Random(seed)).program().function


def has_control_flow(function: Function) -> bool:
    """True if a node has regions: then several regions have nests."""
    return any(node.regions for node in function.body.nodes)


def prepared(function: Function) -> Function:
    """After the passes, with a value for each result and explicit writes to arguments."""
    return CopyVersions().run(normal_form(run_pipeline(function)))


def loop_ir(function: Function) -> Program:
    """What is compiled."""
    return Compilation(function, Options(level=0)).program


def sizes(program: Program) -> list[str]:
    """Of the temporaries, in elements."""
    return sorted(str(buffer.size) for buffer in program.temporaries())
