"""What other programs say, made fit for a record: one line, no secrets, not too long."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 500
_JWT = re.compile(r"eyJ[\w-]{6,}(?:\.[\w-]*){1,4}")
_BEARER = re.compile(r"(?i)(bearer\s+)[^\s\x01\"']+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` on one line of at most LONGEST characters; `secrets` and whatever looks like a token are put out."""
    # The longest first: a secret may be part of another, and what is left of the longer one would show.
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    text = _JWT.sub("***", text)
    text = _BEARER.sub(r"\1***", text)
    text = " ".join(_CONTROL.sub(" ", text).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
