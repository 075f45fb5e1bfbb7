"""Frozen data that is cheap to declare and to make: a type checker holds it frozen, not every assignment at run time.

A frozen dataclass costs over a millisecond to declare and sets each field the slow way. The panel declares a hundred of
them before it can be painted, and makes one for every row of every View.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a class a slotted dataclass that compares, hashes and shows itself by its fields."""
    made = dataclass(eq=False, repr=False, slots=True)(cls)
    names = tuple(one.name for one in fields(made))  # type: ignore[arg-type]  # dataclass() made it one just now
    made._values = staticmethod(_getter(names))  # type: ignore[attr-defined]  # the methods below read it
    made.__eq__ = _equal  # type: ignore[method-assign]  # one for all, instead of one compiled for each
    made.__hash__ = _hash  # type: ignore[method-assign]  # as above
    made.__repr__ = _shown  # type: ignore[method-assign]  # as above
    return made


def _getter(names: tuple[str, ...]) -> Callable[[Any], Any]:
    return attrgetter(*names) if names else _nothing


def _nothing(record: object) -> tuple[()]:
    return ()


def _equal(self: Any, other: Any) -> Any:
    if self is other:
        return True
    if type(self) is not type(other):
        return NotImplemented
    return self._values(self) == self._values(other)


def _hash(self: Any) -> int:
    return hash((type(self), self._values(self)))


def _shown(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__name__}({shown})"
