"""The pages of the practice mailboxes: how many there are, in the words of one and of several."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from panel_sim.tenant.seeds import DOMAIN

ANNA, BO = f"anna@{DOMAIN}", f"bo@{DOMAIN}"


@pytest.mark.parametrize(
    ("language", "none", "one", "two"),
    [
        ("sv", "0 meddelanden", "1 meddelande", "2 meddelanden"),
        ("en", "0 messages", "1 message", "2 messages"),
    ],
)
def test_one_message_is_one(
    open_tenant: Any, token_of: Any, smtp: Any, xoauth2: Any, letter: Any, language: str, none: str, one: str, two: str
) -> None:
    client = smtp()
    client.docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, token_of(ANNA)))
    for to in (ANNA, BO, BO):
        client.send_message(letter(ANNA, to))
    page = httpx.get(open_tenant.ready.mailbox, params={"lang": language}, follow_redirects=True).text
    counts = {
        name: page[page.index(f"<span>{name}@") :].split('class="soft">', 1)[1].split("<", 1)[0]
        for name in ("anna", "bo", "admin")
    }
    assert counts == {"anna": one, "bo": two, "admin": none}
