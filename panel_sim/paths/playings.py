"""What is to be played: each file on its models and in its languages, and one playing of one of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from panel_sim.adapters.clocks import WallClock
from panel_sim.core.menus import Menus
from panel_sim.paths.outcome import BROKEN, SKIPPED, PathResult
from panel_sim.paths.playing import Record, play
from panel_sim.paths.stage import NotHere, StageMaker
from panel_sim.paths.step import PathFile
from panel_sim.paths.translating import Translations

ALL = "all"
DEFAULT_MODEL = "mfp"


@dataclass(frozen=True, slots=True)
class Playing:
    """One file on one model, in one language. `native` is the language that the file is written in."""

    path: PathFile
    model: str
    language: str
    native: str


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `of` parts, counted from 1; the parts together are everything, and none meets another."""

    number: int
    of: int

    @classmethod
    def of_text(cls, text: str) -> Shard:
        """Read `2/4`; raises ValueError with a sentence."""
        number, slash, of = text.partition("/")
        if slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of):
            return cls(int(number), int(of))
        raise ValueError(f"A shard is written as its number, a slash and how many there are, such as 1/4, not {text}.")


def playings(
    files: Iterable[PathFile],
    menus: Callable[[str], Menus],
    *,
    models: Collection[str],
    model: str = "",
    language: str = "",
    tags: Collection[str] = (),
    shard: Shard = Shard(1, 1),
) -> list[Playing]:
    """What is to be played, in order. `model` and `language` may be "all"; `tags` keep files that bear one of them.

    With all models, a file that names one is played on that one only: its author says what it is written for.
    """
    found = []
    chosen = [one for one in files if not tags or set(tags) & set(one.tags)]
    for path in chosen:
        every = (path.model,) if path.model else models
        for on in every if model == ALL else (model or path.model or DEFAULT_MODEL,):
            languages = native_first(menus(on), path)
            wanted = languages if language == ALL else (language or languages[0],)
            found += [Playing(path, on, spoken, languages[0]) for spoken in wanted]
    return [one for number, one in enumerate(found) if number % shard.of == shard.number - 1]


def native_first(menus: Menus, path: PathFile) -> Sequence[str]:
    """The languages that there are words in, beginning with the file's own (else the device's default)."""
    spec = menus.values.get("panel.language")
    native = path.language or (str(spec.default) if spec is not None else next(iter(menus.words)))
    return (native, *sorted(one for one in menus.words if one != native))


async def play_one(
    playing: Playing,
    make: StageMaker,
    translations: Translations,
    *,
    way: str,
    from_step: int = 1,
    record: Record | None = None,
    trace: bool = False,
    broken: tuple[type[Exception], ...] = (),
) -> PathResult:
    """Make the stage, play, give the stage back. A model that lacks what the file needs skips it, and says why.

    In another language than the file's own, what is played (and stands in the result) is its translation.
    """
    stopwatch = WallClock().monotonic
    began = stopwatch()

    def without(state: str, why: object) -> PathResult:
        cost = stopwatch() - began
        return PathResult(playing.path, playing.model, playing.language, way, state, reason=str(why), cost=cost)

    path = playing.path
    try:
        if playing.language != playing.native:
            translated = await translations.of(path, playing.model, playing.native, playing.language)
            if isinstance(translated, str):
                return without(SKIPPED, translated)
            path = translated
        stage = await make(path, playing.model, playing.language)
    except NotHere as lacking:
        return without(SKIPPED, lacking)
    except broken as error:
        return without(BROKEN, error)
    try:
        result = await play(
            path,
            stage,
            from_step=from_step,
            record=record,
            trace=trace,
            model=playing.model,
            language=playing.language,
            broken=broken,
        )
    finally:
        await stage.close()
    return replace(result, cost=stopwatch() - began)
