"""Which nodes share a loop nest: accesses, roots, groups.

The rule is stated in docs/fusion.md. In short: elementwise ops, index ops and gathers are
functions of an output index and are computed where they are used. Reductions, contractions,
scans, updates and stored values are *roots*. A root joins the nest of a root it depends on, or
that reads the same values, when both can run in the same loops.
"""
