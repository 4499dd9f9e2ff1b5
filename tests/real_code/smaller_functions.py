"""Functions of FilterPy, numpy-financial, lmfit, PyWavelets, librosa and colour-science."""

from __future__ import annotations

import numpy as np

from .cases import case, covariance, normal, uniform

_KALMAN = "filterpy.kalman"
_COMMON = "filterpy.common"
_LINES = "lmfit.lineshapes"
_SHRINK = "pywt._thresholding"


def _decay(y, x):
    return -0.3 * y + x


FILTERPY = (
    case(f"{_KALMAN}.kalman_filter:update",
         lambda: (normal(3), covariance(3), normal(2), covariance(2), normal(2, 3))),
    case(f"{_KALMAN}.kalman_filter:predict", lambda: (normal(3), covariance(3), normal(3, 3), 0.1)),
    case(f"{_KALMAN}.kalman_filter:update_steadystate",
         lambda: (normal(3), normal(2), normal(3, 2), normal(2, 3))),
    case(f"{_KALMAN}.kalman_filter:rts_smoother",
         lambda: (normal(5, 2), np.stack([covariance(2, s) for s in range(5)]),
                  normal(5, 2, 2), np.stack([covariance(2, s) for s in range(5)]))),
    case(f"{_KALMAN}.unscented_transform:unscented_transform",
         lambda: (normal(7, 3), uniform(7), uniform(7, seed=1), covariance(3))),
    case(f"{_COMMON}:Q_discrete_white_noise", lambda: (3, 0.1, 2.0)),
    case(f"{_COMMON}:Q_continuous_white_noise", lambda: (3, 0.1, 2.0)),
    case(f"{_COMMON}:order_by_derivative", lambda: (normal(2, 2), 2, 3)),
    case(f"{_COMMON}.kinematic:kinematic_state_transition", lambda: (3, 0.1)),
    case(f"{_COMMON}.helpers:runge_kutta4", lambda: (normal(4), 0.5, 0.1, _decay)),
    case(f"{_COMMON}.helpers:outer_product_sum", lambda: (normal(5, 3), normal(5, 3))),
    case(f"{_COMMON}.helpers:inv_diagonal", lambda: (covariance(3),)),
    case(f"{_COMMON}.helpers:reshape_z", lambda: (normal(3), 3, 2)),
    case("filterpy.stats:gaussian", lambda: (uniform(9), 0.1, 1.3)),
    case("filterpy.stats:mul_pdf", lambda: (0.1, 1.3, 0.4, 2.0)),
    case("filterpy.stats:mahalanobis", lambda: (normal(3), normal(3, seed=1), covariance(3))),
    case("filterpy.stats:multivariate_multiply",
         lambda: (normal(3), covariance(3), normal(3, seed=1), covariance(3, 1))),
    case("filterpy.gh.gh_filter:critical_damping_parameters", lambda: (0.4,)),
    case("filterpy.monte_carlo:systematic_resample", lambda: (np.full(8, 0.125),)),
)  # fmt: skip

FINANCIAL = (
    case("numpy_financial:fv", lambda: (uniform(6, low=0.01, high=0.1), 120.0, -100.0, -100.0)),
    case("numpy_financial:pmt", lambda: (uniform(6, low=0.01, high=0.1), 120.0, 200000.0)),
    case("numpy_financial:nper", lambda: (uniform(6, low=0.01, high=0.1), -150.0, 800.0)),
    case("numpy_financial:ipmt", lambda: (0.0075, np.arange(1.0, 7.0), 24.0, 2000.0)),
    case("numpy_financial:ppmt", lambda: (0.0075, np.arange(1.0, 7.0), 24.0, 2000.0)),
    case("numpy_financial:pv", lambda: (uniform(6, low=0.01, high=0.1), 120.0, -100.0, 15692.93)),
    case("numpy_financial:rate", lambda: (10.0, 0.0, -3500.0, 10000.0)),
    case("numpy_financial:irr", lambda: (np.array([-100.0, 39.0, 59.0, 55.0, 20.0]),)),
    case("numpy_financial:npv", lambda: (0.28, np.array([-100.0, 39.0, 59.0, 55.0, 20.0]))),
    case("numpy_financial:mirr", lambda: (np.array([-100.0, 39.0, 59.0, 55.0, 20.0]), 0.1, 0.12)),
)  # fmt: skip

LMFIT = (
    case(f"{_LINES}:split_lorentzian", lambda: (normal(9), 2.0, 0.1, 1.1, 0.8)),
    case(f"{_LINES}:pvoigt", lambda: (normal(9), 2.0, 0.1, 1.1, 0.3)),
    case(f"{_LINES}:pearson7", lambda: (normal(9), 2.0, 0.1, 1.1, 1.5)),
    case(f"{_LINES}:breit_wigner", lambda: (normal(9), 2.0, 0.1, 1.1, 1.5)),
    case(f"{_LINES}:dho", lambda: (normal(9), 2.0, 0.1, 1.1, 1.5)),
    case(f"{_LINES}:lognormal", lambda: (uniform(9), 2.0, 0.1, 1.1)),
    case(f"{_LINES}:doniach", lambda: (normal(9), 2.0, 0.1, 1.1, 0.2)),
    case(f"{_LINES}:thermal_distribution", lambda: (normal(9), 2.0, 0.1, 1.1, "fermi")),
    case(f"{_LINES}:step", lambda: (normal(9), 2.0, 0.1, 1.1, "linear")),
    case(f"{_LINES}:step", lambda: (normal(9), 2.0, 0.1, 1.1, "arctan")),
    case(f"{_LINES}:rectangle", lambda: (normal(9), 2.0, -0.5, 1.1, 0.5, 0.9, "logistic")),
    case(f"{_LINES}:voigt", lambda: (normal(9), 2.0, 0.1, 1.1)),
    case(f"{_LINES}:exponential", lambda: (normal(9), 2.0, 1.5)),
)  # fmt: skip

PYWT = (
    case(f"{_SHRINK}:soft", lambda: (normal(9), 0.5)),
    case(f"{_SHRINK}:nn_garrote", lambda: (normal(9), 0.5)),
    case(f"{_SHRINK}:hard", lambda: (normal(9), 0.5)),
    case(f"{_SHRINK}:threshold", lambda: (normal(9), 0.5, "soft")),
    case(f"{_SHRINK}:threshold_firm", lambda: (normal(9), 0.3, 1.0)),
)

LIBROSA = (
    case("librosa.core.convert:hz_to_mel", lambda: (uniform(9, high=4000),)),
    case("librosa.core.convert:mel_to_hz", lambda: (uniform(9, high=40),)),
    case("librosa.core.convert:A_weighting", lambda: (uniform(9, low=20, high=4000),)),
    case("librosa.core.convert:D_weighting", lambda: (uniform(9, low=20, high=4000),)),
    case("librosa.core.spectrum:power_to_db", lambda: (uniform(6, 5),)),
    case("librosa.core.spectrum:amplitude_to_db", lambda: (uniform(6, 5),)),
    case("librosa.core.spectrum:magphase", lambda: (normal(6, 5) + 1j * normal(6, 5, seed=1),)),
    case("librosa.util:normalize", lambda: (normal(6, 5),)),
    case("librosa.util:softmask", lambda: (uniform(6, 5), uniform(6, 5, seed=1))),
    case("librosa.util:cyclic_gradient", lambda: (normal(9),)),
    case("librosa.util:frame", lambda: (normal(40),), frame_length=8, hop_length=4),
)

COLOUR = (
    case("colour:XYZ_to_xyY", lambda: (uniform(5, 3),)),
    case("colour:XYZ_to_Lab", lambda: (uniform(5, 3),)),
    case("colour:Luv_to_XYZ", lambda: (uniform(5, 3, low=10, high=60),)),
    case("colour:RGB_to_HSV", lambda: (uniform(5, 3),)),
    case("colour:HSV_to_RGB", lambda: (uniform(5, 3),)),
    case("colour:RGB_to_HCL", lambda: (uniform(5, 3),)),
    case("colour.difference:delta_E_CIE2000",
         lambda: (uniform(5, 3, high=60), uniform(5, 3, seed=1))),
    case("colour.difference:delta_E_CMC", lambda: (uniform(5, 3, high=60), uniform(5, 3, seed=1))),
    case("colour.algebra:cartesian_to_spherical", lambda: (uniform(5, 3),)),
    case("colour.models:eotf_sRGB", lambda: (uniform(5, 3),)),
    case("colour.models:XYZ_to_Hunter_Lab", lambda: (uniform(5, 3),)),
    case("colour.models:XYZ_to_Jzazbz", lambda: (uniform(5, 3),)),
    case("colour.temperature:xy_to_CCT_Hernandez1999", lambda: (uniform(5, 2, low=0.3, high=0.4),)),
    case("colour.phenomena.rayleigh:scattering_cross_section",
         lambda: (uniform(5, low=4e-5, high=7e-5),)),
)  # fmt: skip

CASES = (*FILTERPY, *FINANCIAL, *LMFIT, *PYWT, *LIBROSA, *COLOUR)
