"""The mail server as the standard library's client and aiosmtplib meet it."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest

ADMIN, PRINTER, ANNA, EVA = (
    "admin@ovning.example", "skrivare@ovning.example", "anna@ovning.example", "eva@privat.example",
)


def test_two_step_sign_in_and_send(open_tenant: Any, token_of: Any, smtp: Any, xoauth2: Any, letter: Any) -> None:
    client = smtp()
    assert client.docmd("AUTH", "XOAUTH2") == (334, b"")
    code, _ = client.docmd(xoauth2(ANNA, token_of(ANNA)))
    assert code == 235
    client.send_message(letter(ANNA))
    (mail,) = open_tenant.mail(ANNA)
    assert mail["subject"] == "Skannad handling åäö"
    assert mail["text"] == "Hej!\n.en punkt först\n"
    assert mail["attachments"][0]["name"] == "Rapport å.pdf"


def test_one_line_sign_in_in_small_letters(token_of: Any, smtp: Any, xoauth2: Any) -> None:
    code, reply = smtp().docmd("auth", f"xoauth2 {xoauth2(ANNA, token_of(ANNA))}")
    assert (code, reply) == (235, b"2.7.0 Authentication successful")
