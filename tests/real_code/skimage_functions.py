"""Functions of scikit-image."""

from __future__ import annotations

import numpy as np

from .cases import bytes_image, case, normal, uniform

_COLOR = "skimage.color.colorconv"

CASES = (
    case(f"{_COLOR}:rgb2hsv", lambda: (uniform(6, 7, 3),)),
    case(f"{_COLOR}:hsv2rgb", lambda: (uniform(6, 7, 3),)),
    case(f"{_COLOR}:rgb2gray", lambda: (uniform(6, 7, 3),)),
    case(f"{_COLOR}:rgb2xyz", lambda: (uniform(6, 7, 3),)),
    case(f"{_COLOR}:xyz2rgb", lambda: (uniform(6, 7, 3),)),
    case(f"{_COLOR}:rgb2lab", lambda: (uniform(6, 7, 3),)),
    case(f"{_COLOR}:lab2rgb", lambda: (uniform(6, 7, 3, low=10, high=60),)),
    case(f"{_COLOR}:xyz2luv", lambda: (uniform(6, 7, 3, low=0.1),)),
    case(f"{_COLOR}:rgb2ycbcr", lambda: (uniform(6, 7, 3),)),
    case(f"{_COLOR}:rgba2rgb", lambda: (uniform(6, 7, 4),)),
    case(f"{_COLOR}:lab2lch", lambda: (uniform(6, 7, 3),)),
    case(f"{_COLOR}:separate_stains", lambda: (uniform(6, 7, 3), normal(3, 3))),
    case("skimage.exposure:adjust_gamma", lambda: (uniform(6, 7), 2.2)),
    case("skimage.exposure:adjust_log", lambda: (uniform(6, 7), 2.2)),
    case("skimage.exposure:adjust_sigmoid", lambda: (uniform(6, 7), 0.4)),
    case("skimage.exposure:rescale_intensity", lambda: (uniform(6, 7, low=2, high=5),)),
    case("skimage.exposure:equalize_hist", lambda: (uniform(6, 7),)),
    case("skimage.util:invert", lambda: (bytes_image(6, 7),)),
    case("skimage.filters:threshold_otsu", lambda: (bytes_image(6, 7),)),
    case("skimage.filters:sobel", lambda: (uniform(6, 7),)),
    case("skimage.metrics:mean_squared_error", lambda: (uniform(6, 7), uniform(6, 7, seed=1))),
    case("skimage.metrics:normalized_root_mse", lambda: (uniform(6, 7), uniform(6, 7, seed=1))),
    case("skimage.metrics:peak_signal_noise_ratio", lambda: (uniform(6, 7), uniform(6, 7, seed=1))),
    case("skimage.transform:integral_image", lambda: (uniform(6, 7),)),
    case("skimage.measure:moments_normalized", lambda: (uniform(4, 4, low=1),)),
    case("skimage.measure:moments_central", lambda: (uniform(6, 7),)),
    case("skimage.measure:shannon_entropy", lambda: (bytes_image(6, 7),)),
    case("skimage.measure._moments_analytical:moments_raw_to_central",
         lambda: (uniform(4, 4, low=1),)),
    case("skimage.segmentation._chan_vese:_cv_calculate_variation",
         lambda: (uniform(6, 7), normal(6, 7), 0.2, 1.0, 1.0, 0.5)),
    case("skimage.segmentation._chan_vese:_cv_energy",
         lambda: (uniform(6, 7), normal(6, 7), 0.2, 1.0, 1.0)),
    case("skimage.restoration._denoise:_denoise_tv_chambolle_nd", lambda: (uniform(6, 7), 0.1)),
    case("skimage.transform._geometric:_umeyama",
         lambda: (normal(6, 2), normal(6, 2, seed=1), True)),
    case("skimage.transform._geometric:_apply_homogeneous", lambda: (normal(3, 3), normal(6, 2))),
    case("skimage.measure:subdivide_polygon", lambda: (normal(6, 2),)),
    case("skimage.util:view_as_blocks", lambda: (np.arange(24.0).reshape(4, 6), (2, 3))),
)  # fmt: skip
