"""What is known while the statements of a program are written, and index expressions."""

from __future__ import annotations

from collections.abc import Callable

from ...extents import Extent, Opaque, Symbol
from ...math import integer
from ...math.extent_powers import extent_power, number_power
from ...types import I64
from ..program import Buffer, Scalar, Statement
from .scalars import MLIRScalars
from .text import INDEX, FunctionText, MLIRValue, memory_type


class Printing:
    """The function under construction, and the names of scalars, symbols and buffers in it.

    ``body`` writes statements; the modules of statements with bodies call it.
    """

    def __init__(self, f: FunctionText, body: Callable[[list[Statement]], None]) -> None:
        self.f = f
        self.s = MLIRScalars(f)
        self.body = body
        self.scalars: dict[Scalar, MLIRValue] = {}
        self.symbols: dict[Symbol, MLIRValue] = {}
        self.buffers: dict[Buffer, str] = {}

    def index(self, extent: Extent) -> MLIRValue:
        """The value of an index expression, of type ``index``."""
        if isinstance(extent, int):
            return self.f.index(extent)
        total: MLIRValue | None = None
        for monomial, factor in extent.terms:
            term = None if monomial and abs(factor) == 1 else self.f.index(abs(factor))
            for atom in monomial:
                value = self._opaque(atom) if isinstance(atom, Opaque) else self.symbols[atom]
                term = value if term is None else self.s.mul(term, value)
            assert term is not None
            if total is None:
                total = term if factor > 0 else self.s.neg(term)
            else:
                total = self.s.add(total, term) if factor > 0 else self.s.sub(total, term)
        assert total is not None
        return total

    def _opaque(self, atom: Opaque) -> MLIRValue:
        if atom.kind == "**":
            return self._power(atom)
        left, right = self.index(atom.left), self.index(atom.right)
        positive = isinstance(atom.right, int) and atom.right > 0
        match atom.kind:
            case "//" if positive:
                return self._arith("floordivsi", left, right)
            case "%" if positive:
                whole = self.s.mul(self._arith("floordivsi", left, right), right)
                return self.s.sub(left, whole)
            case "//":
                return integer.floor_divide(self.s, left, right)
            case "%":
                return integer.remainder(self.s, left, right)
            case _:
                return self._arith(f"{atom.kind}si", left, right)

    def _power(self, atom: Opaque) -> MLIRValue:
        exponent = self.s.convert(self.index(atom.right), I64)
        if isinstance(atom.left, int):
            power = number_power(self.s, atom.left, exponent)
        else:
            power = extent_power(self.s, self.s.convert(self.index(atom.left), I64), exponent)
        return self.s.convert(power, INDEX)

    def _arith(self, opcode: str, x: MLIRValue, y: MLIRValue) -> MLIRValue:
        name = self.f.pure(f"arith.{opcode} {x.text}, {y.text} : index")
        return MLIRValue(name, INDEX)


def buffer_type(buffer: Buffer) -> str:
    """``memref<?xf32>``: buffers are flat."""
    return f"memref<?x{memory_type(buffer.dtype)}>"
