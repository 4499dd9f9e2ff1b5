"""Two dense layers and the most probable class."""

from __future__ import annotations

import numpy as np

SIGNATURE = "f32[n,m], f32[m,k], f32[k], f32[k,3]"


def program(x, w, b, v):
    hidden = np.maximum(x @ w + b, 0.0)
    scores = hidden @ v
    return scores, np.argmax(scores, axis=1)
