"""Loads a device from a cache of plain JSON while no file has changed; a damaged or foreign cache is made anew."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from contextlib import suppress
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any

import panel_sim
from panel_sim.core.menus import (
    AnySpec,
    EntrySpec,
    Menus,
    Model,
    Move,
    Names,
    RowSpec,
    ScreenSpec,
    Source,
    StateSpec,
    ValueSpec,
)
from panel_sim.loading.bulk import no_garbage
from panel_sim.loading.files import DataFolders, read_folders
from panel_sim.loading.problems import Problems

LARGEST = 256 * 1024 * 1024
SPECS = (AnySpec, EntrySpec, Model, Move, RowSpec, ScreenSpec, StateSpec, ValueSpec)


def load_cached(
    menus: Path, states: Path, model: str, names: Names, cache: Path | None, icons: frozenset[str] | None = None
) -> Menus:
    """Give what `load` gives, from the folder `cache` where it holds the device of exactly these files.

    The key is a SHA-256 of every file's bytes, the names and icons, this program and this Python. The cache is JSON in
    a file of mode 0600 that belongs to us; anything else is ignored and made anew. A folder that cannot be written is
    no error. Raises DataProblems; devices with problems are never kept.
    """
    problems = Problems()
    folders = read_folders(menus, states, icons, problems)
    if cache is not None and not problems:
        place = cache / f"device-{hashlib.sha256(f'{menus.absolute()}|{model}'.encode()).hexdigest()[:16]}.json"
        key = _key(folders, model, names)
        kept = _read(place, key)
        if kept is not None:
            return kept
    from panel_sim.loading.device import compile_device

    result = compile_device(folders, menus, model, names, problems)
    if cache is not None:
        with suppress(OSError):
            _write(place, key, result)
    return result


def _key(folders: DataFolders, model: str, names: Names) -> str:
    """Give a digest of everything that the result follows from; each part goes in with its length."""
    digest = hashlib.sha256()

    def put(part: bytes) -> None:
        digest.update(b"%d:" % len(part))
        digest.update(part)

    put(f"{panel_sim.__version__}|{sys.version}|{model}".encode())
    put(repr([(spec.__name__, [field.name for field in fields(spec)]) for spec in SPECS]).encode())
    for word_set in (
        names.guards,
        names.effects,
        names.readings,
        names.lists,
        names.views,
        names.events,
        names.words,
        names.timers,
    ):
        put(repr(sorted(word_set)).encode())
    put(repr(sorted(names.list_rows.items())).encode())
    put(repr(None if folders.icons is None else sorted(folders.icons)).encode())
    for name, size, changed in _own_files():
        put(f"{name}|{size}|{changed}".encode())
    for file in folders.files:
        put(file.name.encode())
        put(file.data)
    return digest.hexdigest()


def _own_files() -> list[tuple[str, int, int]]:
    """Give the files of the loader with sizes and dates: what another loader kept must not outlive a change to it."""
    found = []
    with suppress(OSError):
        for entry in os.scandir(Path(__file__).parent):
            if entry.name.endswith(".py"):
                status = entry.stat()
                found.append((entry.name, status.st_size, status.st_mtime_ns))
    return sorted(found)


def _read(place: Path, key: str) -> Menus | None:
    """Give what is kept under `key`, or None."""
    try:
        handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        status = os.fstat(handle)
        ours = status.st_uid == os.geteuid() and stat.S_IMODE(status.st_mode) == 0o600
        if not stat.S_ISREG(status.st_mode) or not ours or status.st_size > LARGEST:
            return None
        with open(handle, "rb", closefd=False) as opened:
            head, _, body = opened.read().partition(b"\n")
    except OSError:
        return None
    finally:
        os.close(handle)
    # The digest of the body makes sure that a body which was cut short or changed is never taken apart.
    if head != _head(key, body):
        return None
    try:
        with no_garbage():
            return _thaw(json.loads(body))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None


def _write(place: Path, key: str, menus: Menus) -> None:
    """Keep a device, whole or not at all."""
    import tempfile  # takes longer to import than reading what is kept already

    body = json.dumps(_freeze(menus), ensure_ascii=False, separators=(",", ":")).encode()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".device-", dir=place.parent)
    try:
        with open(handle, "wb") as opened:
            opened.write(_head(key, body) + b"\n" + body)
        os.replace(name, place)
    except OSError:
        with suppress(OSError):
            os.unlink(name)
        raise


def _head(key: str, body: bytes) -> bytes:
    return f"{key} {hashlib.sha256(body).hexdigest()}".encode()


def _names(spec: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(spec))


# What needs more than turning lists into tuples; all other fields are plain, so that new ones need nothing here.
_ROW, _ENTRY, _SCREEN = attrgetter(*_names(RowSpec)), attrgetter(*_names(EntrySpec)), attrgetter(*_names(ScreenSpec))
_VALUE, _MOVE = attrgetter(*_names(ValueSpec)), attrgetter(*_names(Move))
_AT = {spec: _names(spec).index for spec in (RowSpec, ScreenSpec, ValueSpec, Move)}
_ROW_SOURCE, _SCREEN_SOURCE = _AT[RowSpec]("source"), _AT[ScreenSpec]("source")
_VALUE_SOURCE, _MOVE_SOURCE = _AT[ValueSpec]("source"), _AT[Move]("source")
_SCREEN_ENTRY = _AT[ScreenSpec]("entry")
_SCREEN_ROWS = tuple(_AT[ScreenSpec](name) for name in ("rows", "buttons", "ticks"))


def _sourced(given: tuple[Any, ...], at: int) -> list[Any]:
    plain = list(given)
    source: Source = plain[at]
    plain[at] = (source.file, source.line)
    return plain


def _freeze(menus: Menus) -> dict[str, Any]:
    def screen(spec: ScreenSpec) -> list[Any]:
        plain = _sourced(_SCREEN(spec), _SCREEN_SOURCE)
        for at in _SCREEN_ROWS:
            plain[at] = [_sourced(_ROW(row), _ROW_SOURCE) for row in plain[at]]
        if spec.entry is not None:
            plain[_SCREEN_ENTRY] = _ENTRY(spec.entry)
        return plain

    def moves(given: tuple[Move, ...]) -> list[Any]:
        return [_sourced(_MOVE(move), _MOVE_SOURCE) for move in given]

    model = {name: getattr(menus.model, name) for name in _names(Model)}
    return {
        "model": {**model, "capabilities": sorted(menus.model.capabilities)},
        "screens": [screen(spec) for spec in menus.screens.values()],
        "values": [_sourced(_VALUE(value), _VALUE_SOURCE) for value in menus.values.values()],
        "states": [
            (state.screen, state.enter, state.leave, {name: moves(each) for name, each in state.on.items()})
            for state in menus.states.values()
        ],
        "any": [(rule.trigger, moves(rule.moves), rule.except_) for rule in menus.any],
        "words": menus.words,
        "home": menus.home,
    }


def _tuples(given: list[Any]) -> list[Any]:
    return [tuple(part) if type(part) is list else part for part in given]


def _thaw(plain: dict[str, Any]) -> Menus:
    def row(given: list[Any]) -> RowSpec:
        given[_ROW_SOURCE] = Source(*given[_ROW_SOURCE])
        return RowSpec(*_tuples(given))

    def screen(given: list[Any]) -> ScreenSpec:
        given[_SCREEN_SOURCE] = Source(*given[_SCREEN_SOURCE])
        for at in _SCREEN_ROWS:
            given[at] = tuple([row(each) for each in given[at]])
        if given[_SCREEN_ENTRY] is not None:
            given[_SCREEN_ENTRY] = EntrySpec(*given[_SCREEN_ENTRY])
        return ScreenSpec(*_tuples(given))

    def value(given: list[Any]) -> ValueSpec:
        given[_VALUE_SOURCE] = Source(*given[_VALUE_SOURCE])
        return ValueSpec(*_tuples(given))

    def moves(given: list[Any]) -> tuple[Move, ...]:
        for each in given:
            each[_MOVE_SOURCE] = Source(*each[_MOVE_SOURCE])
        return tuple([Move(*_tuples(each)) for each in given])

    model = plain["model"]
    model["capabilities"] = frozenset(model["capabilities"])
    screens = [screen(each) for each in plain["screens"]]
    values = [value(each) for each in plain["values"]]
    return Menus(
        Model(**model),
        {spec.id: spec for spec in screens},
        {spec.key: spec for spec in values},
        {
            id_: StateSpec(id_, tuple(enter), tuple(leave), {name: moves(each) for name, each in on.items()})
            for id_, enter, leave, on in plain["states"]
        },
        tuple([AnySpec(trigger, moves(each), tuple(except_)) for trigger, each, except_ in plain["any"]]),
        plain["words"],
        plain["home"],
    )
