"""Compile model.py to a shared object, load it, and classify every image with it.

Prints how often the labels are right, how many agree with plain NumPy, and the size of the library.
Exits with 1 if the held-out accuracy is below 97 % or a label differs from NumPy's.
"""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
from model import classify

import mgc

HERE = Path(__file__).parent
LIBRARY = HERE / "build" / "libdigits.so"
REQUIRED_ACCURACY = 0.97


def compile_library() -> None:
    """Write build/libdigits.so and build/libdigits.h with the compiler's command line."""
    LIBRARY.parent.mkdir(exist_ok=True)
    arguments = ["compile", os.path.relpath(HERE / "model.py"), "-o", os.path.relpath(LIBRARY)]
    print("$", shlex.join(["mgc", *arguments]), flush=True)
    # -P: the mgc that this program imports, not a folder of that name where it was started.
    subprocess.run([sys.executable, "-P", "-m", "mgc", *arguments], check=True)


def main() -> int:
    """Compile, classify, compare."""
    compile_library()
    library = mgc.load(str(LIBRARY))

    with np.load(HERE / "digits.npz") as data:
        images = data["images"].astype(np.float32)
        truth = data["labels"]
    labels = library.classify(images)

    expected = classify.eager(images)
    held_out = np.arange(len(truth)) % 5 == 0  # as in train.py
    right = labels == truth
    accuracy = right[held_out].mean()
    agreeing = int((labels == expected).sum())
    print(f"images      {len(images)}")
    print(f"accuracy    {right.mean():.2%} of all, {accuracy:.2%} of the {held_out.sum()} held out")
    print(f"like NumPy  {agreeing} of {len(images)}")
    print(f"library     {LIBRARY.stat().st_size} bytes")
    print(f"header      {LIBRARY.with_suffix('.h').stat().st_size} bytes")
    return 0 if accuracy >= REQUIRED_ACCURACY and agreeing == len(images) else 1


if __name__ == "__main__":
    sys.exit(main())
