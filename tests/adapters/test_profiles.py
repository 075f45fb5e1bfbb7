"""Profiles: what a file may say, and how its mistakes are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.profiles import Profile, ProfileError, read_profiles

WORK = """
[profiles.work]
authority = "https://login.microsoftonline.com/organizations"
client_id = "1234"
scopes = ["https://outlook.office.com/SMTP.Send"]
smtp_host = "smtp.office365.com"
"""
LAB = """
[profiles.lab]
oidc_authority = "https://localhost:19443/oidc"
device_authorization_endpoint = "https://localhost:19443/device"
client_id = "printer"
scopes = ["smtp"]
smtp_host = "localhost"
smtp_port = 18587
security = "tls"
auth = "oauthbearer"
ca_file = "ca.pem"
timeout_s = 2.5
user_claim = "mail"
user = "a@b.example"
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "panel-sim.toml"
    path.write_text(text, "utf-8")
    return path


def test_two_profiles_with_their_defaults(tmp_path: Path) -> None:
    profiles = read_profiles(written(tmp_path, WORK + LAB))
    work, lab = profiles["work"], profiles["lab"]
    assert (work.smtp_port, work.security, work.auth, work.timeout_s) == (587, "starttls", "auto", 30)
    assert (work.practice, work.pages, work.ca_file, work.user_claim) == (False, None, None, "preferred_username")
    assert lab.ca_file == tmp_path / "ca.pem"
    assert (lab.security, lab.auth, lab.timeout_s, lab.user) == ("tls", "oauthbearer", 2.5, "a@b.example")
    assert lab.scopes == ("smtp",)


def test_no_file_no_profiles(tmp_path: Path) -> None:
    assert read_profiles(tmp_path / "none.toml") == {}


def test_implicit_tls_has_a_port_of_its_own(tmp_path: Path) -> None:
    assert read_profiles(written(tmp_path, WORK + 'security = "tls"\n'))["work"].smtp_port == 465


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("profiles = 3", "profiles must be tables"),
        ("[profiles.work", "is not TOML"),
        (WORK.replace("work", "practice"), "the name practice is taken"),
        (WORK + "smpt_port = 25\n", "smpt_port is not known; did you mean smtp_port"),
        (WORK + "colour = 1\n", "colour is not known; known are authority"),
        (WORK.replace('client_id = "1234"', ""), "client_id is missing"),
        (WORK.replace('["https://outlook.office.com/SMTP.Send"]', "[]"), "scopes is missing"),
        (WORK.replace('["https://outlook.office.com/SMTP.Send"]', '["openid"]'), "leave openid out of scopes"),
        (WORK.replace('["https://outlook.office.com/SMTP.Send"]', '["a b"]'), "without spaces"),
        (WORK.replace('["https://outlook.office.com/SMTP.Send"]', '"smtp"'), "scopes must be a list of texts"),
        (WORK + 'oidc_authority = "https://x/y"\n', "exactly one of authority and oidc_authority"),
        (WORK.replace("authority = ", "user = "), "exactly one of authority and oidc_authority"),
        (WORK.replace("https://login", "http://login"), "authority must be an https:// address"),
        (
            WORK.replace("https://login.microsoftonline.com/organizations", "https://[::1"),
            "must be an https:// address",
        ),
        (WORK + "smtp_port = 0\n", "smtp_port must be between 1 and 65535"),
        (WORK + 'smtp_port = "587"\n', "smtp_port must be a whole number"),
        (WORK + "smtp_port = true\n", "smtp_port must be a whole number"),
        (WORK + "timeout_s = 0\n", "timeout_s must be a number of seconds above 0"),
        (WORK + "timeout_s = nan\n", "timeout_s must be a number of seconds above 0"),
        (WORK + 'security = "none"\n', "a token never goes over a line that is not encrypted"),
        (WORK + 'auth = "plain"\n', "auth must be one of xoauth2, oauthbearer, auto"),
        (WORK + 'user = "a\\r\\nb"\n', "user must be text of one line"),
        ("[profiles]\nwork = 3\n", "must be a table of keys"),
    ],
)
def test_mistakes_are_one_sentence_that_names_the_place(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ProfileError) as problem:
        read_profiles(path)
    sentence = str(problem.value)
    assert told in sentence
    assert str(path) in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "panel-sim.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ProfileError, match="is not TOML"):
        read_profiles(path)
    with pytest.raises(ProfileError, match="cannot be read"):
        read_profiles(tmp_path)


READY: dict[str, Any] = {
    "ready": True,
    "authority": "https://localhost:1/t",
    "client_id": "c",
    "scopes": ["s"],
    "ca_file": "/etc/ssl/ca.pem",
    "smtp": {"host": "localhost", "port": 2},
    "pages": {"device_login": "http://localhost:3/devicelogin"},
    "control_token": "secret",
}


def test_the_practice_profile_comes_of_the_ready_line() -> None:
    profile = Profile.of_practice(READY)
    assert (profile.name, profile.practice) == ("practice", True)
    assert (profile.smtp_host, profile.smtp_port) == ("localhost", 2)
    assert profile.pages == "http://localhost:3/devicelogin"
    assert "secret" not in repr(profile)
    without = {key: value for key, value in READY.items() if key != "pages"}
    assert Profile.of_practice(without).pages is None


@pytest.mark.parametrize(
    "ready",
    [
        {},
        {**READY, "smtp": None},
        {**READY, "smtp": {"host": "h", "port": "x"}},
        {**READY, "authority": "https://evil.example/t"},
    ],
)
def test_what_is_no_ready_line(ready: dict[str, Any]) -> None:
    with pytest.raises(ProfileError):
        Profile.of_practice(ready)
