"""Names that C or C++ code cannot or should not use."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mgc.ir.errors import CodegenError

_KEYWORDS = """
alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t
char8_t class co_await co_return co_yield compl concept const const_cast consteval constexpr
constinit continue decltype default delete do double dynamic_cast else enum explicit export extern
false float for friend goto if inline int long mutable namespace new noexcept not not_eq nullptr
operator or or_eq private protected public register reinterpret_cast requires restrict return
short signed sizeof static static_assert static_cast struct switch template this thread_local
throw true try typedef typeid typename typeof union unsigned using virtual void volatile wchar_t
while xor xor_eq
"""

# Functions of C and POSIX with names that people like.
_LIBRARY_FUNCTIONS = """
abort abs accept access acos acosh alarm asctime asin asinh atan atan2 atanh atexit atof atoi atol
atoll bind bsearch calloc cbrt ceil cfree clearerr clock close connect copysign cos cosh ctime
difftime div dup environ erf erfc exit exp exp10 exp2 expm1 fabs fclose fdim feof ferror fflush
ffs fgetc fgetpos fgets floor fma fmax fmin fmod fopen fork fprintf fputc fputs fread free freopen
frexp fscanf fseek fsetpos ftell fwrite gamma getc getchar getenv gets gmtime hypot ilogb index
isalnum isalpha iscntrl isdigit isfinite isgraph isinf islower isnan isnormal isprint ispunct
isspace isupper isxdigit j0 j1 jn kill labs ldexp ldiv lgamma link listen llabs lldiv llrint
llround localtime log log10 log1p log2 logb longjmp lrint lround lseek main malloc mblen mbstowcs
mbtowc memchr memcmp memcpy memmove memset mktime mmap modf mprotect munmap nan nearbyint
nextafter nexttoward nice open pause perror pipe poll pow printf putc putchar puts qsort raise
rand random read realloc recv remainder remove remquo rename rewind rindex rint round scalb
scalbln scalbn scanf select send setbuf setjmp setvbuf signal signbit significand sin sinh sleep
snprintf socket sprintf sqrt srand sscanf stat strcat strchr strcmp strcoll strcpy strcspn
strerror strftime strlen strncat strncmp strncpy strpbrk strrchr strspn strstr strtod strtok
strtol strtoul strxfrm sync syscall system tan tanh tgamma time times tmpfile tmpnam tolower
toupper trunc umask ungetc unlink vfprintf vprintf vsprintf wait wcstombs wctomb write y0 y1 yn
"""

KEYWORDS = frozenset(_KEYWORDS.split()) | {"linux", "unix"}
"""Keywords of C and C++, and macros that GNU compilers define."""

LIBRARY_FUNCTIONS = frozenset(_LIBRARY_FUNCTIONS.split())
"""A library that exported one of these would replace it in the whole process."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]+")


def check_function_name(name: str) -> None:
    """Raises: CodegenError if a library cannot export a function called ``name``."""
    hint = "compile it under another name"
    if not _IDENTIFIER.fullmatch(name) or name in KEYWORDS:
        raise CodegenError(f"'{name}' cannot be the name of a C function", hint=hint)
    if name in LIBRARY_FUNCTIONS:
        raise CodegenError(f"a library that exports '{name}' would replace C's", hint=hint)


def c_identifier(name: str) -> str:
    """A C identifier that resembles ``name``: ``params['w']`` gives ``params_w``."""
    identifier = _NOT_IN_NAMES.sub("_", name).strip("_") or "x"
    if identifier[0].isdigit() or identifier in KEYWORDS:
        identifier = f"_{identifier}" if identifier[0].isdigit() else f"{identifier}_"
    return identifier


def unique_identifiers(names: Iterable[str]) -> list[str]:
    """A C identifier for each name, all different."""
    taken: set[str] = set()
    found: list[str] = []
    for name in names:
        base = unique = c_identifier(name)
        number = 1
        while unique in taken:
            number += 1
            unique = f"{base}_{number}"
        taken.add(unique)
        found.append(unique)
    return found
