"""Adds pages to a TIFF file (TIFF 6.0; JPEG as in its Technical Note 2) from strips that are compressed already."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

BYTE_ORDER = b"II*\0"
SHORT, LONG, RATIONAL = 3, 4, 5
CODES = {SHORT: "H", LONG: "I", RATIONAL: "II"}
GROUP4, JPEG = 4, 7
BLACK_IS_ZERO, YCBCR = 1, 6

Entry = tuple[int, int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class TiffPage:
    """A page: size in pixels, dpi, its compression (GROUP4 or JPEG), channels (1 or 3), strips and their rows.

    Three channels are YCbCr with halved colour (4:2:0), as JPEG encoders make it.
    """

    width: int
    height: int
    resolution: int
    compression: int
    channels: int
    strips: Sequence[bytes]
    rows_per_strip: int


def append_page(path: Path, page: TiffPage) -> None:
    """Add the page at the end of the file at `path`; an empty or missing file is begun. Raises OSError."""
    with path.open("r+b" if path.exists() else "w+b") as file:
        start = file.seek(0, os.SEEK_END)
        if start == 0:
            file.write(BYTE_ORDER + struct.pack("<I", 0))
            link, number = 4, 0
        else:
            link, number = _last_link(file)
            file.seek(0, os.SEEK_END)
        offsets = []
        for strip in page.strips:
            offsets.append(_even(file))
            file.write(strip)
        directory = _even(file)
        file.write(_directory(directory, _entries(page, offsets, number)))
        # Linked in last: until then the file has the pages it had.
        file.seek(link)
        file.write(struct.pack("<I", directory))


def _entries(page: TiffPage, offsets: Sequence[int], number: int) -> list[Entry]:
    bits = 1 if page.compression == GROUP4 else 8
    entries: list[Entry] = [
        (254, LONG, (2,)),  # one page of several
        (256, LONG, (page.width,)),
        (257, LONG, (page.height,)),
        (258, SHORT, (bits,) * page.channels),
        (259, SHORT, (page.compression,)),
        (262, SHORT, (YCBCR if page.channels == 3 else BLACK_IS_ZERO,)),
        (273, LONG, tuple(offsets)),
        (277, SHORT, (page.channels,)),
        (278, LONG, (page.rows_per_strip,)),
        (279, LONG, tuple(len(strip) for strip in page.strips)),
        (282, RATIONAL, (page.resolution, 1)),
        (283, RATIONAL, (page.resolution, 1)),
        (296, SHORT, (2,)),  # the resolution is in inches
        (297, SHORT, (number, 0)),
    ]
    if page.channels == 3:
        entries.append((530, SHORT, (2, 2)))
        entries.append((532, RATIONAL, (0, 1, 255, 1, 128, 1, 255, 1, 128, 1, 255, 1)))
    return entries


def _directory(at: int, entries: Sequence[Entry]) -> bytes:
    """The directory that will lie at the offset `at`, with the values that do not fit in its entries behind it."""
    behind = at + 2 + 12 * len(entries) + 4
    table, values = b"", b""
    for tag, kind, numbers in entries:
        code = CODES[kind]
        packed = struct.pack(f"<{len(numbers)}{code[0]}", *numbers)
        table += struct.pack("<HHI", tag, kind, len(numbers) // len(code))
        if len(packed) <= 4:
            table += packed.ljust(4, b"\0")
        else:
            table += struct.pack("<I", behind + len(values))
            values += packed.ljust(len(packed) + len(packed) % 2, b"\0")
    return struct.pack("<H", len(entries)) + table + struct.pack("<I", 0) + values


def _last_link(file: BinaryIO) -> tuple[int, int]:
    """Where the offset of the next page belongs, and that page's number."""
    link, number = 4, 0
    while True:
        file.seek(link)
        (directory,) = struct.unpack("<I", file.read(4))
        if not directory:
            return link, number
        file.seek(directory)
        (count,) = struct.unpack("<H", file.read(2))
        link, number = directory + 2 + 12 * count, number + 1


def _even(file: BinaryIO) -> int:
    """Go on at an even offset, where TIFF wants directories and likes everything."""
    if file.tell() % 2:
        file.write(b"\0")
    return file.tell()
