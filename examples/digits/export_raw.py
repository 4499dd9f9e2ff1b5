"""Write the images as raw little-endian f32, 64 per image in row order, for main.c to read.

python export_raw.py images.f32
"""

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def main() -> None:
    """Write all images to the file named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: export_raw.py FILE")
    with np.load(HERE / "digits.npz") as data:
        images = data["images"]
    images.astype("<f4").tofile(sys.argv[1])
    print(f"{len(images)} images of 64 f32 in {sys.argv[1]}")


if __name__ == "__main__":
    main()
