"""Password hashes."""

from __future__ import annotations

import pytest

from panel_sim.adapters.dice import SeededDice, SystemDice
from panel_sim.adapters.passwords import ScryptPasswords

PASSWORDS = ScryptPasswords(SystemDice())


def test_the_right_secret_fits_and_others_do_not() -> None:
    hashed = PASSWORDS.hash("12345678")
    assert PASSWORDS.fits("12345678", hashed)
    assert not PASSWORDS.fits("12345679", hashed)
    assert not PASSWORDS.fits("", hashed)


def test_a_hash_is_salted_carries_its_cost_and_hides_the_secret() -> None:
    one, other = PASSWORDS.hash("Ovning-123!"), PASSWORDS.hash("Ovning-123!")
    assert one != other
    assert one.startswith("scrypt$16384$8$1$")
    assert "Ovning" not in one


def test_the_same_dice_give_the_same_hash() -> None:
    assert ScryptPasswords(SeededDice(7)).hash("å") == ScryptPasswords(SeededDice(7)).hash("å")


def test_a_hash_of_another_cost_still_fits() -> None:
    assert PASSWORDS.fits("hemligt", ScryptPasswords(SystemDice(), n=1024, r=4).hash("hemligt"))


def test_composed_and_decomposed_letters_are_one() -> None:
    assert PASSWORDS.fits("sma\u030a\u0308", PASSWORDS.hash("sm\u00e5\u0308"))


@pytest.mark.parametrize("secret", ["", "ä" * 5000, "\ud800", "\0", "🖨"])
def test_any_text_can_be_a_secret(secret: str) -> None:
    assert PASSWORDS.fits(secret, PASSWORDS.hash(secret))


@pytest.mark.parametrize(
    "hashed",
    [
        "",
        "12345678",
        "$$$$$",
        "scrypt$16384$8$1$only-salt",
        "scrypt$x$8$1$AAAA$AAAA",
        "scrypt$0$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA==",
        "scrypt$16383$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA==",
        "scrypt$1073741824$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA==",
        "scrypt$16384$8$1$AAAAAAAAAAAAAAAAAAAAAA==$",
        "scrypt$16384$8$1$åäö$AAAAAAAAAAAAAAAAAAAAAA==",
        "bcrypt$16384$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA==",
        f"scrypt${'9' * 5000}$8$1$AAAA$AAAA",
    ],
)
def test_a_malformed_hash_fits_nothing(hashed: str) -> None:
    assert not PASSWORDS.fits("", hashed)
    assert not PASSWORDS.fits("12345678", hashed)
