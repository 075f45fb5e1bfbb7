"""Programs of Python's own library (urllib, smtplib), which know nothing of MSAL or of us."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

pytestmark = pytest.mark.peers

ANNA, BO = "anna@ovning.example", "bo@ovning.example"

PROGRAM = r"""
import json, smtplib, ssl, sys, time, urllib.error, urllib.parse, urllib.request
from email.message import EmailMessage

ready, user = json.loads(sys.argv[1]), sys.argv[2]
trust = ssl.create_default_context(cafile=ready["ca_file"])

def post(leaf, **form):
    body = urllib.parse.urlencode(form | {"client_id": ready["client_id"]}).encode()
    request = urllib.request.Request(f"{ready['authority']}/oauth2/v2.0/{leaf}", body)
    try:
        with urllib.request.urlopen(request, context=trust, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return json.load(refused)

asked = post("devicecode", scope=" ".join([*ready["scopes"], "offline_access"]))
print(json.dumps({"user_code": asked["user_code"]}), flush=True)
polls = []
while True:
    time.sleep(asked["interval"])
    tokens = post("token", grant_type="urn:ietf:params:oauth:grant-type:device_code", device_code=asked["device_code"])
    if tokens.get("error") != "authorization_pending":
        break
    polls.append(tokens["error"])
    print(json.dumps({"waiting": len(polls)}), flush=True)

def xoauth2(challenge=None):
    if challenge:
        return ""
    return f"user={user}\1auth=Bearer {tokens['access_token']}\1\1"

letter = EmailMessage()
letter["From"], letter["To"], letter["Subject"] = user, "bo@ovning.example", "Från smtplib"
letter.set_content("Åäö.\n")
letter.add_attachment(b"%PDF-1.7\n" + b"x" * 200_000, maintype="application", subtype="pdf", filename="a.pdf")
with smtplib.SMTP(ready["smtp"]["host"], ready["smtp"]["port"], timeout=20) as server:
    server.starttls(context=trust)
    server.ehlo()
    try:
        server.auth("XOAUTH2", xoauth2, initial_response_ok=sys.argv[3] == "one-line")
        print(json.dumps({"refused": server.send_message(letter)}))
    except smtplib.SMTPAuthenticationError as error:
        print(json.dumps({"reply": error.smtp_code, "said": error.smtp_error.decode()}))
"""


@pytest.mark.parametrize("form", ["one-line", "two-steps"])
def test_urllib_signs_in_and_smtplib_sends(foreign: Any, practice: Any, form: str) -> None:
    program = foreign.start([sys.executable, "-I", "-c", PROGRAM, json.dumps(practice.ready), ANNA, form])
    user_code = program.hear()["user_code"]
    assert program.hear() == {"waiting": 1}
    practice.approve(user_code)
    assert program.rest()[-1] == {"refused": {}}
    mail = practice.mail()
    assert (mail["from"], mail["subject"]) == (ANNA, "Från smtplib")
    assert mail["attachments"][0]["size"] == 200_009


@pytest.mark.parametrize("challenge", [False, True])
def test_smtplib_hears_why_it_was_refused(foreign: Any, practice: Any, challenge: bool) -> None:
    practice.policy(smtp_auth_org=False, smtp_auth_challenge=challenge)
    program = foreign.start([sys.executable, "-I", "-c", PROGRAM, json.dumps(practice.ready), ANNA, "two-steps"])
    practice.approve(program.hear()["user_code"])
    last = program.rest()[-1]
    assert last["reply"] == 535
    assert last["said"].startswith("5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled")
