"""Extents as LLVM IR with overflow checks, for values that come from outside."""

from __future__ import annotations

from collections.abc import Mapping

from mgc.ir.extents import Extent, Opaque, Symbol

from .text import FunctionText

_MINIMUM = str(-(2**63))


class ExtentEmitter:
    """Computes extents in ``f`` from the i64 values of symbols."""

    def __init__(self, f: FunctionText, values: Mapping[Symbol, str]) -> None:
        self.f = f
        self.values = values
        self._flags: list[str] = []

    def checked(self, extent: Extent) -> tuple[str, str]:
        """The value and an i1 that is true if it does not fit 64 bits."""
        self._flags = []
        value = self._sum(extent)
        flag = "false"
        for other in self._flags:
            flag = other if flag == "false" else self.f.assign(f"or i1 {flag}, {other}")
        return value, flag

    def size(self, extent: Extent) -> str:
        """The value, or the smallest number if it does not fit."""
        value, flag = self.checked(extent)
        if flag == "false":
            return value
        return self.f.assign(f"select i1 {flag}, i64 {_MINIMUM}, i64 {value}")

    def floor_divide(self, left: str, right: str) -> str:
        """The quotient rounded down; a divisor of 0 raises the flag."""
        quotient, _, wrong_side = self._divide(left, right)
        borrow = self.f.assign(f"sext i1 {wrong_side} to i64")
        return self.f.assign(f"add i64 {quotient}, {borrow}")

    def _sum(self, extent: Extent) -> str:
        if isinstance(extent, int):
            return str(extent)
        total = ""
        for monomial, factor in extent.terms:
            term = "" if factor == 1 and monomial else str(factor)
            for atom in monomial:
                value = self._opaque(atom) if isinstance(atom, Opaque) else self.values[atom]
                term = self._with_overflow("smul", term, value) if term else value
            total = self._with_overflow("sadd", total, term) if total else term
        return total

    def _opaque(self, atom: Opaque) -> str:
        left, right = self._sum(atom.left), self._sum(atom.right)
        if atom.kind == "//":
            return self.floor_divide(left, right)
        if atom.kind == "%":
            _, remainder, wrong_side = self._divide(left, right)
            add = self.f.assign(f"select i1 {wrong_side}, i64 {right}, i64 0")
            return self.f.assign(f"add i64 {remainder}, {add}")
        name = f"llvm.s{atom.kind}.i64"
        self.f.module.declare(name, f"declare i64 @{name}(i64, i64)")
        return self.f.assign(f"call i64 @{name}(i64 {left}, i64 {right})")

    def _with_overflow(self, operation: str, left: str, right: str) -> str:
        name = f"llvm.{operation}.with.overflow.i64"
        both = self.f.assign(f"call {{ i64, i1 }} @{name}(i64 {left}, i64 {right})")
        self._flags.append(self.f.assign(f"extractvalue {{ i64, i1 }} {both}, 1"))
        return self.f.assign(f"extractvalue {{ i64, i1 }} {both}, 0")

    def _divide(self, left: str, right: str) -> tuple[str, str, str]:
        """Quotient and remainder of machine division, and whether the quotient was rounded up.

        Of the divisors that trap, 0 and for the smallest number -1, neither is used.
        """
        f = self.f
        if not right.lstrip("-").isdigit() or int(right) in (0, -1):
            zero = f.assign(f"icmp eq i64 {right}, 0")
            smallest = f.assign(f"icmp eq i64 {left}, {_MINIMUM}")
            wrong = f.assign(f"or i1 {zero}, {smallest}")
            self._flags.append(wrong)
            right = f.assign(f"select i1 {wrong}, i64 1, i64 {right}")
        quotient = f.assign(f"sdiv i64 {left}, {right}")
        remainder = f.assign(f"srem i64 {left}, {right}")
        inexact = f.assign(f"icmp ne i64 {remainder}, 0")
        signs = f.assign(f"xor i64 {remainder}, {right}")
        opposite = f.assign(f"icmp slt i64 {signs}, 0")
        return quotient, remainder, f.assign(f"and i1 {inexact}, {opposite}")
