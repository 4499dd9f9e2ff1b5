"""Classify 8x8 images of handwritten digits: a plain NumPy function, ready to be compiled.

An image is 64 pixels of 0..16 in row order. The weights come from train.py.
"""

from pathlib import Path

import numpy as np

import mgc

with np.load(Path(__file__).with_name("weights.npz")) as weights:
    W1, b1, W2, b2 = (weights[name] for name in ("W1", "b1", "W2", "b2"))


def network(images):
    """A score for each digit, (n, 64) -> (n, 10): the higher, the likelier."""
    hidden = np.tanh((images / 16) @ W1 + b1)
    return hidden @ W2 + b2


@mgc.function(signature="f32[n,64] -> f32[n,10]")
def scores(images):
    """A score for each digit, (n, 64) -> (n, 10)."""
    return network(images)


@mgc.function(signature="f32[n,64] -> i64[n]")
def classify(images):
    """The likeliest digit of each image, (n, 64) -> (n,)."""
    return np.argmax(network(images), axis=1)
