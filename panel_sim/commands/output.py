"""Writing a command's result: text to stdout, bytes to stdout only where no terminal would choke on them."""

from __future__ import annotations

import sys
from pathlib import Path

from panel_sim.options import Refused


def write_text(text: str, output: Path | None) -> None:
    """Print text, or write it to a file; raises Refused."""
    if output is None:
        print(text)
    else:
        write_bytes((text + "\n").encode(), output)


def write_bytes(data: bytes, output: Path | None) -> None:
    """Write bytes to a file, or to stdout when that is not a terminal; raises Refused."""
    if output is not None:
        try:
            output.write_bytes(data)
        except OSError as error:
            raise Refused(f"{output} cannot be written: {error.strerror}.", 3) from None
        return
    if sys.stdout.isatty():
        raise Refused("This is not text: name a file with --output, or send stdout somewhere.", 2)
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
