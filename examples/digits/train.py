"""Train the network of model.py with NumPy alone and write weights.npz.

Images whose index is a multiple of five are held out (360 of 1797); the other 1437 are trained on.
Layers 64-48-10 with tanh, f32 throughout, softmax cross entropy, Adam with weight decay.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
HIDDEN = 48
EPOCHS = 120
BATCH = 32
RATE = 2e-3
DECAY = 1e-4
SEED = 0

Array = NDArray[np.float32]
Weights = dict[str, Array]


def load() -> tuple[Array, NDArray[np.int64], NDArray[np.bool_]]:
    """Images scaled to 0..1 (n, 64), labels (n,), and which images are held out (n,)."""
    with np.load(HERE / "digits.npz") as data:
        images = data["images"].astype(np.float32) / np.float32(16)
        labels = data["labels"].astype(np.int64)
    return images, labels, np.arange(len(labels)) % 5 == 0


def initial(rng: np.random.Generator) -> Weights:
    """Random weights with Glorot's variance, zero biases."""

    def matrix(rows: int, columns: int) -> Array:
        scale = np.sqrt(2.0 / (rows + columns))
        return (rng.standard_normal((rows, columns)) * scale).astype(np.float32)

    return {
        "W1": matrix(64, HIDDEN),
        "b1": np.zeros(HIDDEN, np.float32),
        "W2": matrix(HIDDEN, 10),
        "b2": np.zeros(10, np.float32),
    }


def gradients(w: Weights, x: Array, labels: NDArray[np.int64]) -> Weights:
    """Gradients of the mean cross entropy of a batch x (n, 64)."""
    hidden = np.tanh(x @ w["W1"] + w["b1"])
    scores = hidden @ w["W2"] + w["b2"]
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    g = p / np.float32(len(labels))
    back = (g @ w["W2"].T) * (1 - hidden * hidden)
    return {"W1": x.T @ back, "b1": back.sum(axis=0), "W2": hidden.T @ g, "b2": g.sum(axis=0)}


def train(x: Array, labels: NDArray[np.int64]) -> Weights:
    """Train on x (n, 64) and labels (n,); Adam with decoupled weight decay."""
    rng = np.random.default_rng(SEED)
    w = initial(rng)
    mean = {name: np.zeros_like(value) for name, value in w.items()}
    square = {name: np.zeros_like(value) for name, value in w.items()}
    steps = EPOCHS * -(-len(x) // BATCH)
    step = 0
    for _ in range(EPOCHS):
        order = rng.permutation(len(x))
        for start in range(0, len(x), BATCH):
            batch = order[start : start + BATCH]
            rate = np.float32(RATE * (1 - step / steps))
            step += 1
            for name, g in gradients(w, x[batch], labels[batch]).items():
                mean[name] += np.float32(0.1) * (g - mean[name])
                square[name] += np.float32(0.001) * (g * g - square[name])
                unbiased = mean[name] / np.float32(1 - 0.9**step)
                size = np.sqrt(square[name] / np.float32(1 - 0.999**step)) + np.float32(1e-8)
                w[name] -= rate * (unbiased / size + np.float32(DECAY) * w[name])
    return w


def accuracy(w: Weights, x: Array, labels: NDArray[np.int64]) -> float:
    """The share of images x (n, 64) that get their label."""
    scores = np.tanh(x @ w["W1"] + w["b1"]) @ w["W2"] + w["b2"]
    return float(np.mean(scores.argmax(axis=1) == labels))


def main() -> None:
    """Train, report both accuracies, write weights.npz."""
    x, labels, held_out = load()
    w = train(x[~held_out], labels[~held_out])
    np.savez(HERE / "weights.npz", W1=w["W1"], b1=w["b1"], W2=w["W2"], b2=w["b2"])
    print(f"trained on {(~held_out).sum()}: {accuracy(w, x[~held_out], labels[~held_out]):.2%}")
    print(f"held out   {held_out.sum()}: {accuracy(w, x[held_out], labels[held_out]):.2%}")


if __name__ == "__main__":
    main()
