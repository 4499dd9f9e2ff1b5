"""Calls from Python: arguments of every kind, results as they were returned, natural errors."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mgc.codegen.artefact import make_artefact
from mgc.codegen.library import Library
from mgc.codegen.llvm.text import ModuleText
from mgc.codegen.metadata import FunctionRecord
from mgc.codegen.sources import Sources
from mgc.codegen.structure import Argument, Returned, ReturnedLeaf, Structure
from mgc.ir.core import Op, ResultInfo
from mgc.ir.errors import (
    ArtefactError,
    MgcError,
    MgcIndexError,
    MgcTypeError,
    MgcValueError,
    ShapeError,
)
from mgc.ir.extents import dim
from mgc.ir.ops.shape import Slice, Transpose
from mgc.ir.types import TensorType

from .libraries import (
    TABLE,
    Case,
    affine,
    all_cases,
    artefact,
    cases_image,
    image_of,
    pairs,
    pick,
    scale,
    write_library,
)

X = np.arange(12, dtype=np.float32).reshape(4, 3)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=[True, False], ids=["malloc", "no malloc"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("library")
    return Library(write_library(folder, cases_image(malloc=request.param)))


def described(
    folder: Path, case: Case, change: Callable[[FunctionRecord], FunctionRecord]
) -> Library:
    """A library with one function whose record is changed."""
    module = ModuleText()
    sources = Sources()
    entry = case.entry(sources)
    module.functions[f"{case.name}.kernel"] = case.kernel
    options = artefact([case]).options
    record = change(FunctionRecord.of(entry))
    made = make_artefact(module, [(entry, record)], options, sources)
    return Library(write_library(folder, image_of(made)))


def test_functions_are_attributes(library: Library) -> None:
    assert list(library.functions) == [case.name for case in all_cases()]
    assert "affine" in dir(library)
    assert repr(library.affine) == ("<compiled function affine: f32[n,3] -> f32[n,3] where n > 1>")
    with pytest.raises(AttributeError, match="no function 'other'; it has affine, scale"):
        library.other  # noqa: B018


def test_an_output_is_allocated(library: Library) -> None:
    for x in (X, X[::-1], np.asfortranarray(X), X[:2], np.broadcast_to(X[0], (5, 3))):
        out = library.affine(x)
        assert out.dtype == np.float32
        assert np.array_equal(out, x + 1)


def test_several_results_are_a_tuple_and_scalars_are_scalars(library: Library) -> None:
    sums, number = library.pairs(np.arange(6, dtype=np.int32))
    assert sums.tolist() == [1, 5, 9]
    assert type(number) is np.int64
    assert number == 3
    one = library.pick(X[:, 1], 2)
    assert type(one) is np.float32
    assert one == 7


def test_an_argument_is_updated_in_place_whatever_its_layout(library: Library) -> None:
    memory = np.ones((4, 6))
    assert library.scale(memory[::2, ::-3], 2.5, False) is None
    assert memory[::2, ::3].sum() + memory[::2, 2::3].sum() == 2.5 * 4 + 4
    packed = np.zeros(3, np.dtype([("flag", "i1"), ("value", "f8")]))
    packed["value"] = 1, 2, 3
    unaligned = packed["value"].reshape(3, 1)
    assert not unaligned.flags.aligned
    library.scale(unaligned, 2, np.True_)
    assert packed["value"].tolist() == [1, 2, 3]
    library.scale(unaligned, 2, np.False_)
    assert packed["value"].tolist() == [2, 4, 6]


def unaligned(count: int, dtype: type[np.generic]) -> np.ndarray[Any, Any]:
    """An array of zeros one byte off."""
    size = np.dtype(dtype).itemsize
    return np.zeros(count * size + 1, np.uint8)[1:].view(dtype)


def test_overlaps_of_unaligned_arrays_are_refused(library: Library) -> None:
    memory = unaligned(8, np.float64)
    folded = np.lib.stride_tricks.as_strided(memory, (2, 3), (8, 8))
    with pytest.raises(MgcValueError, match="'y': expected strides that keep the elements apart"):
        library.scale(folded, 1.0, False)
    with pytest.raises(MgcValueError, match="'y': expected memory of its own, got that of 'off'"):
        library.scale(memory.reshape(2, 4), 1.0, memory.view(np.bool_)[9:10].reshape(()))
    library.scale(memory.reshape(2, 4)[::-1], 1.0, False)


def test_numbers_of_python_and_numpy_are_taken(library: Library) -> None:
    y = np.ones((1, 2))
    for factor in (2, 2.0, np.float32(2), np.int8(2), True):
        library.scale(y, factor, False)
    assert y.tolist() == [[16, 16]]
    assert library.fill(3, 1.5).tolist() == [1.5] * 3
    assert library.fill(np.int32(2), np.float16(2)).tolist() == [2, 2]


def test_complex_and_captured_arrays(library: Library) -> None:
    z = np.array([1 + 2j, 3j], np.complex64)
    assert np.array_equal(library.phase(z[::-1]), z[::-1])
    assert np.array_equal(library.table(np.ones(4, np.float32)), TABLE + 1)


def test_empty_arrays(library: Library) -> None:
    assert library.phase(np.zeros(0, np.complex64)).shape == (0,)
    sums, number = library.pairs(np.zeros(0, np.int32))
    assert sums.shape == (0,)
    assert number == 0


class Interface:
    """An object with the array interface alone."""

    def __init__(self, array: np.ndarray[Any, Any]) -> None:
        self.__array_interface__ = array.__array_interface__


class Exporter:
    """An object that speaks DLPack alone."""

    def __init__(self, array: np.ndarray[Any, Any]) -> None:
        self.array = array

    def __dlpack__(self, **options: Any) -> Any:
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self) -> Any:
        return self.array.__dlpack_device__()


def test_foreign_arrays_are_used_where_they_are(library: Library) -> None:
    y = np.ones((2, 2))
    library.scale(Interface(y), 3.0, False)
    assert y.tolist() == [[3, 3], [3, 3]]
    library.scale(Exporter(y), 3.0, False)
    assert y.tolist() == [[9, 9], [9, 9]]
    library.scale(y.data, 2.0, False)
    assert y.tolist() == [[18, 18], [18, 18]]


def test_keywords_are_taken(library: Library) -> None:
    assert library.pick(i=1, x=X[0]) == 1
    assert library.pick(X[0], i=2) == 2


READ_ONLY = np.ones((1, 1))
READ_ONLY.flags.writeable = False
ERRORS: dict[str, tuple[Callable[[Library], Any], type[MgcError], str]] = {
    "dtype": (lambda a: a.affine(X.astype(float)), MgcTypeError, "'x': expected f32, got f64"),
    "object": (lambda a: a.affine(X.astype(object)), MgcTypeError, "argument 'x'"),
    "order of bytes": (lambda a: a.affine(X.astype(">f4")), MgcTypeError, "argument 'x'"),
    "list": (lambda a: a.affine([[1.0]]), MgcTypeError, r"expected f32\[n,3\], got list"),
    "nothing": (lambda a: a.affine(None), MgcTypeError, "got NoneType"),
    "anything": (lambda a: a.affine(object()), MgcTypeError, "got object"),
    "rank": (lambda a: a.affine(X[0]), ShapeError, "'x': expected 2 axes, got 1"),
    "extent": (lambda a: a.affine(X.T), ShapeError, "expected extent 3 of axis 1, got 4"),
    "constraint": (lambda a: a.affine(X[:1]), ShapeError, "expected n > 1, got n = 1"),
    "solved": (lambda a: a.pairs(np.zeros(3, np.int32)), ShapeError, r"extent 2\*n = 2"),
    "overlap": (lambda a: a.swap(*[np.zeros(2, np.uint8)] * 2), MgcValueError, "memory of its own"),
    "read only": (lambda a: a.scale(READ_ONLY, 1.0, False), MgcValueError, "not be read-only"),
    "itself": (
        lambda a: a.scale(np.lib.stride_tricks.as_strided(np.ones(1), (2, 2), (0, 0)), 1.0, False),
        MgcValueError,
        "keep the elements apart",
    ),
    "index": (lambda a: a.pick(X[0], 3), MgcIndexError, "index 3 is out of bounds for axis 0"),
    "float for int": (lambda a: a.pick(X[0], 1.0), MgcTypeError, "expected i:int, got float"),
    "array for int": (lambda a: a.pick(X[0], X), MgcTypeError, "expected i:int, got ndarray"),
    "large int": (lambda a: a.pick(X[0], 2**63), MgcValueError, "does not fit i64"),
    "complex for float": (
        lambda a: a.scale(np.ones((1, 1)), 1j, False),
        MgcTypeError,
        "got complex",
    ),
    "negative": (lambda a: a.fill(-1, 1.0), ShapeError, "the extent N = -1"),
    "too many": (lambda a: a.affine(X, X), MgcTypeError, "takes 1 arguments, got 2"),
    "too few": (lambda a: a.pick(X), MgcTypeError, "needs argument 'i'"),
    "unknown": (lambda a: a.affine(X, y=X), MgcTypeError, "no argument 'y'"),
    "twice": (lambda a: a.affine(X, x=X), MgcTypeError, "got argument 'x' twice"),
}


@pytest.mark.parametrize("case", ERRORS)
def test_errors_are_those_of_numpy(library: Library, case: str) -> None:
    wrong, error, text = ERRORS[case]
    with pytest.raises(error, match=text) as caught:
        wrong(library)
    assert type(caught.value) is error
    builtin: dict[type[MgcError], type[Exception]] = {
        MgcTypeError: TypeError,
        MgcIndexError: IndexError,
    }
    assert isinstance(caught.value, builtin.get(error, ValueError))


def test_an_error_quotes_the_python_line_if_the_source_is_there(tmp_path: Path) -> None:
    source = tmp_path / "model.py"
    source.write_text("import numpy as np\ndef pick(x, i):\n    return x[i + 0]\n")
    library = Library(write_library(tmp_path, image_of(artefact([pick(str(source))]))))
    with pytest.raises(MgcIndexError) as caught:
        library.pick(X[0], 5)
    assert caught.value.location is not None
    assert caught.value.location.line == 3
    lines = str(caught.value).splitlines()
    assert lines[0].endswith(
        "model.py:3:12: error[MGC-X1]: index 5 is out of bounds for axis 0 with size 3"
    )
    assert lines[1] == "    3 |     return x[i + 0]"
    assert lines[2] == "      |            ^^^^"


def test_an_error_does_not_quote_a_file_that_has_changed(tmp_path: Path) -> None:
    source = tmp_path / "model.py"
    source.write_text("before\n")
    image = image_of(artefact([pick(str(source))]))
    source.write_text("something\nelse\nentirely, which is not what was compiled\n")
    library = Library(write_library(tmp_path, image))
    with pytest.raises(MgcIndexError) as caught:
        library.pick(X[0], 5)
    text = "model.py:3:12: index 5 is out of bounds for axis 0 with size 3"
    assert str(caught.value) == text


def test_nested_arguments_and_results(tmp_path: Path) -> None:
    leaf = Structure()

    def nest(record: FunctionRecord) -> FunctionRecord:
        structure = Structure("dict", (leaf, Structure("list", (leaf, leaf))), ("scale", "list"))
        leaves = (ReturnedLeaf(1, "int"), ReturnedLeaf(0), ReturnedLeaf(static="fixed"))
        argument = Argument("p", Structure("dict", (Structure("tuple", (leaf,)),), ("x",)))
        return replace(record, arguments=(argument,), returned=Returned(structure, leaves))

    library = described(tmp_path, pairs(), nest)
    result = library.pairs({"x": (np.arange(4, dtype=np.int32),)})
    assert list(result) == ["scale", "list"]
    assert type(result["scale"]) is int
    assert result["scale"] == 2
    assert result["list"][0].tolist() == [1, 5]
    assert result["list"][1] == "fixed"
    with pytest.raises(MgcTypeError, match=r"argument 'p\['x'\]': expected a tuple of 1, got list"):
        library.pairs({"x": [1]})
    with pytest.raises(MgcTypeError, match=r"argument 'p': expected a dict of 1, got int"):
        library.pairs(3)


def test_namedtuples_come_back(tmp_path: Path) -> None:
    def nest(record: FunctionRecord) -> FunctionRecord:
        structure = Structure("namedtuple", (Structure(), Structure()), ("sums", "number"), "point")
        return replace(record, returned=Returned(structure, record.returned.leaves))

    result = described(tmp_path, pairs(), nest).pairs(np.arange(4, dtype=np.int32))
    assert type(result).__name__ == "point"
    assert result._fields == ("sums", "number")
    assert result.number == 2


def test_results_that_are_arguments_or_views_share_their_memory(tmp_path: Path) -> None:
    case = scale()
    n, m = case.symbols
    type = case.params[0][1]
    view: tuple[Op, ...] = (
        Transpose((1, 0)),
        Slice((1, 0), (dim(m) - 1, dim(n)), (1, 1)),
    )
    case.results += [
        (ResultInfo(alias=0), type),
        (ResultInfo(alias=0, view=view), TensorType(type.dtype, (dim(m) - 1, dim(n)))),
    ]

    def chained(record: FunctionRecord) -> FunctionRecord:
        structure = Structure("tuple", (Structure(),) * 3)
        leaves = (
            ReturnedLeaf(1),
            ReturnedLeaf(2),
            ReturnedLeaf(view_of=1, view=(Transpose((1, 0)),)),
        )
        return replace(record, returned=Returned(structure, leaves))

    library = described(tmp_path, case, chained)
    y = np.arange(6.0).reshape(2, 3)
    same, part, back = library.scale(y, 2.0, False)
    assert same is y
    assert np.array_equal(part, y.T[1:])
    assert np.shares_memory(part, y)
    assert np.array_equal(back, y[:, 1:])
    part[0, 0] = -1
    assert y[0, 1] == -1


def test_threads_call_at_once(library: Library) -> None:
    wrong: list[str] = []

    def work(number: int) -> None:
        x = np.full((50, 3), number, np.float32)
        for _ in range(50):
            if not np.array_equal(library.affine(x[::-1]), x + 1):
                wrong.append("values")
            try:
                library.pick(x[:number, 0], number)
            except MgcIndexError as error:
                if f"index {number} is out of bounds for axis 0 with size {number}" not in str(
                    error
                ):
                    wrong.append(str(error))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_file_that_was_replaced_is_loaded_anew(tmp_path: Path) -> None:
    path = write_library(tmp_path, image_of(artefact([affine()])))
    first = Library(path)
    case = affine()
    case.kernel = case.kernel.replace("fadd float %value, 1.0", "fadd float %value, 2.0")
    path.unlink()
    write_library(tmp_path, image_of(artefact([case])))
    second = Library(path)
    assert np.array_equal(first.affine(X), X + 1)
    assert np.array_equal(second.affine(X), X + 2)


def test_what_cannot_be_loaded_is_refused(tmp_path: Path) -> None:
    arm = image_of(artefact([affine()], triple="aarch64-unknown-linux-gnu"))
    path = write_library(tmp_path, arm)
    with pytest.raises(ArtefactError, match="is for aarch64, this machine is x86_64"):
        Library(path)
    with pytest.raises(FileNotFoundError):
        Library(tmp_path / "missing.so")
    text = tmp_path / "text.so"
    text.write_text("text")
    with pytest.raises(ArtefactError, match="not a little-endian ELF64 file"):
        Library(text)


def test_loading_and_calling_needs_no_compiler(tmp_path: Path) -> None:
    path = write_library(tmp_path, cases_image())
    code = f"""
import sys
import numpy as np
from mgc.codegen.library import Library
library = Library({str(path)!r})
assert library.affine(np.ones((2, 3), np.float32)).sum() == 12
assert "llvmlite" not in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
