"""What error codes mean."""

from __future__ import annotations

from mgc.ir.error_codes import ERROR_CODES, ErrorCode

__all__ = ["ERROR_CODES", "explanation"]


def explanation(code: str) -> ErrorCode | None:
    """The entry of ``MGC-C2``, which may be written ``C2`` or in small letters."""
    wanted = code.strip().upper()
    return ERROR_CODES.get(wanted) or ERROR_CODES.get(f"MGC-{wanted}")
