"""Random Python functions with loops, conditions, views and writes, as source text.

Numbers are small multiples of a half and what conditions depend on is exact, so NumPy and mgc
agree although they add in different orders; the rest is compared with a tolerance.
"""

from __future__ import annotations

from .program import Program, function_of, make_program, program_of

__all__ = ["Program", "function_of", "make_program", "program_of"]
