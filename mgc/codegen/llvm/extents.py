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
        if atom.kind == "**":
            return self._power(left, right)
        name = f"llvm.s{atom.kind}.i64"
        self.f.module.declare(name, f"declare i64 @{name}(i64, i64)")
        return self.f.assign(f"call i64 @{name}(i64 {left}, i64 {right})")

    def _power(self, base: str, exponent: str) -> str:
        """The power; 0 for a negative exponent, the flag for one that 64 bits do not hold.

        Exponents above 63 become 64 or 65, whichever has the same parity: 2**64 does not fit.
        """
        f = self.f
        parity = f.assign(f"and i64 {exponent}, 1")
        large = f.assign(f"icmp sgt i64 {exponent}, 63")
        steps = f.assign(
            f"select i1 {large}, i64 {f.assign(f'or i64 {parity}, 64')}, i64 {exponent}"
        )
        unused = f.assign(f"icmp slt i64 {exponent}, 0")
        steps = f.assign(f"select i1 {unused}, i64 0, i64 {steps}")
        result, square, lost = "1", base, "false"
        for bit in range(7):
            if bit:
                square, over = self._both("smul", square, square)
                lost = over if bit == 1 else f.assign(f"or i1 {lost}, {over}")
            masked = f.assign(f"and i64 {steps}, {1 << bit}")
            taken = f.assign(f"icmp ne i64 {masked}, 0")
            product, over = self._both("smul", result, square)
            wrong = f.assign(f"and i1 {taken}, {f.assign(f'or i1 {over}, {lost}')}")
            self._flags.append(wrong)
            result = f.assign(f"select i1 {taken}, i64 {product}, i64 {result}")
        negative = f.assign(f"sub i64 1, {f.assign(f'shl i64 {parity}, 1')}")
        special = negative if base == "-1" else "0"
        return f.assign(f"select i1 {unused}, i64 {special}, i64 {result}")

    def _with_overflow(self, operation: str, left: str, right: str) -> str:
        value, over = self._both(operation, left, right)
        self._flags.append(over)
        return value

    def _both(self, operation: str, left: str, right: str) -> tuple[str, str]:
        """The result and an i1 that is true if it does not fit."""
        name = f"llvm.{operation}.with.overflow.i64"
        self.f.module.declare(name, f"declare {{ i64, i1 }} @{name}(i64, i64)")
        both = self.f.assign(f"call {{ i64, i1 }} @{name}(i64 {left}, i64 {right})")
        value, over = (
            self.f.assign(f"extractvalue {{ i64, i1 }} {both}, {part}") for part in (0, 1)
        )
        return value, over

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
