"""Makes very many objects that all stay, without the garbage collector looking at them again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_garbage() -> Iterator[None]:
    """Let the garbage collector rest.

    Loading makes no cycles worth collecting, and full passes over everything made so far would let the time grow faster
    than the files.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
