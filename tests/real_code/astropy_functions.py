"""Functions of Astropy."""

from __future__ import annotations

import numpy as np

from .cases import case, normal, uniform

_ANGLES = "astropy.coordinates.angles.utils"
_MODELS = "astropy.modeling.functional_models"
_POWERS = "astropy.modeling.powerlaws"
_STATS = "astropy.stats"
_LOMB = "astropy.timeseries.periodograms.lombscargle"

CASES = (
    case(f"{_STATS}:circmean", lambda: (uniform(12),)),
    case(f"{_STATS}:circvar", lambda: (uniform(12),)),
    case(f"{_STATS}:circmoment", lambda: (uniform(12),)),
    case(f"{_STATS}:circcorrcoef", lambda: (uniform(12), uniform(12, seed=1))),
    case(f"{_STATS}:rayleightest", lambda: (uniform(12),)),
    case(f"{_STATS}:vtest", lambda: (uniform(12), 0.4)),
    case(f"{_STATS}:biweight_location", lambda: (normal(12),)),
    case(f"{_STATS}:biweight_midvariance", lambda: (normal(12),)),
    case(f"{_STATS}:biweight_midcovariance", lambda: (normal(2, 12),)),
    case(f"{_STATS}:median_absolute_deviation", lambda: (normal(12),)),
    case(f"{_STATS}:signal_to_noise_oir_ccd", lambda: (uniform(6), 9.0, 1.0, 0.5, 3.0, 4.0)),
    case(f"{_STATS}:interval_overlap_length", lambda: ((0.1, 0.7), (0.4, 1.2))),
    case(f"{_STATS}:akaike_info_criterion", lambda: (-40.0, 4.0, 30.0)),
    case(f"{_ANGLES}:angular_separation", lambda: tuple(uniform(4, 6))),
    case(f"{_ANGLES}:position_angle", lambda: tuple(uniform(4, 6))),
    case(f"{_ANGLES}:offset_by", lambda: tuple(uniform(4, 6))),
    case("astropy.modeling.rotations:spherical2cartesian", lambda: tuple(uniform(2, 6))),
    case("astropy.modeling.rotations:_create_matrix", lambda: (tuple(uniform(3)), "zxz")),
    case("astropy.coordinates.matrix_utilities:rotation_matrix", lambda: (uniform(6), "x")),
    case("astropy.coordinates.matrix_utilities:angle_axis", lambda: (normal(3, 3),)),
    case(f"{_MODELS}:Gaussian2D.evaluate",
         lambda: (normal(8), normal(8, seed=1), 2.0, 0.1, 0.2, 1.1, 1.2, 0.4)),
    case(f"{_MODELS}:Gaussian2D.fit_deriv",
         lambda: (normal(8), normal(8, seed=1), 2.0, 0.1, 0.2, 1.1, 1.2, 0.4)),
    case(f"{_MODELS}:Gaussian1D.fit_deriv", lambda: (normal(8), 2.0, 0.1, 1.2)),
    case(f"{_MODELS}:Lorentz1D.fit_deriv", lambda: (normal(8), 2.0, 0.1, 1.2)),
    case(f"{_MODELS}:Moffat2D.fit_deriv",
         lambda: (normal(8), normal(8, seed=1), 2.0, 0.1, 0.2, 1.1, 1.2)),
    case(f"{_MODELS}:Ellipse2D.evaluate",
         lambda: (normal(8), normal(8, seed=1), 2.0, 0.1, 0.2, 1.1, 1.2, 0.4)),
    case(f"{_MODELS}:Ring2D.evaluate",
         lambda: (normal(8), normal(8, seed=1), 2.0, 0.1, 0.2, 0.5, 1.2)),
    case(f"{_MODELS}:Box2D.evaluate",
         lambda: (normal(8), normal(8, seed=1), 2.0, 0.1, 0.2, 1.1, 1.2)),
    case(f"{_MODELS}:Trapezoid1D.evaluate", lambda: (normal(8), 2.0, 0.1, 1.0, 0.4)),
    case(f"{_MODELS}:TrapezoidDisk2D.evaluate",
         lambda: (normal(8), normal(8, seed=1), 2.0, 0.1, 0.2, 1.1, 0.4)),
    case(f"{_MODELS}:Sine1D.evaluate", lambda: (normal(8), 2.0, 0.1, 0.3)),
    case(f"{_POWERS}:BrokenPowerLaw1D.evaluate", lambda: (uniform(8), 2.0, 0.4, 1.0, 2.0)),
    case(f"{_POWERS}:BrokenPowerLaw1D.fit_deriv", lambda: (uniform(8), 2.0, 0.4, 1.0, 2.0)),
    case(f"{_POWERS}:LogParabola1D.fit_deriv", lambda: (uniform(8), 2.0, 0.4, 1.0, 2.0)),
    case(f"{_LOMB}.implementations.slow_impl:lombscargle_slow",
         lambda: (np.sort(uniform(12)), normal(12), 1.0, uniform(5, low=1, high=4))),
    case(f"{_LOMB}._statistics:fap_baluev",
         lambda: (uniform(5), 4.0, uniform(12), normal(12), 0.1)),
    case("astropy.nddata:block_replicate", lambda: (uniform(3, 4), 2)),
    case("astropy.convolution.utils:add_kernel_arrays_1D", lambda: (uniform(5), uniform(3))),
)  # fmt: skip
