"""What the files of a scan are called in the mail."""

from __future__ import annotations


def page_names(file_name: str, pages: int) -> tuple[str, ...]:
    """The names in the mail when every page is a file: `NAME_001.jpg` and so on; a single page keeps the name."""
    if pages <= 1:
        return (file_name,)
    stem, dot, ending = file_name.rpartition(".")
    return tuple(f"{stem}_{number:03}{dot}{ending}" for number in range(1, pages + 1))
