"""AUTH with a token: the mechanism and the response."""

from __future__ import annotations

import base64

import pytest

from panel_sim.adapters.oauth_auth import NoMechanism, choose, response


@pytest.mark.parametrize(
    ("wanted", "offered", "chosen"),
    [
        ("auto", ["LOGIN", "XOAUTH2"], ["xoauth2"]),
        ("auto", ["OAUTHBEARER", "xOAuth2"], ["xoauth2", "oauthbearer"]),
        ("auto", ["plain", "OAuthBearer"], ["oauthbearer"]),
        ("oauthbearer", ["XOAUTH2", "OAUTHBEARER"], ["oauthbearer"]),
    ],
)
def test_the_mechanism(wanted: str, offered: list[str], chosen: list[str]) -> None:
    assert choose(wanted, offered) == chosen


@pytest.mark.parametrize(("wanted", "offered"), [("auto", ["LOGIN"]), ("auto", []), ("xoauth2", ["OAUTHBEARER"])])
def test_no_mechanism(wanted: str, offered: list[str]) -> None:
    with pytest.raises(NoMechanism) as none:
        choose(wanted, offered)
    assert str(none.value) == (", ".join(offered) or "none")


def test_xoauth2_as_microsoft_writes_it() -> None:
    blob = response("xoauth2", "skrivare@exempel.se", "tok-1", "h", 587)
    assert blob == b"dXNlcj1za3JpdmFyZUBleGVtcGVsLnNlAWF1dGg9QmVhcmVyIHRvay0xAQE="


def test_oauthbearer_escapes_the_name() -> None:
    blob = base64.b64decode(response("oauthbearer", "a=b,c@d.example", "t", "h.example", 587))
    assert blob == b"n,a=a=3Db=2Cc@d.example,\x01host=h.example\x01port=587\x01auth=Bearer t\x01\x01"


def test_no_control_character_gets_in() -> None:
    for address, token in (("a@b\x01auth=x", "t"), ("a@b", "t\r\nQUIT")):
        with pytest.raises(ValueError, match="control characters"):
            response("xoauth2", address, token, "h", 1)
