"""Frozen data that is cheap to declare and to make: a type checker holds it frozen, not every assignment at run time.

A frozen dataclass costs over a millisecond to declare and sets each field the slow way. The panel declares a hundred of
them before it can be painted, makes a few of them only, and one for every row of every View.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a class a slotted dataclass that compares, hashes and shows itself by its fields."""
    own = inspect.get_annotations(cls)
    declared = dict(cls.__dict__)
    defaults = {name: declared.pop(name) for name in own if name in declared}
    for name in ("__dict__", "__weakref__"):
        declared.pop(name, None)
    names: dict[str, str] = {}
    for base in reversed(cls.__mro__[1:]):
        known = base.__dict__.get("_declared")
        if known is not None:
            names |= known.names
            defaults = known.defaults | defaults
    names |= own
    late = _Declared(names, defaults)
    metaclass: Any = type(cls)
    made = metaclass(
        cls.__name__,
        cls.__bases__,
        declared
        | {
            "__slots__": tuple(own),
            "__match_args__": tuple(names),
            "__dataclass_fields__": late,
            "__init__": _first_init,
            "__eq__": _equal,
            "__hash__": _hash,
            "__repr__": _shown,
            "_declared": late,
            "_values": staticmethod(attrgetter(*names) if names else _nothing),
        },
    )
    made.__qualname__ = cls.__qualname__
    late.cls = made
    found: type[T] = made
    return found


class _Declared:
    """The fields of a record as they were written. dataclass() reads them when the first is made or asked about: it
    compiles code for that, which takes longer than everything else about a class."""

    cls: type[Any]

    def __init__(self, names: dict[str, str], defaults: dict[str, Any]) -> None:
        self.names = names
        self.defaults = defaults

    def __get__(self, instance: object, owner: type[Any]) -> Any:
        """The fields, as dataclasses.fields and replace look for them; of a class that is no record itself too."""
        return self.complete().__dict__["__dataclass_fields__"]

    def complete(self) -> type[Any]:
        """The class, with what dataclass() makes of it."""
        cls = self.cls
        if cls.__dict__["__dataclass_fields__"] is self:
            body = {"__annotations__": self.names, "__module__": cls.__module__, **self.defaults}
            plain: Any = dataclass(eq=False, repr=False)(type(cls.__name__, (), body))
            cls.__init__ = plain.__init__
            cls.__dataclass_fields__ = plain.__dataclass_fields__
        return cls


def _first_init(self: Any, *given: Any, **named: Any) -> None:
    for cls in type(self).__mro__:
        late = cls.__dict__.get("_declared")
        if late is not None:
            late.complete().__init__(self, *given, **named)
            return


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
