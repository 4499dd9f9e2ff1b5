"""Functions of statsmodels."""

from __future__ import annotations

import numpy as np

from .cases import case, covariance, labels, normal, uniform, walk

_MEASURES = "statsmodels.tools.eval_measures"
_MOMENTS = "statsmodels.stats.moment_helpers"
_SERIES = "statsmodels.tsa.tsatools"
_TSA = "statsmodels.tsa.stattools._stattools"
_KERNELS = "statsmodels.nonparametric.kernels"


def _quartic(x):
    return np.sum(x**4) + x[0] * x[1]


CASES = (
    case(f"{_MEASURES}:rmse", lambda: (normal(12), normal(12, seed=1))),
    case(f"{_MEASURES}:rmspe", lambda: (uniform(12, low=1), normal(12, seed=1))),
    case(f"{_MEASURES}:maxabs", lambda: (normal(12), normal(12, seed=1))),
    case(f"{_MEASURES}:medianabs", lambda: (normal(12), normal(12, seed=1))),
    case(f"{_MEASURES}:iqr", lambda: (normal(12), normal(12, seed=1))),
    case(f"{_MEASURES}:aicc", lambda: (-40.0, 30.0, 4.0)),
    case("statsmodels.stats.stattools:durbin_watson", lambda: (normal(30),)),
    case("statsmodels.stats.stattools:jarque_bera", lambda: (normal(30),)),
    case("statsmodels.stats.stattools:robust_skewness", lambda: (normal(30),)),
    case(f"{_MOMENTS}:cov2corr", lambda: (covariance(4),)),
    case(f"{_MOMENTS}:corr2cov", lambda: (covariance(4), uniform(4))),
    case(f"{_MOMENTS}:mnc2mc", lambda: (uniform(4),)),
    case(f"{_MOMENTS}:mc2mnc", lambda: (uniform(4),)),
    case(f"{_MOMENTS}:mnc2cum", lambda: (uniform(4),)),
    case(f"{_MOMENTS}:cum2mc", lambda: (uniform(4),)),
    case(f"{_MOMENTS}:mvsk2mc", lambda: ((0.3, 1.2, 0.1, 0.2),)),
    case(f"{_MOMENTS}:mc2mvsk", lambda: ((0.3, 1.2, 0.1, 0.2),)),
    case(f"{_KERNELS}:aitchison_aitken", lambda: (0.3, labels(12, 3), 1)),
    case(f"{_KERNELS}:wang_ryzin", lambda: (0.3, labels(12, 3).reshape(12), np.array([1]))),
    case(f"{_KERNELS}:tricube", lambda: (0.3, uniform(12), 0.5)),
    case(f"{_KERNELS}:gaussian_convolution", lambda: (0.3, uniform(12), 0.5)),
    case(f"{_SERIES}:detrend", lambda: (walk(30),)),
    case(f"{_SERIES}:lagmat", lambda: (walk(20), 3)),
    case(f"{_SERIES}:add_trend", lambda: (normal(12, 2),), trend="ct"),
    case(f"{_SERIES}:unvech", lambda: (normal(6),)),
    case(f"{_SERIES}:_ar_transparams", lambda: (normal(4),)),
    case(f"{_SERIES}:_ar_invtransparams", lambda: (uniform(4, high=0.3),)),
    case(f"{_SERIES}:_ma_transparams", lambda: (normal(4),)),
    case(f"{_SERIES}:_ma_invtransparams", lambda: (uniform(4, high=0.3),)),
    case(f"{_TSA}:acovf", lambda: (walk(30),), fft=False),
    case(f"{_TSA}:acf", lambda: (walk(30),), nlags=5, fft=False),
    case(f"{_TSA}:pacf_burg", lambda: (walk(30), 5)),
    case(f"{_TSA}:levinson_durbin", lambda: (np.array([4.0, 2.0, 1.0, 0.5]), 3, True)),
    case(f"{_TSA}:levinson_durbin_pacf", lambda: (np.array([1.0, 0.5, 0.2, 0.1]), 3)),
    case(f"{_TSA}:_sigma_est_kpss", lambda: (normal(30), 30, 4)),
    case(f"{_TSA}:_kpss_autolag", lambda: (normal(30), 30)),
    case("statsmodels.tools.numdiff:approx_fprime", lambda: (normal(3), _quartic), 1e-6),
    case("statsmodels.tools.numdiff:approx_fprime_cs", lambda: (normal(3), _quartic)),
    case("statsmodels.tools.numdiff:approx_hess2", lambda: (normal(3), _quartic), 1e-2),
    case("statsmodels.tools.numdiff:approx_hess3", lambda: (normal(3), _quartic), 1e-2),
    case("statsmodels.stats.sandwich_covariance:S_hac_simple", lambda: (normal(30, 3), 4)),
    case("statsmodels.stats.sandwich_covariance:weights_bartlett", lambda: (6,)),
    case("statsmodels.regression.linear_model:yule_walker", lambda: (walk(30), 3)),
    case("statsmodels.regression.linear_model:burg", lambda: (walk(30), 3)),
    case("statsmodels.robust.scale:mad", lambda: (normal(30),)),
    case("statsmodels.robust.norms:HuberT.rho", lambda: (_norm("HuberT"), normal(30))),
    case("statsmodels.robust.norms:TukeyBiweight.psi",
         lambda: (_norm("TukeyBiweight"), normal(30))),
    case("statsmodels.robust.norms:AndrewWave.rho", lambda: (_norm("AndrewWave"), normal(30))),
    case("statsmodels.robust.norms:Hampel.rho", lambda: (_norm("Hampel"), 6.0 * normal(30))),
    case("statsmodels.stats.inter_rater:fleiss_kappa", lambda: (np.full((6, 3), 4.0) + np.eye(6, 3)
                                                                - np.eye(6, 3)[:, ::-1],)),
    case("statsmodels.tools.tools:add_constant", lambda: (normal(12, 2),)),
    case("statsmodels.tools.tools:recipr", lambda: (normal(12),)),
    case("statsmodels.tsa.arima_process:deconvolve", lambda: (uniform(6), uniform(3, low=1))),
    case("statsmodels.stats.meta_analysis:effectsize_smd",
         lambda: (uniform(5), uniform(5, low=1), np.full(5, 20.0), uniform(5), uniform(5, low=1),
                  np.full(5, 25.0))),
    case("statsmodels.stats.meta_analysis:_fit_tau_mm",
         lambda: (normal(8), uniform(8, low=1), uniform(8, low=1))),
    case("statsmodels.stats.meta_analysis:_fit_tau_iterative", lambda: (normal(8), uniform(8))),
    case("statsmodels.tools.linalg:stationary_solve",
         lambda: (np.array([0.4, 0.2, 0.1]), normal(4))),
    case("statsmodels.tsa.vector_ar.util:comp_matrix", lambda: (normal(2, 3, 3),)),
)  # fmt: skip


def _norm(name: str) -> object:
    from importlib import import_module

    return getattr(import_module("statsmodels.robust.norms"), name)()
