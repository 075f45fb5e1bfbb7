"""The verbs of path files: for each, how it is read, what an editor is told of it, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from panel_sim.loading.fields import Fields
from panel_sim.loading.problems import Problems, quoted
from panel_sim.loading.yaml_nodes import Mapping, Node, Scalar, Sequence
from panel_sim.paths import durations, step, walking
from panel_sim.paths.names import (
    ATTACHMENTS,
    CONSENTS,
    HARD_KEYS,
    JOB_KEYS,
    JOB_STATES,
    LEGS,
    MAIL_KEYS,
    OUTCOMES,
    Names,
)

Facts = tuple[tuple[str, object], ...]


@dataclass(slots=True)
class Reading:
    """One verb's argument being read: where it stands, what there is to name, where problems are noted."""

    verb: str
    node: Node
    file: str
    line: int
    names: Names
    problems: Problems
    sound: bool = True

    def refuse(self, sentence: str, line: int = 0) -> None:
        """Note that the argument is not what the verb wants."""
        self.sound = False
        self.problems.add(self.file, line or self.line, f"{quoted(self.verb)} {sentence}")

    def text(self) -> str:
        """The argument as a text that is not empty."""
        if isinstance(self.node, Scalar) and self.node.text.strip():
            return self.node.text
        self.refuse(f"wants a text, not {_told(self.node)}")
        return ""

    def nothing(self) -> None:
        """The verb takes no argument."""
        if not (isinstance(self.node, Scalar) and self.node.value in (None, True)):
            self.refuse("stands alone; write nothing after the colon")

    def fields(self, keys: Collection[str]) -> Fields | None:
        """The argument as keys with values."""
        if isinstance(self.node, Mapping):
            return Fields(self.node, self.file, quoted(self.verb), keys, self.problems, self.line)
        self.refuse(f"wants keys with values, such as {{{next(iter(keys), 'name')}: ...}}, not {_told(self.node)}")
        return None

    def known(self, word: str, known: Collection[str], kind: str) -> None:
        """Note a name that there is not, with the nearest; nothing is known where the collection is empty."""
        if known and word not in known:
            self.sound = False
            self.problems.unknown(self.file, self.line, f"there is no {kind} {quoted(word)}", word, known)

    def facts(self, keys: Collection[str] = (), kind: str = "") -> Facts:
        """Any keys with plain values, maps of plain values and lists of them; `keys` are those that there are."""
        if not isinstance(self.node, Mapping):
            self.refuse(f"wants keys with values, not {_told(self.node)}")
            return ()
        for key in self.node.items:
            if keys and key not in keys:
                self.sound = False
                sentence = f"there is no {kind} {quoted(key)}"
                self.problems.unknown(self.file, self.node.lines[key], sentence, key, keys)
        return tuple((key, _plain(node)) for key, node in self.node.items.items())


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: what it is for, the JSON Schema of its argument, and how the argument is read (None: it could not be).

    `waits` says that it may take practice time until it holds.
    """

    about: str
    schema: Callable[[Names], dict[str, Any]]
    read: Callable[[Reading], step.Action | None]
    waits: bool = False


def _told(node: Node) -> str:
    if isinstance(node, Scalar):
        return quoted(node.text) if node.text else "nothing"
    return "a list" if isinstance(node, Sequence) else "keys with values"


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return tuple(_plain(item) for item in node.items)
    return {key: _plain(item) for key, item in node.items.items()}


def _go(reading: Reading) -> step.Action | None:
    path = reading.text()
    if path:
        try:
            walking.split(path)
        except ValueError as error:
            reading.refuse(f"cannot be walked: {error}")
    return step.Go(path)


def _on(reading: Reading) -> step.Action | None:
    screen = reading.text()
    reading.known(screen, reading.names.screens, "screen")
    return step.On(screen)


def _see(reading: Reading, *, absent: bool = False) -> step.Action | None:
    node = reading.node
    if not isinstance(node, Mapping):
        return step.See(reading.text(), absent=absent)
    values = []
    for label, value in node.items.items():
        if isinstance(value, Scalar):
            values.append((label, value.text))
        else:
            reading.refuse(f"wants the value that stands beside {quoted(label)}", node.lines[label])
    if not node.items:
        reading.refuse("wants a text, or a label and its value")
    return step.See(values=tuple(values), absent=absent)


def _press(reading: Reading) -> step.Action | None:
    key = reading.text()
    reading.known(key, HARD_KEYS, "hard key")
    return step.Press(key)


def _type(reading: Reading) -> step.Action | None:
    if isinstance(reading.node, Scalar):
        return step.Type(reading.node.text)
    reading.refuse(f"wants a text, not {_told(reading.node)}")
    return None


def _span(reading: Reading) -> float:
    text = reading.text()
    try:
        return durations.seconds(text) if text else 0.0
    except ValueError as error:
        reading.refuse(f"{error}, not {quoted(text)}")
        return 0.0


def _fault(reading: Reading) -> step.Action | None:
    if isinstance(reading.node, Mapping):
        settings = dict(reading.facts())
        return step.FaultBegun(str(settings.pop("name", "")), tuple(settings.items()))
    name = reading.text()
    reading.known(name, reading.names.faults, "fault")
    return step.FaultBegun(name)


def _clear(reading: Reading) -> step.Action | None:
    return step.FaultCleared(reading.text())


def _log_in(reading: Reading) -> step.Action | None:
    fields = reading.fields(("user", "administrator", "secret"))
    if fields is None:
        return None
    user, administrator = fields.text("user"), fields.flag("administrator")
    if bool(user) == administrator:
        reading.refuse("wants either {user: anna} or {administrator: true}")
    if user:
        reading.known(user, reading.names.users, "user of the device")
    return step.LogIn(user, administrator, fields.text("secret"))


def _log_out(reading: Reading) -> step.Action | None:
    reading.nothing()
    return step.LogOut()


def _policy(reading: Reading) -> step.Action | None:
    return step.PolicyChanged(reading.facts(reading.names.policies, "switch of the tenant"))


def _revoke(reading: Reading) -> step.Action | None:
    return step.Revoke(reading.text())


def _sign_in(reading: Reading) -> step.Action | None:
    fields = reading.fields(("as", "outcome", "consent"))
    if fields is None:
        return None
    outcome = fields.one_of("outcome", OUTCOMES, "accept")
    user = fields.text("as")
    if not user and outcome != "ignore":
        reading.refuse("wants the account that signs in, as in {as: anna@ovning.example}")
    return step.SignInAs(user, outcome, fields.one_of("consent", CONSENTS, ""))


def _set(reading: Reading) -> step.Action | None:
    return step.SetValues(reading.facts(reading.names.values, "value"))


def _job(reading: Reading) -> step.Action | None:
    fields = reading.fields(JOB_KEYS)
    if fields is None:
        return None
    fields.one_of("state", JOB_STATES, "")
    if isinstance(leg := fields.items.get("leg"), Mapping):
        Fields(leg, reading.file, '"leg"', LEGS, reading.problems)
    return step.JobIs(reading.facts())


def _mail(reading: Reading) -> step.Action | None:
    fields = reading.fields(MAIL_KEYS)
    if fields is None:
        return None
    fields.one_of("attachment", ATTACHMENTS, "")
    return step.MailIs(reading.facts())


def _sheet(reading: Reading) -> step.Action | None:
    fields = reading.fields(("contains", "lacks"))
    if fields is None:
        return None
    contains, lacks = (tuple(word for word, _ in fields.words(key)) for key in ("contains", "lacks"))
    if not contains and not lacks:
        reading.refuse("wants {contains: [text, ...]} or {lacks: [text, ...]}")
    return step.SheetIs(contains, lacks)


def _shot(reading: Reading) -> step.Action | None:
    name = reading.text()
    if (name and not all(sign.isalnum() or sign in "-_." for sign in name)) or name.startswith("."):
        reading.refuse(f"wants a name of letters, digits and hyphens, not {quoted(name)}")
    return step.Shot(name)


def _text(names: Names) -> dict[str, Any]:
    return {"type": ["string", "number"]}


def _named(which: Callable[[Names], Collection[str]]) -> Callable[[Names], dict[str, Any]]:
    def schema(names: Names) -> dict[str, Any]:
        known = sorted(which(names))
        return {"type": "string", "enum": known} if known else {"type": "string"}

    return schema


def _keyed(which: Callable[[Names], Collection[str]]) -> Callable[[Names], dict[str, Any]]:
    def schema(names: Names) -> dict[str, Any]:
        known = sorted(which(names))
        return {"type": "object", "properties": {key: {} for key in known}, "additionalProperties": not known}

    return schema


def _shaped(**keys: dict[str, Any]) -> Callable[[Names], dict[str, Any]]:
    properties = {key.rstrip("_"): shape for key, shape in keys.items()}
    return lambda names: {"type": "object", "properties": properties, "additionalProperties": False}


def _seen(names: Names) -> dict[str, Any]:
    value = {"type": ["string", "number", "boolean"]}
    return {"anyOf": [{"type": ["string", "number"]}, {"type": "object", "additionalProperties": value}]}


def _log_in_schema(names: Names) -> dict[str, Any]:
    user: dict[str, Any] = {"type": "string"}
    if names.users:
        user["enum"] = sorted(names.users)
    return _shaped(user=user, administrator={"const": True}, secret={"type": ["string", "number"]})(names)


def _fault_schema(names: Names) -> dict[str, Any]:
    return {"anyOf": [_named(lambda names: names.faults)(names), {"type": "object"}]}


_STRING: dict[str, Any] = {"type": "string"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_WORD: dict[str, Any] = {"type": ["string", "number"]}
_WORDS: dict[str, Any] = {"type": "array", "items": _WORD}

VERBS: dict[str, Verb] = {
    "go": Verb("Walk a menu path from the screen on the glass, as the guide writes it: A > B > C.", _text, _go),
    "tap": Verb("Touch what bears this label.", _text, lambda reading: step.Tap(reading.text())),
    "on": Verb("The screen with this id is on the glass.", _named(lambda names: names.screens), _on, waits=True),
    "see": Verb("A text is on the glass, or a label with its value.", _seen, _see, waits=True),
    "not": Verb(
        "A text is not on the glass, or a label does not have that value.",
        _seen,
        lambda reading: _see(reading, absent=True),
        waits=True,
    ),
    "disabled": Verb(
        "What bears this label stands there greyed and cannot be touched.",
        _text,
        lambda reading: step.Disabled(reading.text()),
        waits=True,
    ),
    "press": Verb("Press a hard key.", _named(lambda names: HARD_KEYS), _press),
    "type": Verb("Type into the entry on the glass.", _text, _type),
    "advance": Verb(
        "Wind the practice clock forward: s, m, h or d.",
        lambda names: {"type": ["string", "number"], "pattern": durations.PATTERN},
        lambda reading: step.Advance(_span(reading)),
    ),
    "fault": Verb("Begin a fault.", _fault_schema, _fault),
    "clear": Verb("End a fault.", _text, _clear),
    "log_in": Verb("Log in at the panel: a user, or the administrator at the lock icon.", _log_in_schema, _log_in),
    "log_out": Verb("Log out at the panel.", lambda names: {"type": "null"}, _log_out),
    "policy": Verb("Turn the practice tenant's switches.", _keyed(lambda names: names.policies), _policy),
    "revoke": Verb("Revoke the sign-ins of a user.", _text, _revoke),
    "sign_in": Verb(
        "What the person does at the directory with the code on the glass.",
        _shaped(as_=_STRING, outcome={"enum": list(OUTCOMES)}, consent={"enum": list(CONSENTS)}),
        _sign_in,
        waits=True,
    ),
    "set": Verb("Set values of the device from outside.", _keyed(lambda names: names.values), _set),
    "job": Verb(
        "The newest job is so.",
        _shaped(**{key: {} for key in JOB_KEYS} | {"state": {"enum": list(JOB_STATES)}, "count": _COUNT}),
        _job,
        waits=True,
    ),
    "mail": Verb(
        "A mailbox received a mail that is so.",
        _shaped(**dict.fromkeys(MAIL_KEYS, _WORD) | {"attachment": {"enum": list(ATTACHMENTS)}, "count": _COUNT}),
        _mail,
        waits=True,
    ),
    "sheet": Verb("The newest printed sheet says so.", _shaped(contains=_WORDS, lacks=_WORDS), _sheet, waits=True),
    "run": Verb("The steps of another path file.", lambda names: {"type": "string"}, lambda reading: None),
    "shot": Verb("Keep a picture of the glass under this name.", lambda names: {"type": "string"}, _shot),
}
"""Every verb by its name. `run` is read by `files`, which knows where other files lie."""
