"""`mgc.function`: calls, the trace cache, guards, layouts, modes."""

from __future__ import annotations

import numpy as np
import pytest

import mgc

SCALE = 2.0
WEIGHTS = np.arange(6.0)


def scaled(x):
    return x * SCALE


def test_first_call_traces_and_later_calls_do_not() -> None:
    @mgc.function
    def double(x):
        return x + x

    x = np.arange(5.0)
    assert double.trace_count == 0
    assert np.array_equal(double(x), x + x)
    assert np.array_equal(double(x + 1), 2 * (x + 1))
    assert double.trace_count == 1


def test_another_dtype_is_another_trace() -> None:
    @mgc.function
    def double(x):
        return x + x

    assert double(np.ones(3, np.float32)).dtype == np.float32
    assert double(np.ones(3, np.int16)).dtype == np.int16
    assert double.trace_count == 2


def test_an_extent_that_keeps_changing_becomes_symbolic() -> None:
    @mgc.function
    def double(x):
        return x + x

    for n in range(3, 12):
        assert np.array_equal(double(np.arange(float(n))), 2 * np.arange(float(n)))
    assert double.trace_count == 4
    assert "?" in double.explain(np.ones((2, 2))) or "->" in double.explain(np.ones((2, 2)))


def test_declared_extents_are_symbolic_from_the_start() -> None:
    @mgc.function(dynamic={"x": "n"})
    def double(x):
        return x + x

    for n in (0, 1, 2, 33):
        assert len(double(np.ones(n))) == n
    assert double.trace_count == 1


def test_python_ints_are_static_and_floats_are_data() -> None:
    @mgc.function
    def power(x, k, s):
        return x**k * s

    x = np.arange(4.0)
    for k, s in ((2, 1.0), (2, 3.0), (3, 1.0)):
        assert np.array_equal(power(x, k, s), x**k * s)
    assert power.trace_count == 2


def test_keywords_and_defaults_are_arguments_like_others() -> None:
    @mgc.function
    def affine(x, *, slope=2.0, shift=0.0):
        return x * slope + shift

    x = np.arange(3.0)
    assert np.array_equal(affine(x), 2 * x)
    assert np.array_equal(affine(x, shift=1.0), 2 * x + 1)
    assert affine.trace_count == 1


def test_a_changed_global_number_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    @mgc.function
    def f(x):
        return scaled(x)

    x = np.arange(3.0)
    assert np.array_equal(f(x), 2 * x)
    monkeypatch.setitem(f.eager.__globals__, "SCALE", 3.0)
    assert np.array_equal(f(x), 3 * x)


def test_changed_contents_of_a_global_array_are_seen_without_a_trace() -> None:
    @mgc.function
    def f(x):
        return x + WEIGHTS

    x = np.zeros(6)
    f(x)
    saved = WEIGHTS.copy()
    try:
        WEIGHTS[0] = 100
        assert f(x)[0] == 100
    finally:
        WEIGHTS[:] = saved
    assert f.trace_count == 1


def test_arguments_are_written_in_place_whatever_their_layout() -> None:
    @mgc.function
    def bump(a):
        a += 1
        a[0] = 9

    for array in (np.zeros(6), np.zeros(12)[::2], np.zeros(6)[::-1]):
        expected = array.copy()
        bump.eager(expected)
        assert bump(array) is None
        assert np.array_equal(array, expected)


def test_results_alias_arguments_as_in_numpy() -> None:
    @mgc.function
    def parts(x):
        return x, x[1:], x * 1

    for array in (np.arange(4.0), np.arange(8.0)[::2]):
        same, tail, fresh = parts(array)
        assert same is array
        assert np.shares_memory(tail, array)
        assert not np.shares_memory(fresh, array)


def test_one_array_for_two_arguments_is_one_array() -> None:
    @mgc.function
    def exchange(a, b):
        a[0] = b[1]
        b[2] = a[0]

    compiled, expected = np.arange(4.0), np.arange(4.0)
    exchange(compiled, compiled)
    exchange.eager(expected, expected)
    assert np.array_equal(compiled, expected)


def test_arguments_that_overlap_a_written_one_are_refused() -> None:
    @mgc.function
    def copy_into(a, b):
        a[:] = b

    x = np.arange(6.0)
    with pytest.raises(ValueError, match=r"arguments 'a' and 'b' overlap .* writes to 'a'"):
        copy_into(x[1:], x[:-1])
    assert np.array_equal(x, np.arange(6.0))


def test_arguments_that_were_one_array_are_told_from_arrays_that_overlap() -> None:
    @mgc.function
    def mirror(x, y):
        for i in range(x.shape[0]):
            x[i] += y[x.shape[0] - 1 - i]
        return x

    one = np.arange(4.0)
    together = mirror.get_concrete_function(one, one)
    assert mirror(one, one).tolist() == [3.0, 3.0, 5.0, 6.0]
    every = np.arange(8.0)
    assert mirror(every[::2], every[::2]).tolist() == [6.0, 6.0, 10.0, 12.0]
    assert every.tolist() == [6.0, 1.0, 6.0, 3.0, 10.0, 5.0, 12.0, 7.0]
    with pytest.raises(ValueError, match="overlap in memory"):
        mirror(every[:4], every[1:5])
    for call in (together, together.interpret):
        with pytest.raises(ValueError, match="passed twice when the function was traced"):
            call(every[:4], every[4:])


def test_an_argument_that_is_a_global_array_too_is_not_written() -> None:
    @mgc.function
    def add_mirrored(x):
        for i in range(x.shape[0]):
            x[i] += WEIGHTS[x.shape[0] - 1 - i]
        return x

    concrete = add_mirrored.get_concrete_function(np.ones(6))
    for call in (add_mirrored, concrete, concrete.interpret):
        for same in (WEIGHTS, WEIGHTS[::-1]):
            with pytest.raises(ValueError, match="'WEIGHTS' and 'x' overlap in memory"):
                call(same)


def test_a_read_only_argument_cannot_be_written() -> None:
    @mgc.function
    def clear(a):
        a[:] = 0

    x = np.ones(3)
    clear(x)
    x.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        clear(x)


def test_fortran_order_is_taken_without_a_copy_and_with_the_same_values() -> None:
    @mgc.function
    def f(x, y):
        return x @ y, np.tanh(x).sum(axis=0)

    rng = np.random.default_rng(0)
    x, y = rng.random((7, 5)), rng.random((5, 6))
    plain = f(x, y)
    transposed = f(np.asfortranarray(x), np.asfortranarray(y))
    for a, b in zip(plain, transposed):
        assert np.array_equal(a, b)


def test_nested_arguments_and_results_keep_their_containers() -> None:
    @mgc.function
    def f(params, k=3):
        return {"a": params["x"] * k, "b": (params["y"].sum(), "text")}

    result = f({"x": np.ones(3), "y": np.ones(4)})
    assert result["b"] == (4.0, "text")
    assert np.array_equal(result["a"], [3, 3, 3])
    assert isinstance(result["b"][0], np.float64)


def test_index_out_of_bounds_raises_with_the_line() -> None:
    @mgc.function
    def pick(x, i):
        return x[i]

    x = np.arange(10.0)
    assert np.array_equal(pick(x, np.array([1, -1, 3])), [1, 9, 3])
    with pytest.raises(IndexError, match="index 30 is out of bounds for axis 0 with size 10") as e:
        pick(x, np.array([1, 30, 40]))
    assert "return x[i]" in str(e.value)


def test_eager_mode_runs_python() -> None:
    seen = []

    @mgc.function
    def f(x):
        return x + 1

    def spy(x):
        seen.append(x)
        return x + 1

    f(np.ones(2))
    f.eager = spy
    with mgc.eager():
        assert np.array_equal(f(np.ones(2)), [2, 2])
    assert len(seen) == 1
    assert np.array_equal(f(np.ones(2)), [2, 2])
    assert len(seen) == 1


def test_fallback_warns_and_runs_on_numpy() -> None:
    @mgc.function(fallback="eager")
    def f(x):
        return np.fft.fft(x)

    with pytest.warns(UserWarning, match="np.fft.fft is not supported"):
        result = f(np.ones(4))
    assert np.array_equal(result, np.fft.fft(np.ones(4)))


def test_concrete_function_for_a_signature() -> None:
    @mgc.function
    def predict(x, w, b):
        return np.tanh(x @ w + b)

    f = predict.get_concrete_function("f32[n,7], f32[7,3], f32[3]")
    assert f.signature == "f32[n,7], f32[7,3], f32[3] -> f32[n,3]"
    rng = np.random.default_rng(0)
    w, b = rng.random((7, 3), np.float32), rng.random(3, np.float32)
    for n in (0, 1, 20):
        x = rng.random((n, 7), np.float32)
        assert np.allclose(f(x, w, b), predict.eager(x, w, b), rtol=1e-5)
        assert np.array_equal(f(x, w, b), f.interpret(x, w, b))
    with pytest.raises(ValueError, match=r"'x'"):
        f(np.ones((2, 8), np.float32), w, b)
    with pytest.raises(TypeError, match=r"argument 'x': expected f32\[n,7\], got float64"):
        f(np.ones((2, 7)), w, b)


def test_stages_can_be_printed() -> None:
    @mgc.function
    def f(x):
        return np.tanh(x * 2 + 1).sum()

    c = f.get_concrete_function("f32[n]")
    assert "mgc.tanh" in c.ir("traced")
    assert "mgc.nest" in c.ir(after="fuse")
    assert "@mgc.tanh.f32" in c.llvm_ir() or "fma" in c.llvm_ir()
    assert "f.kernel" in c.asm()
    with pytest.raises(ValueError, match="no stage"):
        c.ir("nonsense")


def test_explain_names_the_argument_and_the_cure() -> None:
    @mgc.function
    def f(x, y):
        return x + y

    x = np.ones((2, 3))
    assert "first call" in f.explain(x, x)
    f(x, x)
    assert "has been traced" in f.explain(x, x)
    text = f.explain(np.ones((4, 3)), x[:1])
    assert "argument x: f64[2,3] -> f64[4,3]" in text
    assert "dynamic=" in text


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "c8", "c16", "i1", "u8"])
def test_results_have_the_type_of_the_argument(dtype: str) -> None:
    @mgc.function
    def square(x):
        return x * x

    x = np.full(3, 2, dtype)
    assert square(x).dtype == x.dtype
    assert (square(x) == 4).all()


def test_a_row_is_kept_only_where_all_of_it_is_computed() -> None:
    @mgc.function
    def share(x):
        e = np.exp(x)
        return e / e[:, :-1].sum(axis=1, keepdims=True)

    x = np.random.default_rng(0).random((7, 9))
    assert np.allclose(share(x), share.eager(x), rtol=1e-13)


@pytest.mark.parametrize("dtype", ["f32", "f64", "bool"])
@pytest.mark.parametrize("shape", [(512, 512), (128, 640), (513, 512), (512, 1), (0, 512)])
def test_transposed_arguments_of_every_size_are_packed_whole(
    dtype: str, shape: tuple[int, int]
) -> None:
    @mgc.function(signature=f"{dtype}[m,n], {dtype}[m,n] -> bool[m,n]")
    def f(x, y):
        return x == y

    kind = {"f32": np.float32, "f64": np.float64, "bool": np.bool_}[dtype]
    x = (np.arange(shape[0] * shape[1]) % 251).astype(kind).reshape(shape[::-1]).T
    assert f(x, np.ascontiguousarray(x)).all()
    assert f(x[:, ::-1], np.ascontiguousarray(x[:, ::-1])).all()


def test_large_transposed_arguments_give_the_bits_of_packed_ones() -> None:
    @mgc.function(signature="f32[m,k], f32[k,n] -> f32[m,n]")
    def f(x, y):
        return x @ y + x.sum()

    rng = np.random.default_rng(0)
    x = rng.standard_normal((300, 310)).astype(np.float32)
    y = rng.standard_normal((310, 290)).astype(np.float32)
    expected = f(x, y)
    for a in (x, np.asfortranarray(x)):
        for b in (y, np.asfortranarray(y), np.repeat(y, 2, axis=1)[:, ::2]):
            np.testing.assert_array_equal(f(a, b), expected)
    assert f.trace_count == 1


def test_large_transposed_arguments_are_checked_like_others() -> None:
    @mgc.function(signature="f32[n,n], f32[n] -> f32[n,n]")
    def f(x, y):
        x[:] = x.T * y
        return x + 1

    x = np.arange(300 * 300, dtype=np.float32).reshape(300, 300).T
    y = np.ones(300, np.float32)
    expected = x.T + np.float32(1)
    np.testing.assert_array_equal(f(x, y), expected)
    np.testing.assert_array_equal(x, expected - 1)
    with pytest.raises(ValueError, match=r"has shape \(300, 299\)"):
        f(x[:, :299], y)
    with pytest.raises(TypeError):
        f(x.astype(np.float64), y)


def test_arguments_that_compiled_code_cannot_have_are_refused() -> None:
    @mgc.function
    def write(x, k):
        x[0] = k
        return x

    with pytest.raises(ValueError, match="MGC-A1"):
        write(np.lib.stride_tricks.as_strided(np.zeros(1), (3,), (0,)), 1)
    with pytest.raises(TypeError, match="MGC-T1"):
        write(np.ma.masked_array([1.0, 2.0]), 1)
    concrete = write.get_concrete_function("f64[n], int")
    with pytest.raises(TypeError, match=r"expected a Python int, got 2\.5"):
        concrete(np.ones(2), 2.5)
