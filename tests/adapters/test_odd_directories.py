"""Signing in at OpenID providers with manners of their own: what can be lived through is, and the rest is said."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from panel_sim.adapters.clocks import ManualClock, WallClock
from panel_sim.adapters.http_session import Session
from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.sign_in import MsalSignIn
from panel_sim.adapters.token_cache import Unkept
from panel_sim.core.events import CodeShown, SignedIn, SignInEnded, SignInPending
from panel_sim.ports import SignInFailed

CODE = {
    "device_code": "device-secret",
    "user_code": "ABC123XYZ",
    "verification_uri": "https://localhost/device",
    "expires_in": 900,
    "interval": 5,
}
GRANTED = {"access_token": "opaque-1", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "refresh-1"}


@pytest.fixture
def time() -> ManualClock:
    """The device's clock."""
    return ManualClock()


@pytest.fixture
def provider(lab: Profile, directory: Any) -> Profile:
    """A provider at the root of its host, with opaque tokens and no id_token."""
    root = directory.authority.removesuffix("/tenant")
    directory.discovery = {
        "issuer": root,
        "authorization_endpoint": f"{root}/authorize",
        "token_endpoint": f"{root}/oauth/token",
        "device_authorization_endpoint": f"{root}/oauth/devicecode",
    }
    describe(directory)
    return replace(lab, authority=None, oidc_authority=root, user="lab@lab.example")


def describe(directory: Any, **changes: Any) -> None:
    """Answer discovery so from now on; None takes a field out."""
    document = {key: value for key, value in (directory.discovery | changes).items() if value is not None}
    directory.answers["discovery"] = []
    directory.answer("discovery", 200, document)


def jwt(**claims: Any) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
    return ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), "c2ln"])


async def wound(clock: ManualClock, work: Awaitable[Any]) -> Any:
    """Wait for real work, winding the clock to the next timer when it stands still; deadlines (30 s) stay away."""
    task = asyncio.ensure_future(work)
    while not task.done():
        await asyncio.wait([task], timeout=0.05)
        due = clock.next_due()
        if not task.done() and due is not None and due < 29:
            clock.advance(due)
    return task.result()


def sign_in(profile: Profile, time: ManualClock) -> MsalSignIn:
    return MsalSignIn(profile, time, Unkept())


def started(one: MsalSignIn, time: ManualClock) -> Any:
    return asyncio.run(wound(time, one.start("printer", at_panel=False, language="sv")))


async def whole(one: MsalSignIn, time: ManualClock) -> tuple[Any, list[Any]]:
    """Sign in to the end; the events on the way, too."""
    events = [await wound(time, one.start("printer", at_panel=False, language="sv"))]
    while isinstance(events[-1], CodeShown | SignInPending):
        time.advance(events[-1].interval)
        events.append(await one.poll("printer"))
    return events[-1], events


def test_an_issuer_at_the_root_with_opaque_tokens_and_no_id_token(
    provider: Profile, directory: Any, time: ManualClock
) -> None:
    directory.answer("devicecode", 200, CODE)
    directory.answer("token", 200, GRANTED)
    directory.answer("token", 200, GRANTED | {"access_token": "opaque-2", "refresh_token": "refresh-2"})

    async def story() -> None:
        one = sign_in(provider, time)
        event, _ = await whole(one, time)
        assert event == SignedIn("printer", "lab@lab.example")
        assert (await one.token("printer", lambda leg: None)).value == "opaque-1"
        await one.refresh("printer", lambda leg: None)
        assert (await one.token("printer", lambda leg: None)).value == "opaque-2"

    asyncio.run(story())
    assert directory.questions("token")[1]["refresh_token"] == "refresh-1"


@pytest.mark.parametrize("slash", ["", "/"])
def test_no_device_endpoint_in_discovery(provider: Profile, directory: Any, time: ManualClock, slash: str) -> None:
    describe(directory, device_authorization_endpoint=None)
    directory.answer("devicecode", 200, CODE)
    root = str(provider.oidc_authority)
    ended = started(sign_in(provider, time), time)
    assert isinstance(ended, SignInEnded)
    assert (ended.failure.kind, ended.failure.leg) == ("bad-answer", "device_code")
    assert "device_authorization_endpoint; give it in the profile" in ended.failure.reply
    endpoint = directory.discovery["device_authorization_endpoint"]
    given = replace(provider, oidc_authority=root + slash, device_authorization_endpoint=endpoint)
    assert isinstance(started(sign_in(given, time), time), CodeShown)


def test_a_provider_without_any_page_to_authorise_at(provider: Profile, directory: Any, time: ManualClock) -> None:
    describe(directory, authorization_endpoint=None)
    directory.answer("devicecode", 200, CODE)
    assert isinstance(started(sign_in(provider, time), time), CodeShown)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"issuer": "https://elsewhere.example/x"}, "the issuer in the directory's discovery document lies elsewhere"),
        ({"token_endpoint": None}, "lacks"),
    ],
)
def test_a_discovery_document_that_cannot_be_used_is_said_to_be_so(
    provider: Profile, directory: Any, time: ManualClock, changes: dict[str, Any], said: str
) -> None:
    describe(directory, **changes)
    ended = started(sign_in(provider, time), time)
    assert isinstance(ended, SignInEnded)
    assert ended.failure.kind == "bad-answer"
    assert said in ended.failure.reply


def test_the_next_try_after_a_failure_starts_clean(provider: Profile, directory: Any, time: ManualClock) -> None:
    directory.answer("devicecode", 404, "<html>not here")
    one = sign_in(provider, time)
    assert isinstance(started(one, time), SignInEnded)
    # The provider has moved its endpoint; what was learnt of it before must not stay.
    describe(directory, device_authorization_endpoint=f"{provider.oidc_authority}/v2/device")
    directory.answer("device", 200, CODE)
    assert isinstance(started(one, time), CodeShown)


@pytest.mark.parametrize(
    ("given", "interval"),
    [({}, 5), ({"interval": None}, 5), ({"interval": "7"}, 7), ({"interval": 2.5}, 2), ({"interval": "often"}, 5)],
)
def test_intervals(
    provider: Profile, directory: Any, time: ManualClock, given: dict[str, Any], interval: float
) -> None:
    lacking = {key: value for key, value in CODE.items() if key != "interval"}
    directory.answer("devicecode", 200, lacking | given)
    event = started(sign_in(provider, time), time)
    assert isinstance(event, CodeShown)
    assert event.interval == interval


def test_lifetimes_and_addresses_as_old_drafts_have_them(
    provider: Profile, directory: Any, time: ManualClock
) -> None:
    odd = {"device_code": "d", "user_code": "u", "verification_url": "https://localhost/device", "expires_in": "300.0"}
    directory.answer("devicecode", 200, odd)
    event = started(sign_in(provider, time), time)
    assert isinstance(event, CodeShown)
    assert (event.verification_uri, event.expires_in) == ("https://localhost/device", 300)


def test_a_provider_that_wants_to_be_asked_by_get(provider: Profile, directory: Any, time: ManualClock) -> None:
    directory.answer("devicecode", 405, "no", Allow="GET, HEAD")
    directory.answer("GET devicecode", 200, CODE)
    assert isinstance(started(sign_in(provider, time), time), CodeShown)
    (asked,) = directory.questions("GET devicecode")
    assert asked["client_id"] == "printer"


def test_no_secret_is_ever_asked_by_get(directory: Any, certificates: Any) -> None:
    directory.answer("token", 405, "no", Allow="GET")
    with Session(certificates.ca_file, 5) as session:
        for name in ("refresh_token", "device_code", "code"):
            response = session.post(directory.authority + "/token", data={"client_id": "x", name: "secret"})
            assert response.status_code == 405
    assert directory.questions("GET token") == []


@pytest.mark.parametrize(("status", "body"), [(500, "<html>oops"), (503, {"error": "x"}), (429, {"error": "slow"})])
def test_a_busy_directory_is_asked_again_for_a_code(
    provider: Profile, directory: Any, time: ManualClock, status: int, body: Any
) -> None:
    directory.answer("devicecode", status, body)
    directory.answer("devicecode", status, body, Retry_After="7")
    directory.answer("devicecode", 200, CODE)
    one = sign_in(provider, time)
    assert isinstance(started(one, time), CodeShown)
    assert time.monotonic() == 2 + 7
    assert [(leg.name, leg.ok) for leg in one.record("printer")] == [("device_code", True), ("sign_in", None)]


def test_a_directory_that_stays_busy_is_given_up_within_the_time_out(
    provider: Profile, directory: Any, time: ManualClock
) -> None:
    directory.answer("devicecode", 503, "busy")
    ended = started(sign_in(provider, time), time)
    assert isinstance(ended, SignInEnded)
    assert ended.failure.kind == "service-busy"
    assert time.monotonic() == 2 + 4 + 8 + 16


def test_a_directory_that_wants_an_hour_is_given_up_at_once(
    provider: Profile, directory: Any, time: ManualClock
) -> None:
    directory.answer("devicecode", 503, "busy", Retry_After="3600")
    ended = started(sign_in(provider, time), time)
    assert isinstance(ended, SignInEnded)
    assert ended.failure.kind == "service-busy"
    assert time.monotonic() == 0


def test_a_busy_discovery_is_asked_again(provider: Profile, directory: Any, time: ManualClock) -> None:
    directory.answers["discovery"] = []
    directory.answer("discovery", 503, "busy")
    directory.answer("discovery", 200, directory.discovery)
    directory.answer("devicecode", 200, CODE)
    assert isinstance(started(sign_in(provider, time), time), CodeShown)


def test_giving_up_while_the_directory_is_busy(provider: Profile, directory: Any, time: ManualClock) -> None:
    directory.answer("devicecode", 503, "busy")
    directory.answer("devicecode", 200, CODE)

    async def story() -> None:
        one = sign_in(provider, time)
        task = asyncio.ensure_future(one.start("printer", at_panel=False, language="sv"))
        while not directory.questions("devicecode"):
            await asyncio.wait([task], timeout=0.02)
        await one.cancel("printer")
        ended = await wound(time, task)
        assert isinstance(ended, SignInEnded)
        assert ended.failure.kind == "cancelled"

    asyncio.run(story())
    assert len(directory.questions("devicecode")) == 1


def test_a_poll_lives_through_whatever_passes(provider: Profile, directory: Any, time: ManualClock) -> None:
    directory.answer("devicecode", 200, CODE)
    in_a_while = format_datetime(WallClock().now().astimezone(UTC) + timedelta(seconds=60), usegmt=True)
    for status, body, headers in (
        (200, "<html>a captive portal", {}),
        (502, "<html>bad gateway", {}),
        (429, {"error": "too_many"}, {"Retry_After": "30"}),
        (400, {"error": "slow_down"}, {}),
        (503, {"error": "temporarily_unavailable"}, {"Retry_After": "never"}),
        (404, "<html>a proxy that restarts", {}),
        (400, {"error": "authorization_pending"}, {"Retry_After": in_a_while}),
        (401, {"error": "authorization_pending"}, {}),
        (200, {"error": "authorization_pending"}, {}),
        (200, GRANTED, {}),
    ):
        directory.answer("token", status, body, **headers)
    event, events = asyncio.run(whole(sign_in(provider, time), time))
    assert event == SignedIn("printer", "lab@lab.example")
    waits = [one.interval for one in events if isinstance(one, SignInPending)]
    assert waits[:4] == [10, 5, 30, 10]
    assert waits[5] == 20, "longer after what nobody understands"
    assert 40 < waits[6] <= 61, "a Retry-After may be a date"


def test_a_directory_that_wants_to_be_left_alone_for_ever_is_asked_when_the_code_ends(
    provider: Profile, directory: Any, time: ManualClock
) -> None:
    directory.answer("devicecode", 200, CODE)
    directory.answer("token", 429, "later", Retry_After="86400")
    event, events = asyncio.run(whole(sign_in(provider, time), time))
    assert isinstance(event, SignInEnded)
    assert event.failure.kind == "code-expired"
    assert len(events) == 3
    assert time.monotonic() == 900


def test_a_page_that_stays_html_ends_it(provider: Profile, directory: Any, time: ManualClock) -> None:
    directory.answer("devicecode", 200, CODE)
    directory.answer("token", 200, "<html>log in to the guest network")
    event, events = asyncio.run(whole(sign_in(provider, time), time))
    assert isinstance(event, SignInEnded)
    assert event.failure.kind == "bad-answer"
    assert len(events) == 4


def test_the_user_is_read_from_an_access_token_that_can_be_read(
    provider: Profile, directory: Any, time: ManualClock
) -> None:
    directory.answer("devicecode", 200, CODE)
    directory.answer("token", 200, GRANTED | {"access_token": jwt(mail="anna@lab.example", email="other@lab.example")})
    profile = replace(provider, user=None, user_claim="mail")
    event, _ = asyncio.run(whole(sign_in(profile, time), time))
    assert event == SignedIn("printer", "anna@lab.example")


@pytest.mark.parametrize("token", ["opaque", "a.b.c", jwt(), jwt(mail=3), jwt()[:-4] + ".", "eyJ.W10.x"])
def test_nobody_is_named(provider: Profile, directory: Any, time: ManualClock, token: str) -> None:
    directory.answer("devicecode", 200, CODE)
    directory.answer("token", 200, GRANTED | {"access_token": token})
    profile = replace(provider, user=None, user_claim="mail")
    event, _ = asyncio.run(whole(sign_in(profile, time), time))
    assert isinstance(event, SignInEnded)
    assert event.failure.kind == "bad-answer"
    assert "no claim mail; give the profile a user" in event.failure.reply


def test_a_refresh_waits_for_a_busy_directory(provider: Profile, directory: Any, time: ManualClock) -> None:
    directory.answer("devicecode", 200, CODE)
    directory.answer("token", 200, GRANTED)
    directory.answer("token", 503, "busy", Retry_After="3")
    directory.answer("token", 200, GRANTED | {"access_token": "opaque-2"})

    async def story() -> None:
        one = sign_in(provider, time)
        await whole(one, time)
        time.advance(4000)
        assert (await wound(time, one.token("printer", lambda leg: None))).value == "opaque-2"

    asyncio.run(story())


def test_a_directory_that_repeats_what_it_was_told_keeps_it_out_of_the_record(
    provider: Profile, directory: Any, time: ManualClock
) -> None:
    directory.answer("devicecode", 200, CODE)
    directory.answer("token", 200, GRANTED)
    directory.answer("token", 400, {"error": "invalid_grant", "error_description": "refresh-1 after opaque-1 is bad"})

    async def story() -> None:
        one = sign_in(provider, time)
        await whole(one, time)
        with pytest.raises(SignInFailed) as failed:
            await one.refresh("printer", lambda leg: None)
        assert failed.value.failure.reply == "invalid_grant: *** after *** is bad"
        assert one.record("printer")[-1].detail == "invalid_grant: *** after *** is bad"

    asyncio.run(story())


def test_a_good_token_waits_for_nobody(provider: Profile, directory: Any, time: ManualClock) -> None:
    directory.answer("devicecode", 200, CODE)
    directory.answer("token", 200, GRANTED)
    directory.answer("token", 503, "busy", Retry_After="3")

    async def story() -> None:
        one = sign_in(provider, time)
        await whole(one, time)
        time.advance(3600 - 200)
        before = time.monotonic()
        assert (await one.token("printer", lambda leg: None)).value == "opaque-1"
        assert time.monotonic() == before
        # But whoever examines the sign-in is told.
        with pytest.raises(SignInFailed, match="service-busy"):
            await wound(time, one.refresh("printer", lambda leg: None))

    asyncio.run(story())
