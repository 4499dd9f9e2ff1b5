"""Control flow of converted code in a trace: regions for what a run decides.

`convert` turns ``if``, ``for``, ``while`` and Boolean operators into objects that are asked which
parts to run. Here are the ones for conditions and counts that are not known at trace time: they run
every part, each into a region of its own, and make one node of it.
"""

from __future__ import annotations
