"""Says of each menu path of a document what it is a path of, whether it holds, and what should stand there instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from panel_sim.core.menus import Menus
from panel_sim.paths.guide.aligning import LOST, Aligner, Fault, Route, exact
from panel_sim.paths.guide.atlas import Atlas, atlas_of_panel
from panel_sim.paths.guide.blocks import readable
from panel_sim.paths.guide.document import Document, language_of, sample
from panel_sim.paths.guide.finding import Mention, find
from panel_sim.paths.guide.vocabulary import CENTRES, HOMES, Vocabulary
from panel_sim.paths.guide.website import Page, atlas_of_web
from panel_sim.paths.walking import Astray, folded, labels, walk
from panel_sim.simulator import Simulator

MOST_PROPOSALS = 200
"""For so many different paths that do not hold the right one is looked for; it takes its time, and a document that has
more of them is not about this device."""
NAMES = {"sv": "Swedish", "en": "English"}
PASSAGE = 300


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of one path. `kind` is panel, web, admin or unknown; `holds` is None where it is not for us to say.

    `page` is 0 for documents without pages. `proposal` is the right path, "" where there is none; `models` are those
    that the path, or the proposal, holds on.
    """

    file: str
    line: int
    page: int
    text: str
    kind: str
    language: str
    holds: bool | None
    message: str = ""
    proposal: str = ""
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Verdict:
    kind: str
    language: str
    holds: bool | None
    message: str = ""
    proposal: str = ""
    models: tuple[str, ...] = ()


class Judge:
    """Holds paths against the models' menus and the map of Web Config.

    `menus` has the model that documents are about first. `device` gives a panel of a model in a language, on which
    everything that can be seen is to be seen; paths of the panel that the menus have are walked on it.
    """

    def __init__(
        self, menus: Mapping[str, Menus], pages: tuple[Page, ...], device: Callable[[str, str], Simulator]
    ) -> None:
        self.models = tuple(menus)
        self.languages = tuple(sorted({language for one in menus.values() for language in one.words}))
        self._menus = menus
        self._device = device
        self._devices: dict[tuple[str, str], Simulator] = {}
        self._atlases: dict[tuple[str, str, str], Atlas] = {}
        for model, one in menus.items():
            for language in self.languages:
                self._atlases["panel", model, language] = atlas_of_panel(one, language)
                self._atlases["web", model, language] = atlas_of_web(pages, one.model.capabilities, language)
        atlases = self._atlases.values()
        self.vocabulary = Vocabulary(
            (label for atlas in atlases for label in atlas.labels),
            [root for atlas in atlases for root in atlas.roots] + [self._title(one) for one in self.languages],
        )
        self._known: dict[tuple[object, ...], _Verdict] = {}
        self._walks: dict[tuple[str, ...], str] = {}
        self.proposals = 0
        """For how many paths the right one was looked for."""

    def judge(self, document: Document, language: str = "") -> Iterator[Finding]:
        """Every path of a document, in order. `language` is the document's, where it is not to be found out."""
        mentions = [
            mention for number, block in enumerate(document.blocks) for mention in find(block, number, self.vocabulary)
        ]
        written = language or self.language_of(document, mentions)
        for mention in mentions:
            verdict = self._verdict(document, mention, written)
            yield Finding(
                document.name,
                mention.line,
                mention.page,
                mention.text,
                verdict.kind,
                verdict.language,
                verdict.holds,
                verdict.message,
                verdict.proposal,
                verdict.models,
            )

    def language_of(self, document: Document, mentions: Sequence[Mention]) -> str:
        """The language of a document: by its small words, else by whose labels most of its paths have."""
        spoken = language_of(sample(document.blocks), least=2)
        if spoken in self.languages:
            return spoken
        votes = dict.fromkeys(self.languages, 0)
        for mention in mentions[:200]:
            for language in self.languages:
                votes[language] += sum(
                    folded(label) in self._atlases[kind, self.models[0], language].labels
                    for label in mention.labels
                    for kind in ("panel", "web")
                )
        first = "sv" if "sv" in self.languages else self.languages[0]
        return max(self.languages, key=lambda one: (votes[one], one == first))

    def _passage(self, document: Document, mention: Mention, written: str) -> str:
        """The language of what stands around a path: of what follows a heading, else of the sentence it stands in."""
        block = document.blocks[mention.block]
        after = block.text[mention.end : mention.end + PASSAGE]
        if not mention.alone:
            around = block.text[max(0, mention.start - PASSAGE) : mention.start] + " " + after
            return language_of(readable(around), least=2) or written
        following = readable(after) + "\n" + sample(document.blocks, mention.block + 1, PASSAGE)
        return language_of(following, least=2) or written

    def _verdict(self, document: Document, mention: Mention, written: str) -> _Verdict:
        """The verdict on a path; each different one is judged once, and what stands around it read only if need be."""
        key = (mention.labels, mention.near, mention.tab, mention.alone, written)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._judge(mention, written, written)
        if known.holds is not False:
            return known
        passage = self._passage(document, mention, written)
        if passage == written:
            return known
        further = self._known.get((*key, passage))
        if further is None:
            further = self._known[*key, passage] = self._judge(mention, written, passage)
        return further

    def _judge(self, mention: Mention, written: str, passage: str) -> _Verdict:
        names = list(mention.labels)
        only_web = folded(names[0]) in HOMES and len(names) > 1
        if CENTRES.fullmatch(names[0]):
            return _elsewhere(written)
        if only_web or (folded(names[0]) in {folded(self._title(one)) for one in self.languages} and len(names) > 1):
            del names[0]
        kinds = ("web",) if only_web else self._kinds(mention)
        # A path with a label that nothing on the device bears need not be looked for.
        sound = all(map(self.vocabulary.known, names))
        for language in dict.fromkeys((written, passage)) if sound else ():
            for kind in kinds:
                if verdict := self._held(kind, names, language, written, mention):
                    return verdict
        if mention.near == "admin" and not mention.tab:
            return _elsewhere(written)
        for kind in kinds if sound else ():
            if verdict := self._elsewhere_exact(kind, names, written):
                return verdict
        return self._mended(kinds, names, written, mention)

    def _kinds(self, mention: Mention) -> tuple[str, ...]:
        first = folded(mention.labels[0])
        web_root = any(first in atlas.roots for atlas in self._atlases.values() if atlas.kind == "web")
        if mention.near == "web" or (mention.tab and web_root):
            return ("web", "panel")
        return ("panel", "web")

    def _held(self, kind: str, names: list[str], language: str, written: str, mention: Mention) -> _Verdict | None:
        """The verdict on a path that is right on the model that documents are about."""
        model = self.models[0]
        atlas = self._atlases[kind, model, language]
        remark = "" if language == written else f"In {_name(language)}, as the words around it."
        route = exact(atlas, names)
        if route is None and kind == "web" and mention.alone and len(names) > 1:
            route = _heading(atlas, names)
            if route is not None:
                above = " > ".join(route.labels)
                remark = f"{remark} The heading of the page {above}.".strip()
        if route is None:
            return None
        models = self._models(kind, route.labels, language)
        if kind == "web":
            return _Verdict(kind, language, True, remark, "", models)
        problem = self._walked(model, language, route)
        conditions = tuple(dict.fromkeys(name for way in route.ways for name in way.conditions))
        if problem and conditions:
            told = f"Shown only under a condition: {', '.join(conditions)}."
            return _Verdict(kind, language, True, f"{remark} {told}".strip(), "", models)
        return _Verdict(kind, language, not problem, problem or remark, "", models)

    def _walked(self, model: str, language: str, route: Route) -> str:
        """What goes wrong when the path is walked on a panel; "" when it can be walked."""
        key = (model, language, *(way.id for way in route.ways))
        if key not in self._walks:
            self._walks[key] = self._walk(model, language, list(route.labels))
        return self._walks[key]

    def _walk(self, model: str, language: str, names: list[str]) -> str:
        device = self._devices.get((model, language))
        if device is None:
            device = self._devices[model, language] = self._device(model, language)
        above, last = names[:-1], names[-1]
        # The tab that is open already leads nowhere.
        above = [name for place, name in enumerate(above) if not place or name != above[place - 1]]
        try:
            view = walk(device, " > ".join([self._title(language), *above]))
        except Astray as astray:
            return str(astray)
        # The last level is looked at but not touched: it may be a key that starts something.
        shown = [label.text for label in labels(device)]
        shown += [row.label for row in view.rows()] + [button.label for button in view.buttons()]
        if not any(folded(text) == folded(last) for text in shown):
            return f'"{last}" is not to be seen on "{view.title}" just now.'
        return ""

    def _elsewhere_exact(self, kind: str, names: list[str], written: str) -> _Verdict | None:
        """The verdict on a path that is right, but on another model, or in another language."""
        for language in (written, *(one for one in self.languages if one != written)):
            models = self._models(kind, names, language)
            if not models:
                continue
            there = "" if self.models[0] in models else f"This path exists only on {_listed(models)}"
            if language == written:
                return _Verdict(kind, language, False, f"{there}, not on {self.models[0]}.", "", models)
            route = exact(self._atlases[kind, models[0], language], names)
            right = self._translated(kind, models[0], written, route) if route else ""
            message = f"These are the labels in {_name(language)}; the document is in {_name(written)}."
            message += f" {there}." if there else ""
            return _Verdict(kind, written, False, message, right, models)
        return None

    def _translated(self, kind: str, model: str, language: str, route: Route) -> str:
        atlas = self._atlases[kind, model, language]
        labels_of = {way.id: way.label for ways in atlas.ways.values() for way in ways}
        return " > ".join(labels_of.get(way.id, way.label) for way in route.ways)

    def _mended(self, kinds: Sequence[str], names: list[str], written: str, mention: Mention) -> _Verdict:
        """The verdict on a path that is right nowhere, with the path that was probably meant."""
        if self.proposals >= MOST_PROPOSALS:
            kind = kinds[0] if any(map(self.vocabulary.known, names)) else "unknown"
            return _Verdict(kind, written, False if kind != "unknown" else None, "There is no such path.")
        self.proposals += 1
        best: tuple[float, str, str, Route] | None = None
        for preference, kind in enumerate(kinds):
            for model in self.models:
                others = {one: self._atlases[kind, model, one] for one in self.languages if one != written}
                route = Aligner(self._atlases[kind, model, written], others).best(names)
                cost = route.cost + 0.2 * preference + (0 if model == self.models[0] else 0.3)
                if best is None or cost < best[0]:
                    best = cost, kind, model, route
                if route.cost < LOST:
                    break
        assert best is not None  # there is a model, and a kind
        _, kind, model, route = best
        nowhere = route.faults[0].kind == "lost" and not route.ways
        if nowhere and sum(map(bool, map(self.vocabulary.known, names))) < 2:
            return _Verdict("unknown", written, None, "Hardly a level of it is known here; it was not checked.")
        lost = any(fault.kind == "lost" for fault in route.faults)
        message = " ".join(_told(fault, names, kind) for fault in route.faults)
        if model != self.models[0]:
            message += f" (This is on the model {model}.)"
        proposal = "" if lost else " > ".join(route.labels)
        models = () if lost else self._models(kind, route.labels, written)
        return _Verdict(kind, written, False, message, proposal, models)

    def _models(self, kind: str, names: Sequence[str], language: str) -> tuple[str, ...]:
        return tuple(model for model in self.models if exact(self._atlases[kind, model, language], names))

    def _title(self, language: str) -> str:
        atlas = self._atlases["panel", self.models[0], language]
        return atlas.titles[atlas.start]


def _heading(atlas: Atlas, names: list[str]) -> Route | None:
    """The route to the one page whose heading these labels are: the end of its path."""
    for chain in atlas.below(atlas.start, names[0]):
        rest = chain[-1:]
        for name in names[1:]:
            found = [way for target in rest[-1].to for way in atlas.labelled(target, name)]
            if not found:
                break
            rest = (*rest, found[0])
        else:
            return Route(0, (*chain[:-1], *rest))
    return None


def _told(fault: Fault, names: list[str], kind: str) -> str:
    """A fault in a sentence."""
    under = f'under "{fault.under}"'
    match fault.kind:
        case "missing":
            levels = " > ".join(f'"{level}"' for level in fault.right)
            what = "the level" if len(fault.right) == 1 else "the levels"
            if fault.label == names[0]:
                return f'Before "{fault.label}" {what} {levels} {"is" if len(fault.right) == 1 else "are"} missing.'
            are = "is" if len(fault.right) == 1 else "are"
            return f'Between "{fault.under}" and "{fault.label}" {what} {levels} {are} missing.'
        case "renamed":
            return f'There is no "{fault.label}" {under}; the label is "{fault.right[0]}".'
        case "language":
            return f'"{fault.label}" is the label in {_name(fault.language)}; here it is "{fault.right[0]}".'
        case "extra":
            return f'The level "{fault.label}" {under} is one too many.'
    if not fault.right:
        return f'There is no "{fault.label}" {under}: no menu opens there.'
    there = ", ".join(fault.right[:8]) + (" and more" if len(fault.right) > 8 else "")
    return f'There is no "{fault.label}" {under}. There is: {there}.'


def _elsewhere(language: str) -> _Verdict:
    return _Verdict("admin", language, None, "A path of an admin centre, outside the device; it was not checked.")


def _name(language: str) -> str:
    return NAMES.get(language, language)


def _listed(models: Sequence[str]) -> str:
    return models[0] if len(models) == 1 else f"{', '.join(models[:-1])} and {models[-1]}"
