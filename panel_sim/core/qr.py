"""An address as a QR code: a square of modules, dark is True."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=8)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The code for `text` at error correction level L with a quiet zone of one module (ISO/IEC 18004 asks for four; the
    painter stands it on white, which gives the rest)."""
    # Read in here because only the sign-in screen needs it and it costs start-up time.
    from qrcode.constants import ERROR_CORRECT_L
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_L, border=1)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(cell) for cell in row) for row in code.get_matrix())
