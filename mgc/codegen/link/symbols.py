"""Symbol resolution: one definition per name, and where the undefined ones come from.

The rules are the usual ones of static linking (gABI chapter 4, "Symbol Table"): a strong definition
beats a common block, which beats a weak one; two strong ones are an error; of several COMDAT groups
with one signature the first is kept. Every reference is bound inside the library.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mgc.ir.records import dataclass

from . import elf
from .errors import LinkError
from .read import Definition, InputSection, ObjectFile, Symbol

_IMAGE_SYMBOLS = frozenset({"__dso_handle", "__ehdr_start"})
"""Defined by the linker as the address of the ELF header, unique to the library."""
_UNUSED = frozenset({"_GLOBAL_OFFSET_TABLE_"})
"""Named by assemblers beside every GOT relocation, used by none of the supported ones."""


@dataclass(frozen=True, slots=True)
class Interface:
    """The dynamic symbols of the library, each in the order of its declaration."""

    imports: tuple[Symbol, ...]
    exports: tuple[Symbol, ...]


def resolve(
    objects: Sequence[ObjectFile],
    exports: Sequence[str],
    imports: Collection[str],
    implicit_imports: Collection[str],
) -> Interface:
    """Bind every symbol reference of `objects`, in place; return what crosses the library.

    `implicit_imports` are allowed like `imports`, but are not the caller's choice.

    Raises:
        LinkError: a symbol has two strong definitions, an export has none, or a symbol is defined
            nowhere and is not in `imports`; all such symbols are named.
    """
    _discard_duplicate_groups(objects)
    table = _definitions(objects)
    imported, missing = _bind_undefined(objects, table, {*imports, *implicit_imports})
    if missing:
        allowed = ", ".join(sorted(imports)) or "none"
        raise LinkError("; ".join(missing) + f" (allowed imports: {allowed})")
    _allocate_common(objects, table)
    for file in objects:
        symbols = file.symbols
        for index in range(file.first_global, len(symbols)):
            symbols[index] = table.get(symbols[index].name, symbols[index])
    return Interface(tuple(imported), _exported(table, exports))


def _discard_duplicate_groups(objects: Sequence[ObjectFile]) -> None:
    seen: set[str] = set()
    for file in objects:
        for signature, members in file.groups:
            if signature in seen:
                for member in members:
                    section = file.sections[member]
                    if section is not None:
                        section.discarded = True
            seen.add(signature)


def _strength(symbol: Symbol) -> int:
    """Return 0 for no definition, 1 for a weak one, 2 for a common block, 3 for a strong one."""
    if symbol.definition is Definition.UNDEFINED:
        return 0
    if symbol.section is not None and symbol.section.discarded:
        return 0
    if symbol.definition is Definition.COMMON:
        return 2
    return 1 if symbol.binding == elf.STB_WEAK else 3


def _definitions(objects: Sequence[ObjectFile]) -> dict[str, Symbol]:
    """Return the winning definition of each global name."""
    table: dict[str, Symbol] = {}
    for file in objects:
        for symbol in file.symbols[file.first_global :]:
            strength = _strength(symbol)
            if not strength:
                continue
            other = table.get(symbol.name)
            if other is None:
                table[symbol.name] = symbol
                continue
            rival = _strength(other)
            if strength == rival == 3:
                raise LinkError(f"{symbol.name!r} is defined in {other.owner} and {symbol.owner}")
            if strength > rival or (strength == rival == 2 and symbol.size > other.size):
                table[symbol.name] = symbol
    return table


def _bind_undefined(
    objects: Sequence[ObjectFile], table: dict[str, Symbol], imports: Collection[str]
) -> tuple[list[Symbol], list[str]]:
    """Add the undefined names to `table`; return the imports, and complaints of the others."""
    found: dict[str, Symbol] = {}
    users: dict[str, str] = {}
    for file in objects:
        for symbol in file.symbols[max(file.first_global, 1) :]:
            name = symbol.name
            if name in table or name in _UNUSED:
                continue
            if name in _IMAGE_SYMBOLS:
                symbol.definition = Definition.IMAGE
                table[name] = symbol
            elif name not in found or symbol.binding == elf.STB_GLOBAL:
                found[name] = symbol
                users.setdefault(name, file.label)
    missing: list[str] = []
    imported: list[Symbol] = []
    for name, symbol in found.items():
        table[name] = symbol
        if name in imports:
            symbol.definition = Definition.IMPORT
            imported.append(symbol)
        elif symbol.binding == elf.STB_WEAK:
            symbol.definition = Definition.ABSOLUTE
        else:
            missing.append(f"undefined symbol {name!r} in {users[name]}")
    return imported, missing


def _allocate_common(objects: Sequence[ObjectFile], table: dict[str, Symbol]) -> None:
    """Give each common block a zero-initialised section; its value is its alignment."""
    for symbol in table.values():
        if symbol.definition is Definition.COMMON:
            section = InputSection(
                owner=symbol.owner,
                name=".bss",
                type=elf.SHT_NOBITS,
                flags=elf.SHF_ALLOC | elf.SHF_WRITE,
                alignment=max(symbol.value, 1),
                entsize=0,
                size=symbol.size,
                contents=memoryview(b""),
            )
            next(file for file in objects if file.label == symbol.owner).sections.append(section)
            symbol.definition = Definition.SECTION
            symbol.section = section
            symbol.type = elf.STT_OBJECT
            symbol.value = 0


def _exported(table: dict[str, Symbol], exports: Sequence[str]) -> tuple[Symbol, ...]:
    """Mark and return the exported symbols.

    Raises:
        LinkError: a name is given twice or is not defined in a section of the objects.
    """
    if len(set(exports)) != len(exports):
        raise LinkError(f"an exported name is given twice: {', '.join(sorted(exports))}")
    undefined = [
        repr(name)
        for name in exports
        if name not in table or table[name].definition is not Definition.SECTION
    ]
    if undefined:
        raise LinkError(f"exported but not defined in any object: {', '.join(undefined)}")
    symbols = tuple(table[name] for name in exports)
    for symbol in symbols:
        symbol.exported = True
    return symbols
