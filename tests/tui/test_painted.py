"""What is sent to the terminal when little changed."""

from textual.geometry import Region

from panel_sim.tui.painted import difference


def test_only_the_middle_that_differs() -> None:
    was = (("ab", "x"), ("cd", "y"), ("efg", "x"))
    assert difference(3, was, (("ab", "x"), ("CD", "y"), ("efg", "x")), 7) == Region(2, 3, 2, 1)
    assert difference(0, was, (("ab", "x"), ("c", "y"), ("d", "z"), ("efg", "x")), 7) == Region(2, 0, 2, 1)
    assert difference(0, was, (("ab", "x"), ("cd", "y"), ("EFG", "x")), 7) == Region(4, 0, 3, 1)
    assert difference(0, (("漢", "x"), ("b", "x")), (("漢", "x"), ("c", "x")), 3) == Region(2, 0, 1, 1)
    assert difference(0, was, (("-", "q"),), 7) == Region(0, 0, 7, 1)
