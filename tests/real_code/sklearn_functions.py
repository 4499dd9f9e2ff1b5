"""Functions of scikit-learn."""

from __future__ import annotations

import numpy as np

from .cases import case, labels, normal, uniform

_NETWORK = "sklearn.neural_network._base"
_PAIRS = "sklearn.metrics.pairwise"
_MIXTURE = "sklearn.mixture._gaussian_mixture"


def _one_hot() -> object:
    return np.eye(3)[labels(12, 3)]


CASES = (
    case("sklearn.metrics:mean_squared_error", lambda: (normal(12), normal(12, seed=1))),
    case("sklearn.metrics:mean_absolute_error", lambda: (normal(12), normal(12, seed=1))),
    case("sklearn.metrics:r2_score", lambda: (normal(12), normal(12, seed=1))),
    case("sklearn.metrics:mean_pinball_loss", lambda: (normal(12), normal(12, seed=1))),
    case("sklearn.metrics:auc", lambda: (np.sort(uniform(12)), uniform(12, seed=1))),
    case("sklearn.metrics._regression:_mean_tweedie_deviance",
         lambda: (uniform(12, low=1), uniform(12, low=1, seed=1), None, 1.5)),
    case(f"{_PAIRS}:euclidean_distances", lambda: (normal(5, 3), normal(4, 3))),
    case(f"{_PAIRS}:_euclidean_distances", lambda: (normal(5, 3), normal(4, 3, seed=1))),
    case(f"{_PAIRS}:polynomial_kernel", lambda: (normal(5, 3), normal(4, 3))),
    case(f"{_PAIRS}:cosine_similarity", lambda: (normal(5, 3), normal(4, 3))),
    case("sklearn.utils.extmath:softmax", lambda: (normal(5, 3),)),
    case("sklearn.utils.extmath:row_norms", lambda: (normal(5, 3),)),
    case("sklearn.utils.extmath:svd_flip", lambda: (normal(5, 3), normal(3, 4))),
    case("sklearn.utils.extmath:cartesian", lambda: ((normal(2), normal(3)),)),
    case("sklearn.utils.extmath:stable_cumsum", lambda: (normal(5, 3),)),
    case("sklearn.utils.extmath:_incremental_mean_and_var",
         lambda: (normal(5, 3), normal(3), uniform(3), np.array([4, 4, 4]))),
    case("sklearn.utils.extmath:_deterministic_vector_sign_flip", lambda: (normal(5, 3),)),
    case(f"{_NETWORK}:log_loss", lambda: (_one_hot(), uniform(12, 3))),
    case(f"{_NETWORK}:binary_log_loss", lambda: (labels(12, 2)[:, None], uniform(12, 1))),
    case(f"{_NETWORK}:inplace_softmax", lambda: (normal(5, 3),)),
    case(f"{_NETWORK}:inplace_tanh_derivative", lambda: (normal(5, 3), normal(5, 3, seed=1))),
    case(f"{_NETWORK}:inplace_relu_derivative", lambda: (normal(5, 3), normal(5, 3, seed=1))),
    case("sklearn.linear_model._huber:_huber_loss_and_gradient",
         lambda: (np.array([0.3, 0.4, 0.1, 0.9]), normal(12, 2), normal(12), 1.35, 0.1,
                  np.ones(12))),
    case(f"{_MIXTURE}:_estimate_gaussian_covariances_full",
         lambda: (uniform(12, 2), normal(12, 3), uniform(2, low=1), normal(2, 3), 1e-6)),
    case(f"{_MIXTURE}:_estimate_gaussian_covariances_tied",
         lambda: (uniform(12, 2), normal(12, 3), uniform(2, low=1), normal(2, 3), 1e-6)),
    case(f"{_MIXTURE}:_estimate_gaussian_covariances_diag",
         lambda: (uniform(12, 2), normal(12, 3), uniform(2, low=1), normal(2, 3), 1e-6)),
    case(f"{_MIXTURE}:_compute_log_det_cholesky", lambda: (uniform(2, 3, 3, low=1), "full", 3)),
    case(f"{_MIXTURE}:_estimate_log_gaussian_prob",
         lambda: (normal(12, 3), normal(2, 3), uniform(2, 3, 3, low=1), "full")),
    case("sklearn.decomposition._fastica:_logcosh", lambda: (normal(3, 8), {})),
    case("sklearn.decomposition._fastica:_exp", lambda: (normal(3, 8), {})),
    case("sklearn.decomposition._fastica:_gs_decorrelation", lambda: (normal(4), normal(3, 4), 2)),
    case("sklearn.covariance:empirical_covariance", lambda: (normal(12, 3),)),
    case("sklearn.covariance:log_likelihood", lambda: (np.eye(3), 2.0 * np.eye(3))),
    case("sklearn.cross_decomposition._pls:_get_first_singular_vectors_power_method",
         lambda: (normal(12, 3), normal(12, 2))),
    case("sklearn.cross_decomposition._pls:_center_scale_xy",
         lambda: (normal(12, 3), normal(12, 2))),
)  # fmt: skip
