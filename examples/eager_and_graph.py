"""The two modes: eagerly, operation by operation, and as a compiled graph.

    python examples/eager_and_graph.py

The output is at the end of this file.
"""

from __future__ import annotations

import io
import pdb
import re
from pathlib import Path

import numpy as np

import mgc


@mgc.function
def add(a, b):
    """The sum."""
    return a + b


@mgc.function
def my_matmul(a, b):
    """A product, an offset, a maximum."""
    offset = np.array([1.0, 2.0, 3.0]) * 2 + 1
    return np.maximum(a @ b + offset, 0)


def centred(h):
    """Rows minus their means."""
    mean = h.sum(axis=1, keepdims=True) / h.shape[1]
    return h - mean


@mgc.function
def predict(x, w):
    """A layer whose rows are centred."""
    h = x @ w
    return np.tanh(centred(h))


def title(text):
    """Prints a heading."""
    print(f"\n== {text}")


def short(ir):
    """IR text without locations, types of operands, names of extents and some attributes."""
    ir = re.sub(r" loc\(.*\)$", "", ir, flags=re.MULTILINE)
    ir = re.sub(r" : \(.*\) -> ", " : ", ir)
    ir = re.sub(r" \{mgc\.name[^}]*\}| attributes \{.*\}|, result_types = \[.*\](?=\})", "", ir)
    return re.sub(r", \[[^]]*\]>", ">", ir).rstrip()


def eagerly():
    """Adds two arrays on NumPy."""
    title("eager mode is Python and NumPy")
    with mgc.eager():
        print(add(np.array([1.0, 2.0]), np.array([10.0, 20.0])))


def cached():
    """Calls a function twice."""
    title("the first call compiles, the second comes from the cache")
    a, b = np.arange(6.0).reshape(2, 3), np.ones((3, 3))
    print(my_matmul(a, b), "traces:", my_matmul.trace_count)
    print(my_matmul(-a, b), "traces:", my_matmul.trace_count)


def graph():
    """Prints the IR of a function at three stages."""
    title("one function for every n and k, and its IR")
    f = my_matmul.get_concrete_function("f64[n,k], f64[k,3]")
    print(f.signature)
    title("as traced")
    print(short(f.ir("traced")))
    title("after folding")
    print(short(f.ir("optimized")))
    title("after fusion")
    print(short(f.ir("fused")))


SEEN = []
"""Where the debugger leaves the array it has looked at."""


class Script(io.StringIO):
    """Commands for a debugger; what is read is shown, as if it were typed."""

    def readline(self):
        """The next command."""
        line = super().readline()
        TRANSCRIPT.write(line)
        return line


TRANSCRIPT = io.StringIO()


def debugged():
    """Steps through a function and compares what is seen."""
    title("exact eager mode under pdb: step into a helper, print an array")
    x, w = np.linspace(-1, 1, 8).reshape(2, 4), np.linspace(0, 1, 12).reshape(4, 3)
    last_line = predict.eager.__code__.co_firstlineno + 4
    commands = f"break {last_line}", "continue", "step", "next", "next", "p mean"
    script = Script("\n".join([*commands, "!SEEN.append(mean)", "continue", ""]))
    debugger = pdb.Pdb(stdin=script, stdout=TRANSCRIPT, nosigint=True, readrc=False)
    result = debugger.runcall(lambda: predict.exact(x, w))
    print(TRANSCRIPT.getvalue().replace(str(Path(__file__).parent), "...").rstrip())

    values = {}
    interpreter = predict.get_concrete_function(x, w).interpreter(
        on_op=lambda node, operands, results: values.update({node.op.name: results[0]})
    )
    interpreter(x, w)
    (mean,) = SEEN
    print("its bits are those of the interpreter's value:", same_bits(mean, values["divide"]))
    print("the result has the bits of compiled code:", same_bits(result, predict(x, w)))


def same_bits(a, b):
    """True if two arrays have the same bits."""
    return a.tobytes() == b.tobytes()


if __name__ == "__main__":
    eagerly()
    cached()
    graph()
    debugged()

# Output:
#
# == eager mode is Python and NumPy
# [11. 22.]
#
# == the first call compiles, the second comes from the cache
# [[ 6.  8. 10.]
#  [15. 17. 19.]] traces: 1
# [[0. 2. 4.]
#  [0. 0. 0.]] traces: 1
#
# == one function for every n and k, and its IR
# f64[n,k], f64[k,3] -> f64[n,3]
#
# == as traced
# func.func @my_matmul(%a: tensor<?x?xf64>, %b: tensor<?x3xf64>) -> (tensor<?x3xf64>) {
#   %0 = "mgc.constant"() {value = dense<[1.0, 2.0, 3.0]> : tensor<3xf64>} : tensor<3xf64>
#   %1 = "mgc.constant"() {value = dense<2.0> : tensor<f64>} : tensor<f64>
#   %2 = "mgc.broadcast"(%1) {shape = [3]} : tensor<3xf64>
#   %3 = "mgc.multiply"(%0, %2) : tensor<3xf64>
#   %4 = "mgc.constant"() {value = dense<1.0> : tensor<f64>} : tensor<f64>
#   %5 = "mgc.broadcast"(%4) {shape = [3]} : tensor<3xf64>
#   %6 = "mgc.add"(%3, %5) : tensor<3xf64>
#   %7 = "mgc.matmul"(%a, %b) : tensor<?x3xf64>
#   %8 = "mgc.broadcast"(%6) {shape = ["n", 3]} : tensor<?x3xf64>
#   %9 = "mgc.add"(%7, %8) : tensor<?x3xf64>
#   %10 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : tensor<f64>
#   %11 = "mgc.broadcast"(%10) {shape = ["n", 3]} : tensor<?x3xf64>
#   %12 = "mgc.maximum"(%9, %11) : tensor<?x3xf64>
#   func.return %12 : tensor<?x3xf64>
# }
#
# == after folding
# func.func @my_matmul(%a: tensor<?x?xf64>, %b: tensor<?x3xf64>) -> (tensor<?x3xf64>) {
#   %0 = "mgc.constant"() {value = dense<[3.0, 5.0, 7.0]> : tensor<3xf64>} : tensor<3xf64>
#   %1 = "mgc.matmul"(%a, %b) : tensor<?x3xf64>
#   %2 = "mgc.broadcast"(%0) {shape = ["n", 3]} : tensor<?x3xf64>
#   %3 = "mgc.add"(%1, %2) : tensor<?x3xf64>
#   %4 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : tensor<f64>
#   %5 = "mgc.broadcast"(%4) {shape = ["n", 3]} : tensor<?x3xf64>
#   %6 = "mgc.maximum"(%3, %5) : tensor<?x3xf64>
#   func.return %6 : tensor<?x3xf64>
# }
#
# == after fusion
# func.func @my_matmul(%a: tensor<?x?xf64>, %b: tensor<?x3xf64>) -> (tensor<?x3xf64>) {
#   %0 = "mgc.constant"() {value = dense<[3.0, 5.0, 7.0]> : tensor<3xf64>} : tensor<3xf64>
#   %1 = "mgc.nest"(%a, %b, %0) ({
#   ^bb0(%a_1: tensor<?x?xf64>, %b_1: tensor<?x3xf64>, %2: tensor<3xf64>):
#     %3 = "mgc.matmul"(%a_1, %b_1) : tensor<?x3xf64>
#     %4 = "mgc.broadcast"(%2) {shape = ["n", 3]} : tensor<?x3xf64>
#     %5 = "mgc.add"(%3, %4) : tensor<?x3xf64>
#     %6 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : tensor<f64>
#     %7 = "mgc.broadcast"(%6) {shape = ["n", 3]} : tensor<?x3xf64>
#     %8 = "mgc.maximum"(%5, %7) : tensor<?x3xf64>
#     "mgc.yield"(%8) : ()
#   }) {kind = "matmul", rows = ["n", 3], axes = [[0, 1], [0, 1]]} : tensor<?x3xf64>
#   func.return %1 : tensor<?x3xf64>
# }
#
# == exact eager mode under pdb: step into a helper, print an array
# > .../eager_and_graph.py(112)<lambda>()
# -> result = debugger.runcall(lambda: predict.exact(x, w))
# (Pdb) break 43
# Breakpoint 1 at .../eager_and_graph.py:43
# (Pdb) continue
# > .../eager_and_graph.py(43)predict()
# -> return np.tanh(centred(h))
# (Pdb) step
# --Call--
# > .../eager_and_graph.py(33)centred()
# -> def centred(h):
# (Pdb) next
# > .../eager_and_graph.py(35)centred()
# -> mean = h.sum(axis=1, keepdims=True) / h.shape[1]
# (Pdb) next
# > .../eager_and_graph.py(36)centred()
# -> return h - mean
# (Pdb) p mean
# array([[-0.75324675],
#        [ 1.53246753]])
# (Pdb) !SEEN.append(mean)
# (Pdb) continue
# its bits are those of the interpreter's value: True
# the result has the bits of compiled code: True
