"""What can be broken on purpose: at which leg, in which way, when; and what a request for it may say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from panel_sim.tenant.policy import nearest
from panel_sim.tenant.refusals import REASONS


class FaultProblem(ValueError):
    """There is no such fault, or it has no such option; the message is a sentence."""


DIRECTORY_LEGS = ("discovery", "device_code", "sign_in", "refresh")
MAIL_LEGS = ("ehlo", "auth", "mail", "rcpt", "data", "reply")
LEGS = ("tcp", "tls", *DIRECTORY_LEGS, *MAIL_LEGS)
"""Where something can break. `reply` is every reply of the mail server; `token` is another word for `sign_in`."""

_ALIASES = {"token": "sign_in", "starttls": "tls", "greeting": "tcp"}

DOES = ("refuse", "drop", "delay", "silence", "reply", "bad_certificate", "polls")
SERVICES = ("smtp", "directory", "all")

POLLS = (
    "pending", "slow_down", "declined", "access_denied", "expired", "transient", "html", "drop", "silence", "answer",
)  # fmt: skip
"""What a scripted poll may be answered with: `answer` is the true answer, `html` a 503 of some proxy."""

NAMED: dict[str, dict[str, Any]] = {
    "smtp-down": {"leg": "tcp", "service": "smtp", "do": "refuse"},
    "smtp-silent": {"leg": "tcp", "service": "smtp", "do": "silence"},
    "smtp-slow": {"leg": "reply", "do": "delay"},
    "tls-bad": {"leg": "tls", "do": "bad_certificate"},
    "directory-down": {"leg": "tcp", "service": "directory", "do": "refuse"},
    "directory-silent": {"leg": "tcp", "service": "directory", "do": "silence"},
}
"""The faults that have a name, and what they are."""

NAMED_OPTIONS: dict[str, tuple[str, ...]] = {"smtp-slow": ("delay_s",), "tls-bad": ("service",)}

DEFAULT_DELAY_S = 2.0
_MOST_DELAY_S = 86400.0

_OF_DO: dict[str, tuple[str, ...]] = {
    "refuse": (),
    "drop": ("kept", "at"),
    "delay": ("delay_s", "kept", "at"),
    "silence": ("kept", "at"),
    "reply": ("code", "text", "aadsts", "retry_after", "content_type", "kept", "at"),
    "bad_certificate": (),
    "polls": ("polls",),
}
_ALWAYS = ("leg", "do", "service", "probability", "seed", "nth")
_EVERY = tuple(dict.fromkeys((*_ALWAYS, *(each for names in _OF_DO.values() for each in names))))


@dataclass(frozen=True)
class Fault:
    """One fault, with all that was left out filled in. `nth` counts from 1, from when the fault began."""

    leg: str
    do: str
    service: str
    delay_s: float = DEFAULT_DELAY_S
    code: int | None = None
    text: str | None = None
    aadsts: int | None = None
    retry_after: int | None = None
    content_type: str = "text/html"
    polls: tuple[str, ...] = ()
    kept: bool = False
    at: str = "end"
    probability: float = 1.0
    seed: str | None = None
    nth: frozenset[int] = frozenset()

    @property
    def always(self) -> bool:
        """Whether it acts each time it is met."""
        return self.probability >= 1 and not self.nth

    def concerns(self, service: str, leg: str) -> bool:
        """Whether it breaks that leg of that service."""
        return self.leg == leg and self.service in (service, "all")


def checked(name: str | None, options: Mapping[str, Any]) -> tuple[str, dict[str, Any], Fault]:
    """The name of a fault, its options as they are shown, and the fault. Raises FaultProblem."""
    if name in NAMED and "leg" not in options:
        return _named(name, options)
    if "leg" not in options:
        if name is None:
            raise FaultProblem("A fault has a 'name' or a 'leg'.")
        close = nearest(name, NAMED)
        raise FaultProblem(f"There is no fault {name!r}; {close} One with a name of its own has a 'leg'.")
    if name in NAMED:
        raise FaultProblem(f"{name!r} is the name of a fault that is known already; give this one another.")
    fault = _fault(options)
    shown = {key: list(value) if isinstance(value, tuple) else value for key, value in options.items()}
    return name or f"{fault.leg}-{fault.do}", shown, fault


def _named(name: str, options: Mapping[str, Any]) -> tuple[str, dict[str, Any], Fault]:
    known = NAMED_OPTIONS.get(name, ())
    for option in options:
        if option not in known:
            raise FaultProblem(f"The fault {name!r} has no option {option!r}; it has {', '.join(known) or 'none'}.")
    fault = _fault({**NAMED[name], **options})
    shown: dict[str, Any] = {option: getattr(fault, option) for option in known}
    return name, shown, fault


def _fault(options: Mapping[str, Any]) -> Fault:
    leg = options.get("leg")
    leg = _ALIASES.get(leg, leg) if isinstance(leg, str) else leg
    if leg not in LEGS:
        raise FaultProblem(f"There is no leg {leg!r}; {nearest(str(leg), (*LEGS, *_ALIASES))}")
    if "do" not in options:
        raise FaultProblem(f"What the fault should 'do' is missing: {', '.join(DOES)}.")
    do = options["do"]
    if do not in DOES:
        raise FaultProblem(f"No fault can do {do!r}; {nearest(str(do), DOES)}")
    for option in options:
        if option not in _EVERY:
            raise FaultProblem(f"A fault has no option {option!r}; {nearest(option, _EVERY)}")
        if option not in (*_ALWAYS, *_OF_DO[do]):
            raise FaultProblem(f"The option {option!r} does not go with {do!r}.")
    service = _service(leg, do, options.get("service"))
    _fits(leg, do, service, options)
    return Fault(
        leg,
        do,
        service,
        delay_s=_number(options, "delay_s", DEFAULT_DELAY_S, 0.01, _MOST_DELAY_S),
        code=_code(options, service),
        text=_text(options, "text", None),
        aadsts=_aadsts(options, service),
        retry_after=int(_number(options, "retry_after", 0, 0, 86400)) if "retry_after" in options else None,
        content_type=_text(options, "content_type", "text/html") or "text/html",
        polls=_polls(options) if do == "polls" else (),
        kept=_kept(options, leg),
        at=_at(options, leg),
        probability=_number(options, "probability", 1.0, 0, 1),
        seed=str(options["seed"]) if options.get("seed") is not None else None,
        nth=_nth(options),
    )


def _service(leg: str, do: str, service: object) -> str:
    if leg in ("tcp", "tls"):
        service = "smtp" if service is None else service
        if service not in SERVICES:
            raise FaultProblem(f"'service' is one of {', '.join(SERVICES)}, not {service!r}.")
        return str(service)
    own = "directory" if leg in DIRECTORY_LEGS else "smtp"
    if service not in (None, own):
        raise FaultProblem(f"The leg {leg!r} is one of the service {own!r}, not {service!r}.")
    return own


def _fits(leg: str, do: str, service: str, options: Mapping[str, Any]) -> None:
    """What does not go together is said."""
    if do == "bad_certificate" and leg != "tls":
        raise FaultProblem("A 'bad_certificate' is shown at the leg 'tls'.")
    if do == "polls" and leg != "sign_in":
        raise FaultProblem("'polls' are answered at the leg 'sign_in'.")
    if do in ("refuse", "reply") and leg == "reply":
        raise FaultProblem("Every reply can be delayed, dropped or silenced; name a leg to change what it says.")
    if leg in ("tcp", "tls") and service != "smtp" and (do == "reply" or (leg == "tls" and do == "refuse")):
        raise FaultProblem(f"The directory says nothing in words at the leg {leg!r}; let it drop, delay or be silent.")
    if leg == "tcp" and do == "refuse" and {"probability", "nth"} & set(options):
        raise FaultProblem("A port refuses everybody or nobody; for some of the callers let it 'drop'.")
    if do == "reply" and not {"code", "aadsts"} & set(options):
        raise FaultProblem("A 'reply' has a 'code', or at the directory an 'aadsts' number.")


def _number(options: Mapping[str, Any], name: str, otherwise: float, least: float, most: float) -> float:
    value = options.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        unit = " of seconds" if name in ("delay_s", "retry_after") else ""
        raise FaultProblem(f"{name!r} is a number{unit} from {least:g} to {most:g}, not {value!r}.")
    return float(value)


def _text(options: Mapping[str, Any], name: str, otherwise: str | None) -> str | None:
    value = options.get(name, otherwise)
    if value is not otherwise and not (isinstance(value, str) and len(value) <= 10_000):
        raise FaultProblem(f"{name!r} is text, not {value!r}.")
    if name == "content_type" and isinstance(value, str) and not (value.isascii() and value.isprintable()):
        raise FaultProblem(f"'content_type' is a type of content, not {value!r}.")
    return value


def _code(options: Mapping[str, Any], service: str) -> int | None:
    value = options.get("code")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 200 <= value <= 599:
        raise FaultProblem(f"'code' is a reply's number from 200 to 599, not {value!r}.")
    return value


def _aadsts(options: Mapping[str, Any], service: str) -> int | None:
    value = options.get("aadsts")
    if value is None:
        return None
    if service != "directory":
        raise FaultProblem("Only the directory says AADSTS numbers; the mail server has a 'code'.")
    if value not in REASONS:
        raise FaultProblem(f"The directory knows no AADSTS number {value!r}; {nearest(str(value), map(str, REASONS))}")
    return int(value)


def _kept(options: Mapping[str, Any], leg: str) -> bool:
    value = options.get("kept", False)
    if not isinstance(value, bool):
        raise FaultProblem(f"'kept' is true or false, not {value!r}.")
    if value and (leg != "data" or options.get("at") == "start"):
        raise FaultProblem("Only at the end of the leg 'data' there is a message that can be 'kept'.")
    return value


def _at(options: Mapping[str, Any], leg: str) -> str:
    value = options.get("at", "end")
    if value not in ("start", "end"):
        raise FaultProblem(f"'at' is 'start' (the command) or 'end' (of the message), not {value!r}.")
    if "at" in options and leg != "data":
        raise FaultProblem("Only the leg 'data' has a start and an end.")
    return str(value)


def _nth(options: Mapping[str, Any]) -> frozenset[int]:
    value = options.get("nth")
    if value is None:
        return frozenset()
    numbers = value if isinstance(value, list | tuple) else [value]
    if not numbers or not all(isinstance(n, int) and not isinstance(n, bool) and n >= 1 for n in numbers):
        raise FaultProblem(f"'nth' is a number from 1, or a list of them, not {value!r}.")
    return frozenset(numbers)


def _polls(options: Mapping[str, Any]) -> tuple[str, ...]:
    given = options.get("polls")
    words: Sequence[Any] = given if isinstance(given, list | tuple) else ()
    if isinstance(given, str):
        words = given.split(",")
    script: list[str] = []
    for each in words:
        word, star, times = (part.strip() for part in str(each).partition("*"))
        if word not in POLLS and not (word.isascii() and word.isdigit() and int(word) in REASONS):
            raise FaultProblem(f"A poll is not answered with {word!r}; {nearest(word, POLLS)}")
        if star and not (times.isascii() and times.isdigit() and 1 <= int(times) <= 1000):
            raise FaultProblem(f"{str(each)!r} says no number of times from 1 to 1000.")
        script += [word] * (int(times) if star else 1)
    if not script:
        raise FaultProblem("'polls' is a list of answers, such as ['pending*3', 'slow_down', 'declined'].")
    return tuple(script)
