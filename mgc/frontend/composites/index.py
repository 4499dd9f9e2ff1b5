"""Which module of this package registers what: each is imported when it is first needed.

Functions of NumPy as ``np.name``, methods and attributes of arrays as ``.name``, functions of other
packages as ``module:name``.
"""

from __future__ import annotations

MODULES: dict[str, str] = {
    "applying": (
        "np.apply_over_axes np.cumulative_prod np.cumulative_sum np.piecewise np.real_if_close"
    ),
    "arithmetic": "np.divmod np.frexp np.nextafter np.positive np.power np.spacing np.square",
    "array_methods": (
        ".T .astype .conj .conjugate .copy .device .fill .flags .flat .flatten .imag .item .mT "
        ".real .view np.astype"
    ),
    "bits": "np.packbits np.unpackbits",
    "choosing": (
        ".compress .put np.argwhere np.compress np.delete np.extract np.flatnonzero "
        "np.nonzero np.place np.put np.put_along_axis np.putmask"
    ),
    "contiguous": "np.ascontiguousarray np.asfortranarray np.require",
    "contraction": (
        "np.cross np.dot np.inner np.kron np.linalg.cross np.linalg.multi_dot np.linalg.outer "
        "np.linalg.tensordot np.linalg.vecdot np.matvec np.outer np.tensordot np.vdot "
        "np.vecdot np.vecmat"
    ),
    "counting": "np.bincount np.histogram np.histogram_bin_edges",
    "create": (
        "np.array np.asanyarray np.asarray np.copy np.empty np.empty_like np.eye np.full "
        "np.full_like np.identity np.ndarray np.ones np.ones_like np.zeros np.zeros_like"
    ),
    "einsum": "np.einsum",
    "factorizations.definite": "np.linalg.cholesky",
    "factorizations.determinants": "np.linalg.det np.linalg.slogdet",
    "factorizations.scipy_functions": "scipy.linalg:solve_triangular",
    "factorizations.systems": (
        "np.linalg.cond np.linalg.inv np.linalg.solve np.linalg.tensorinv np.linalg.tensorsolve"
    ),
    "histograms": "np.histogram2d np.histogramdd",
    "index_arrays": (
        "np.diag_indices np.diag_indices_from np.fromfunction np.indices np.ix_ "
        "np.mask_indices np.ravel_multi_index np.tril_indices np.tril_indices_from "
        "np.triu_indices np.triu_indices_from np.unravel_index"
    ),
    "indexing": "np.take np.take_along_axis",
    "insertion": "np.insert np.trim_zeros",
    "joining": (
        "np.append np.apply_along_axis np.array_split np.block np.choose np.column_stack "
        "np.concatenate np.dsplit np.dstack np.hsplit np.hstack np.resize np.row_stack "
        "np.split np.stack np.unstack np.vsplit np.vstack"
    ),
    "linalg": (
        "np.linalg.matmul np.linalg.matrix_norm np.linalg.matrix_power np.linalg.norm "
        "np.linalg.trace np.linalg.vector_norm np.matmul np.trace"
    ),
    "logic": (
        "np.allclose np.around np.array_equal np.array_equiv np.clip np.fix np.float_power "
        "np.isclose np.isneginf np.isposinf np.logaddexp np.logaddexp2 np.modf np.nan_to_num "
        "np.round np.select np.sinc"
    ),
    "nan_functions": (
        "np.nanargmax np.nanargmin np.nancumprod np.nancumsum np.nanmax np.nanmean np.nanmin "
        "np.nanprod np.nanstd np.nansum np.nanvar"
    ),
    "padding": "np.pad",
    "polynomials": (
        "np.poly np.polyadd np.polyder np.polydiv np.polyint np.polymul np.polysub np.polyval "
        "np.vander"
    ),
    "quantiles": "np.median np.nanmedian np.nanpercentile np.nanquantile np.percentile np.quantile",
    "queries": (
        "np.angle np.can_cast np.imag np.iscomplex np.iscomplexobj np.isreal np.isrealobj "
        "np.isscalar np.may_share_memory np.ndim np.real np.result_type np.shape "
        "np.shares_memory np.size"
    ),
    "ranges": "np.arange",
    "rearranging": (
        "np.copyto np.diag np.diagflat np.fill_diagonal np.flip np.fliplr np.flipud "
        "np.meshgrid np.roll np.rot90 np.tri np.tril np.triu"
    ),
    "repeating": "np.repeat np.tile",
    "select": "np.where",
    "sequences": "np.convolve np.correlate np.interp",
    "series": "np.diff np.ediff1d np.gradient np.trapezoid np.unwrap",
    "sets": (
        "np.intersect1d np.isin np.setdiff1d np.setxor1d np.union1d np.unique np.unique_all "
        "np.unique_counts np.unique_inverse np.unique_values"
    ),
    "shape": (
        ".reshape .transpose np.atleast_1d np.atleast_2d np.atleast_3d np.broadcast_arrays "
        "np.broadcast_to np.diagonal np.expand_dims np.linalg.diagonal "
        "np.linalg.matrix_transpose np.matrix_transpose np.moveaxis np.ravel np.reshape "
        "np.rollaxis np.squeeze np.swapaxes np.transpose"
    ),
    "sorting": (
        ".partition .sort np.argpartition np.argsort np.digitize np.lexsort np.partition "
        "np.searchsorted np.sort np.sort_complex"
    ),
    "spacing": "np.geomspace np.linspace np.logspace",
    "special": (
        "scipy.special:entr scipy.special:expit scipy.special:huber scipy.special:kl_div "
        "scipy.special:log_expit scipy.special:logit scipy.special:rel_entr "
        "scipy.special:xlog1py scipy.special:xlogy"
    ),
    "special_matrices": (
        "np.asarray_chkfinite scipy.linalg:block_diag scipy.linalg:hankel scipy.linalg:toeplitz"
    ),
    "statistics": "np.average np.corrcoef np.count_nonzero np.cov np.mean np.ptp np.std np.var",
    "windows": "np.bartlett np.blackman np.hamming np.hanning np.i0 np.kaiser",
}
