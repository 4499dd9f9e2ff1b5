"""Random statements that write: to arrays, views, elements, masks, places that data decide."""

from __future__ import annotations

from .arrays import ADDED, CLASSES, FLOATS, INTEGERS, REALS, STORED
from .lines import Lines

OPERATORS = {
    "float": ("+=", "-=", "+=", "-="),
    "int": ("+=", "-=", "*=", "&=", "|=", "^=", "//=", "%="),
    "bool": ("&=", "|=", "^="),
    "complex": ("+=", "-="),
}
SCALED = {
    "float": ("*= 0.5", "*= -1", "%= 4", "//= 2", "/= 2", "**= 1"),
    "int": ("*= 3", "//= 2", "%= 7", "<<= 1", ">>= 1", "&= 12", "|= 1", "**= 2"),
    "bool": ("&= True", "^= True", "|= False"),
    "complex": ("*= 0.5", "*= 1j", "/= 2"),
}


class Writes(Lines):
    """Statements without new names."""

    def augment(self, depth: int) -> None:
        """``v += e``."""
        array = self.target()
        if array is None:
            return self.update_scalar(depth)
        array = self.named(depth, array)
        kind = CLASSES[array.dtype]
        dtype = array.dtype if self.choices.chance(75) else self.choices.pick(ADDED[array.dtype])
        value = self.expressions.operand(dtype, array.shape, exact=array.exact)
        operator = self.choices.pick(OPERATORS[kind])
        if dtype == "bool" and operator == "-=":
            operator = "+="
        if kind == "int" and dtype == "bool" and operator in ("//=", "%="):
            operator = "+="
        self.line(depth, f"{array.text} {operator} {value}")
        self.wrote(array, "augmented")
        return None

    def scale(self, depth: int) -> None:
        """``v *= 0.5``; in loops mostly what keeps numbers small."""
        array = self.target()
        if array is None:
            return self.update_scalar(depth)
        array = self.named(depth, array)
        kind = CLASSES[array.dtype]
        if (
            kind == "float"
            and self.expressions.looping
            and array.place == "name"
            and self.choices.chance(60)
        ):
            bound = self.choices.pick(["np.clip({0}, -8, 8, out={0})", "np.fmod({0}, 8, out={0})"])
            self.line(depth, bound.format(array.text))
        else:
            self.line(depth, f"{array.text} {self.choices.pick(SCALED[kind])}")
        self.wrote(array, "augmented")
        return None

    def assign(self, depth: int) -> None:
        """``v[...] = e``."""
        array = self.target()
        if array is None:
            return self.update_scalar(depth)
        dtype = array.dtype if self.choices.chance(75) else self.choices.pick(STORED[array.dtype])
        converts = dtype in FLOATS and CLASSES[array.dtype] != "float"
        exact = array.exact or converts
        value = self.expressions.operand(dtype, array.shape, exact=exact)
        if dtype in FLOATS and CLASSES[array.dtype] == "int":
            value = f"np.clip({value}, 0, 100)"
        text = self.use(array)
        self.line(depth, f"{text if array.place == 'subscript' else text + '[...]'} = {value}")
        self.wrote(array, "assigned")
        return None

    def update_scalar(self, depth: int) -> None:
        """Numbers, of Python and NumPy, and a count."""
        which = self.choices.weighted([("numpy", 5), ("count", 2), ("python", 2)])
        found = [s for s in self.scope.scalars if s.writable]
        if which == "count" or not found:
            self.line(
                depth,
                f"c += {self.choices.pick(['1', '2', *(k.name for k in self.scope.counters)])}",
            )
        elif which == "python":
            value = self.value(self.choices.pick(FLOATS), (), depth=1)
            self.line(depth, f"q = float({self.expressions.tamed(value, 'f64')})")
        else:
            scalar = self.choices.pick(found)
            value = self.value(scalar.dtype, (), exact=scalar.exact)
            plain = self.choices.chance(50)
            self.line(
                depth,
                f"{scalar.text} = {value}"
                if plain
                else f"{scalar.text} {self.choices.pick(OPERATORS[CLASSES[scalar.dtype]])} {value}",
            )
            self.use(scalar)

    def masked(self, depth: int) -> None:
        """Writes where a mask is true."""
        array = self.target(scalars=False)
        if array is None:
            return self.augment(depth)
        array = self.named(depth, array)
        mask = self.value(
            "bool", array.shape if self.choices.chance(70) else array.shape[:1], depth=1
        )
        whole = mask.count("(") < 0
        kind = CLASSES[array.dtype]
        way = self.choices.weighted(
            [("number", 4), ("same mask", 3), ("copyto", 2), ("where", 1), ("putmask", 1)]
        )
        if way == "same mask":
            other = self.value(array.dtype, array.shape, exact=array.exact, depth=1)
            operator = self.choices.pick(["=", *OPERATORS[kind]])
            self.line(depth, f"{array.text}[{mask}] {operator} ({other})[{mask}]")
            self.note("write: masks on both sides")
        elif way in ("copyto", "putmask", "where") and not whole:
            mask = self.value("bool", array.shape, depth=1)
            other = self.value(array.dtype, array.shape, exact=array.exact, depth=1)
            texts = {
                "copyto": f"np.copyto({array.text}, {other}, where={mask})",
                "putmask": f"np.putmask({array.text}, {mask}, {other})",
                "where": f"{array.text}[...] = np.where({mask}, {other}, {array.text})",
            }
            self.line(depth, texts[way])
        else:
            operator = self.choices.pick(["=", *OPERATORS[kind]])
            number = self.value(array.dtype, (), exact=array.exact, depth=1)
            self.line(depth, f"{array.text}[{mask}] {operator} {number}")
        self.wrote(array, "masked")
        return None

    def scattered(self, depth: int) -> None:
        """Writes at places that data decide."""
        found = [
            a for a in self.scope.arrays if a.writable and a.shape and a.shape[0] in self.scope.dims
        ]
        if not found:
            return self.augment(depth)
        array = self.choices.pick(found)
        places = self.expressions.places(array.shape[0])
        value = self.expressions.operand(array.dtype, array.shape, exact=array.exact, depth=1)
        way = self.choices.weighted([("=", 3), ("+=", 3), ("add.at", 3), ("sort", 1)])
        text = self.use(array)
        if way == "add.at" and array.dtype != "bool":
            ufuncs = ["add", "subtract", "maximum"] if array.dtype in REALS else ["add"]
            self.line(depth, f"np.{self.choices.pick(ufuncs)}.at({text}, {places}, {value})")
        elif way == "sort" and array.dtype in (*FLOATS, *INTEGERS):
            self.line(depth, f"{text}.sort(axis=0)")
        else:
            operator = "=" if array.dtype == "bool" or way != "+=" else "+="
            self.line(depth, f"{text}[{places}] {operator} {value}")
        self.wrote(array, "scattered")
        return None

    def into_out(self, depth: int) -> None:
        """A ufunc that writes its result through ``out=``, perhaps with ``where=``."""
        array = self.target(scalars=False)
        if array is None or array.dtype == "bool":
            return self.augment(depth)
        text = self.use(array)
        left = self.value(array.dtype, array.shape, exact=array.exact, depth=1)
        right = self.expressions.operand(array.dtype, array.shape, exact=array.exact, depth=1)
        options = ["add", "subtract"]
        options += ["maximum", "minimum", "fmax"] if array.dtype in FLOATS else []
        options += ["bitwise_and", "multiply", "maximum"] if array.dtype in INTEGERS else []
        where = ""
        if self.choices.chance(40):
            where = f", where={self.value('bool', array.shape, depth=1)}"
            self.note("write: where=")
        self.line(depth, f"np.{self.choices.pick(options)}({left}, {right}, out={text}{where})")
        self.wrote(array, "out=")
        return None

    def in_place_call(self, depth: int) -> None:
        """Functions that write to their first argument."""
        found = [a for a in self.scope.arrays if a.writable and a.shape]
        if not found:
            return self.augment(depth)
        array = self.choices.pick(found)
        text, kind = self.use(array), CLASSES[array.dtype]
        options = [f"{text}.fill({self.expressions.literal(array.dtype)})"]
        if len(array.shape) == 2:
            options.append(f"np.fill_diagonal({text}, {self.expressions.literal(array.dtype)})")
        if len(array.shape) == 1 and array.shape[0] in self.scope.dims:
            values = self.value(array.dtype, array.shape, exact=array.exact, depth=1)
            options.append(f"np.put({text}, {self.expressions.places(array.shape[0])}, {values})")
        if kind in ("float", "int"):
            options.append(f"{text}.sort()")
            options.append(f"np.clip({text}, 0, 4, out={text})")
        self.line(depth, self.choices.pick(options))
        self.wrote(array, "in-place call")
        return None

    def update_places(self, depth: int) -> None:
        """The array of indices, whose elements stay below ``n``."""
        index = self.scope.index
        if index is None:
            return self.augment(depth)
        at, other, more = (self.views.position("n") for _ in range(3))
        self.line(depth, f"{index}[{at}] = ({index}[{other}] + {more}) % n")
        self.note("write: array of indices")
        return None
