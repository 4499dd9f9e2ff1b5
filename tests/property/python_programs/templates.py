"""Expressions of one and two operands, as texts to fill in, by class of dtype.

Those of `EXACT` give exact numbers that do not grow from exact ones; those of `ROUGH` round, so
nothing that a condition depends on is made with them.
"""

from __future__ import annotations

import re

UNARY = {
    "float": (
        "(-{0})", "abs({0})", "np.floor({0})", "np.ceil({0})", "np.trunc({0})", "np.rint({0})",
        "np.sign({0})", "np.positive({0})", "np.fabs({0})", "np.nan_to_num({0})", "np.round({0})",
        "np.clip({0}, -3, 3)", "np.maximum({0}, 0)", "np.fix({0})", "({0} * 2)", "({0} * 0.5)",
        "({0} + 1)", "(1.5 - {0})", "({0} % 4)", "({0} // 2)", "np.fmod({0}, 3)",
        "np.heaviside({0}, 0.5)", "np.copysign({0}, 1)", "np.modf({0})[0]",
        "np.square(np.rint({0}) % 4)",
        "np.negative({0})", "np.absolute({0})", "np.minimum({0}, 2.5)", "divmod({0}, 2)[1]",
        "np.divmod({0}, 2)[0]", "np.remainder({0}, 3)", "np.add({0}, 0.5)", "np.multiply({0}, -1)",
        "(+{0})", "({0} / 2)", "np.ldexp({0}, 1)", "np.where(np.isfinite({0}), {0}, 0)",
    ),
    "int": (
        "(-{0})", "abs({0})", "(~{0})", "({0} * 3)", "({0} + 1)", "({0} % 5)", "({0} // 3)",
        "({0} ** 2)",
        "({0} & 6)", "({0} | 1)", "({0} ^ 5)", "({0} << 1)", "({0} >> 1)", "np.sign({0})",
        "np.square({0})",
        "np.clip({0}, 0, 7)", "np.invert({0})", "np.bitwise_and({0}, 3)", "np.left_shift({0}, 2)",
        "np.right_shift({0}, 1)", "np.maximum({0}, 1)", "np.power({0}, 2)",
        "np.floor_divide({0}, 2)",
        "divmod({0}, 3)[0]", "np.positive({0})", "np.gcd({0}, 6)",
    ),
    "bool": ("(~{0})", "np.logical_not({0})", "({0} & True)", "({0} ^ True)", "np.invert({0})"),
    "complex": (
        "(-{0})", "np.conj({0})", "{0}.conj()", "({0} * 1j)", "({0} * 0.5)", "({0} + 1)",
        "({0} - 0.5j)",
        "np.positive({0})", "np.negative({0})",
    ),
}  # fmt: skip

BINARY = {
    "float": (
        "({0} + {1})", "({0} - {1})", "np.maximum({0}, {1})", "np.minimum({0}, {1})",
        "np.fmax({0}, {1})",
        "np.fmin({0}, {1})", "(np.rint({0} * {1}) % 8)", "np.clip({0} * {1}, -4, 4)",
        "np.remainder({0}, np.abs({1}) + 1)", "({0} // (abs({1}) + 1))",
        "np.fmod({0}, abs({1}) + 1)",
        "np.heaviside({0}, {1})", "np.add({0}, {1})", "np.subtract({0}, {1})",
        "np.where({0} > {1}, {0}, {1})",
        "np.clip({0}, -2, {1})", "np.floor_divide({0}, abs({1}) + 0.5)",
    ),
    "int": (
        "({0} + {1})", "({0} - {1})", "({0} * {1})", "({0} & {1})", "({0} | {1})", "({0} ^ {1})",
        "({0} // {1})",
        "({0} % {1})", "np.maximum({0}, {1})", "np.minimum({0}, {1})", "({0} << ({1} & 3))",
        "({0} >> ({1} & 3))",
        "np.gcd({0}, {1})", "np.floor_divide({0}, {1})", "np.remainder({0}, {1})",
        "np.power({0}, {1} & 3)",
        "np.bitwise_or({0}, {1})", "np.bitwise_xor({0}, {1})", "np.where({0} != {1}, {0}, 3)",
        "np.lcm({0} % 8, {1} % 8)",
    ),
    "bool": (
        "({0} & {1})", "({0} | {1})", "({0} ^ {1})", "np.logical_and({0}, {1})",
        "np.logical_or({0}, {1})",
        "np.logical_xor({0}, {1})", "({0} == {1})", "({0} != {1})", "np.maximum({0}, {1})",
        "({0} <= {1})",
    ),
    "complex": (
        "({0} + {1})", "({0} - {1})", "np.add({0}, {1})", "np.subtract({0}, {1})",
        "(np.conj({0}) * 0.5 + {1})",
    ),
}  # fmt: skip

ROUGH_UNARY = (
    "np.sin({0})", "np.cos({0})", "np.tanh({0})", "np.exp(-np.abs({0}))",
    "np.sqrt(np.abs({0}) + 1)",
    "np.log1p(np.abs({0}))", "np.arctan({0})", "np.reciprocal(np.abs({0}) + 2)",
    "np.expm1(-np.abs({0}))",
    "np.cbrt(abs({0}) + 1)", "np.log(np.abs({0}) + 1.5)", "np.exp2(-abs({0}))",
    "np.sinh(np.clip({0}, -2, 2))",
    "np.cosh(np.clip({0}, -2, 2))", "np.arcsinh({0})", "np.log2(abs({0}) + 1.5)",
    "np.log10(abs({0}) + 2)",
    "np.deg2rad({0})", "((abs({0}) + 1) ** -0.5)", "(1 / (abs({0}) + 1))",
    "((abs({0}) + 1) ** 0.5)", "({0} / 3)",
    "np.arcsin(np.clip({0}, -0.5, 0.5))", "np.sinc(np.clip({0}, -0.5, 0.5))",
)  # fmt: skip

ROUGH_BINARY = (
    "({0} / (np.abs({1}) + 1))", "np.hypot({0}, {1})",
    "np.logaddexp(np.clip({0}, -5, 5), np.clip({1}, -5, 5))",
    "np.arctan2({0}, np.abs({1}) + 1)", "np.tanh({0} * {1})",
    "((np.abs({0}) + 1) ** np.clip({1}, -1, 1))",
    "np.true_divide({0}, abs({1}) + 2)", "np.divide({0}, abs({1}) + 3)",
)  # fmt: skip

COMPARED = (
    "({0} < {1})", "({0} <= {1})", "({0} > {1})", "({0} >= {1})", "({0} == {1})", "({0} != {1})",
    "np.less({0}, {1})", "np.equal({0}, {1})", "np.greater_equal({0}, {1})",
)  # fmt: skip
EQUALITY = ("({0} == {1})", "({0} != {1})", "np.not_equal({0}, {1})")
TESTED = (
    "np.isnan({0})",
    "np.isfinite({0})",
    "np.isinf({0})",
    "({0} > 0)",
    "({0} != 1)",
    "(abs({0}) < 2)",
)

MOVED = (
    "np.roll({0}, 1, axis=-1)", "np.flip({0})", "np.flip({0}, axis=0)", "np.copy({0})",
    "({0}).copy()",
    "np.zeros_like({0})", "np.ones_like({0})", "np.full_like({0}, 1)", "np.array({0})",
    "np.ascontiguousarray({0})",
    "np.concatenate([({0})[1:], ({0})[:1]])", "np.roll({0}, -1)",
    "np.hstack([({0})[..., :1], ({0})[..., 1:]])",
    "np.take({0}, [0], axis=0).repeat(({0}).shape[0], axis=0)",
)  # fmt: skip
"""Of arrays of any dtype, with the operand's shape; its first axis is not empty."""

ORDERED = (
    "np.sort({0}, axis=-1)", "np.sort({0}, axis=0)", "np.maximum.accumulate({0}, axis=0)",
    "np.sort({0}, axis=-1)[..., ::-1]",
    "np.minimum.accumulate({0}, axis=-1)",
)  # fmt: skip
"""Of arrays of real numbers."""

SQUARED = (
    "np.tril({0})",
    "np.triu({0}, 1)",
    "np.rot90({0}, 2)",
    "np.fliplr({0})",
    "np.flipud({0})",
    "np.tril({0}, -1)",
)
"""Of matrices of any dtype."""

REDUCED = {
    "float": (
        "max",
        "min",
        "sum",
        "np.max",
        "np.amin",
        "np.sum",
        "np.nansum",
        "np.ptp",
        "np.add.reduce",
    ),
    "int": ("max", "min", "np.max", "np.min", "np.maximum.reduce"),
    "bool": ("any", "all", "np.any", "np.all", "max", "np.logical_or.reduce"),
    "complex": ("np.sum", "sum"),
}
"""Methods and functions that reduce an axis and keep the dtype."""

COUNTED = ("np.argmax({0}, axis={1})", "({0}).argmin(axis={1})", "np.count_nonzero({0}, axis={1})")
"""With results of dtype i64."""

ROUGH_REDUCED = (
    "np.mean({0}, axis={1})", "({0}).mean(axis={1})", "np.std({0}, axis={1})",
    "np.var({0}, axis={1})",
    "np.linalg.norm({0}, axis={1})", "np.tanh(np.sum({0}, axis={1}))", "np.median({0}, axis={1})",
    "np.average({0}, axis={1})",
)  # fmt: skip

ROUNDING = frozenset(
    name
    for template in (*ROUGH_UNARY, *ROUGH_BINARY, *ROUGH_REDUCED)
    for name in re.findall(r"np\.[a-z0-9.]+\(", template)
    if name not in ("np.abs(", "np.clip(", "np.sum(")
) | {"** -0.5", "** 0.5", "** np.clip"}
"""The functions and powers among them."""
