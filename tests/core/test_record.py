"""Records behave as the dataclasses that they are, though most of each is only made when the first one is."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import field, fields, is_dataclass, replace
from typing import Any

import pytest

from panel_sim.core.record import record
from panel_sim.core.views import Row


@record
class Base:
    """The base."""

    first: int
    second: str = "b"

    def doubled(self) -> int:
        return 2 * self.first

    @property
    def both(self) -> str:
        return f"{self.first}{self.second}"


@record
class Child(Base):
    """More of it."""

    second: str = "c"
    third: tuple[str, ...] = ()
    listed: list[int] = field(default_factory=list)
    secret: str = field(default="", repr=False)


@record
class Empty:
    """Nothing."""


@record
class Heir(Base):
    """The same as its base, under another name."""


def test_made_by_place_and_by_name() -> None:
    one = Base(1)
    assert (one.first, one.second, one.doubled(), one.both) == (1, "b", 2, "1b")
    assert Base(first=2, second="x").both == "2x"
    child = Child(1, third=("t",))
    assert (child.second, child.third, child.listed, child.secret) == ("c", ("t",), [], "")
    assert child.listed is not Child(1).listed
    assert (child.doubled(), child.__doc__, Child.__name__) == (2, "More of it.", "Child")


def test_a_child_may_be_made_before_its_base() -> None:
    @record
    class Parent:
        name: str = "p"

    @record
    class Kid(Parent):
        age: int = 3

    assert (Kid().name, Kid("k", 4).age, Parent().name) == ("p", 4, "p")
    assert Kid() != Parent()


@pytest.mark.parametrize("wrong", [{}, {"first": 1, "odd": 2}])
def test_what_does_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    for _ in range(2):
        with pytest.raises(TypeError, match=r"Base\.__init__|__init__\(\)"):
            Base(**wrong)


def test_fields_are_known_before_the_first_is_made() -> None:
    @record
    class Late:
        a: int
        b: str = field(default="", repr=False)

    assert is_dataclass(Late)
    assert [(one.name, one.type, one.repr) for one in fields(Late)] == [("a", "int", True), ("b", "str", False)]
    assert [one.name for one in fields(Heir)] == ["first", "second"]
    assert [one.name for one in fields(Child(1))] == ["first", "second", "third", "listed", "secret"]
    assert fields(Empty) == ()


def test_slots_and_no_dictionary() -> None:
    made: list[Any] = [Base(1), Child(1), Empty(), Heir(1)]
    for one in made:
        assert not hasattr(one, "__dict__")
        with pytest.raises(AttributeError):
            one.odd = 1


def test_equal_hash_and_shown() -> None:
    assert Base(1) == Base(1) != Base(2)
    assert hash(Base(1)) == hash(Base(1))
    assert Base(1, "c") != Heir(1, "c")
    assert Empty() == Empty()
    assert {Row("a", "A"), Row("a", "A")} == {Row("a", "A")}
    assert repr(Child(1, secret="HEMLIGT")) == "Child(first=1, second='c', third=(), listed=[])"


def test_replace_copy_pickle_and_match() -> None:
    one = Base(1, "x")
    assert replace(one, first=3) == Base(3, "x")
    assert dataclasses.asdict(one) == {"first": 1, "second": "x"}
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert other == one
        assert other is not one
    match Child(1, "2"):
        case Child(first, second):
            assert (first, second) == (1, "2")
        case _:
            raise AssertionError
