"""The researcher's own words: sections of Markdown in which every number is a placeholder.

docs/words.md says to researchers what a file may hold. What it cannot hold is an error that names the line:
no word is lost unseen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import zip_longest

from markupsafe import Markup

from impactlib.model import SheetError
from impactlib.params import hint
from impactlib.sheet.claims import claims_in
from impactlib.sheet.context import Sheet
from impactlib.sheet.markdown import Block, blocks, emphasised, html, is_strange
from impactlib.sheet.parts.goals import LEARNED, SHARED, status_slug
from impactlib.sheet.placeholders import filled, names

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_TOKEN = re.compile(r"\S+")
_DASH = "\N{EN DASH}"
_YEAR = re.compile(r"(?:19|20)\d\d")
_QUOTES = "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
_NAME = re.compile(rf"[^\W\d_][\w'{_QUOTES}-]*")
_PEOPLE = (
    r"(?:inwoners?|bewoners?|mensen|personen|persoon|vrouwen|mannen|kinderen|jongeren|ouderen|ouders|deelnemers?|cli[eë]nten"
    r"|gezinnen|huishoudens|trajecten|respondenten)"
)
_WORDED = (
    r"(?:(?i:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|\w*(?:der|veer|vijf|zes|zeven|acht|negen)tien"
    r"|\w*(?:twin|der|veer|vijf|zes|zeven|tach|negen)tig|\w*honderd\w*|\w*duizend\w*|een (?:handvol|tiental|twintigtal|dozijn))"
    r"|[IVXLCDM]{2,}|(?:19|20)\d\d)"
)
_SPELLED = re.compile(rf"\b{_WORDED}\s+(?:\w+\s+)?(?i:{_PEOPLE})\b")
"""How many people, in letters, in Roman figures, or as what looks like a year."""
_KEY = re.compile(r"([a-z-]+):\s*(.*)", re.DOTALL)
_HEADING = re.compile(r"\s{0,3}##(?!#)\s*(.*?)\s*#*\s*")

CONSENT = ("ja", "verzonnen")
"""A story stands on a page with consent and under another name, or when it is invented."""

GOAL, STORY = "doel-*", "verhaal*"
KEYS: Mapping[str, tuple[str, ...]] = {
    GOAL: ("status", "vraag", "weten", "niet-weten", "nodig", "gebaseerd-op"),
    STORY: ("toestemming", "naam"),
    "algemeen": ("gebaseerd-op",),
}
"""Keys that begin a line, by the sections in which they do; anywhere else they are words like any other."""

Lines = list[tuple[int, str]]


@dataclass(frozen=True)
class Section:
    """What stands under one ``## <block>``: prose, and lines that begin with a known key."""

    prose: Markup
    keyed: Mapping[str, Markup]
    plain: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.prose or self.keyed)


_ONLY = re.compile(r"^Alleen bij: *(\S+) *$", re.MULTILINE)

EMPTY = Section(Markup(), {}, {})

UNSEEN = ("Cc", "Cf")
"""Kinds of characters that nobody sees: some turn a text around."""

SEEN = ("\t", "\u00ad", "\u200d")
"""Those that a text may hold: a tab, a place to break a word, and what joins an emoji."""


def sections(sheet: Sheet, allowed: Collection[str]) -> Mapping[str, Section]:
    """All sections of the researcher's words, by block.

    Parameters
    ----------
    sheet : Sheet
    allowed : collection of str
        Names, in small letters, of the sections that the page shows; ``*`` stands for anything.

    Raises
    ------
    SheetError
        ``words-section`` (a section that the page does not have), ``words-outside`` (no section), ``words-twice``, ``words-number`` (a digit
        outside a placeholder), ``words-placeholder`` (one that names no released cell), ``words-brace``
        (one that is not closed), ``words-markdown``, ``words-invisible``, ``words-status`` (an answer that this goal cannot have),
        ``words-story`` (one without consent), ``words-claim`` (a sentence that claims too much); all name file, section and line. ``words-several`` holds the
        sentences of more than one.
    """
    only = _ONLY.search(sheet.words.partition("\n## ")[0])
    if only and only[1] != sheet.meta.system:
        return {}
    split = _split(sheet.words)
    wrong = [*_outside(sheet, split, allowed), *_misnamed(sheet, split, allowed)]
    file = file_of(sheet)
    wrong += [
        error
        for name, lines in split
        for number, line in lines
        for error in check(sheet, {"file": file, "section": name, "line": number}, line)
    ]
    wrong += [error for name, lines in split for error in overclaimed({"file": file, "section": name}, lines)]
    refuse(sheet, file, wrong)
    found = {name: _section(sheet, name, lines[1:]) for name, lines in split}
    for name, lines in split:
        _refuse_unsaid(sheet, name, lines[0][0], found[name])
    return found


def refuse(sheet: Sheet, file: str, wrong: Sequence[SheetError]) -> None:
    """Raise the mistake of a file, or all of them as one."""
    if len(wrong) > 1:
        said = " ".join(sheet.texts.error(error) for error in wrong)
        raise SheetError("words-several", file=file, count=len(wrong), errors=said)
    if wrong:
        raise wrong[0]


def overclaimed(place: Mapping[str, object], lines: Lines) -> Iterator[SheetError]:
    """Sentences that claim more than the figures can carry (``params/claims.yaml``), each with what can be said."""
    for block in blocks(lines):
        for item in block.items:
            text = _PLACEHOLDER.sub("0", " ".join(words for _, words in item))
            for claim in claims_in(text):
                yield SheetError(
                    "words-claim", **place, sentence=claim.sentence, reason=claim.reason, better=claim.better
                )


def _refuse_unsaid(sheet: Sheet, name: str, line: int, section: Section) -> None:
    """Words that a page would leave out: an answer it does not know, a story that nobody agreed to."""
    place = {"file": file_of(sheet), "section": name, "line": line}
    said = section.plain
    agreed, invented = CONSENT
    consent = said.get("toestemming") == invented or (said.get("toestemming"), said.get("naam")) == (agreed, invented)
    if fnmatchcase(name, STORY) and section.prose and not consent:
        raise SheetError("words-story", **place)
    if fnmatchcase(name, GOAL) and "status" in said:
        goal = next((one for one in sheet.background.goals if f"doel-{one.goal_id.lower()}" == name), None)
        kinds = (*LEARNED, *SHARED) if goal is None else LEARNED if goal.goal_type == "leerdoel" else SHARED
        status = status_slug(said["status"])
        if status not in kinds:
            raise SheetError("words-status", **place, hint=hint(status, kinds), allowed=", ".join(kinds))


def file_of(sheet: Sheet) -> str:
    params = sheet.spec.params
    return f"params/{params.year}/{params.municipality}/{params.slug}.md"


def _split(words: str) -> list[tuple[str, Lines]]:
    """Sections as (name, lines with their numbers, the heading first); what stands before is a comment."""
    found: list[tuple[str, Lines]] = []
    for number, line in enumerate(words.splitlines(), start=1):
        match = _HEADING.fullmatch(line)
        if match:
            found.append((match[1].lower(), [(number, "")]))
        elif found:
            found[-1][1].append((number, line))
    return found


def _outside(sheet: Sheet, split: list[tuple[str, Lines]], allowed: Collection[str]) -> Iterator[SheetError]:
    """Words that are in no section though they were meant to be: there is none, or its heading is of another kind."""
    lines = list(enumerate(sheet.words.splitlines(), start=1))
    before = lines[: split[0][1][0][0] - 1] if split else lines
    meant = (line.strip(" \t#*:").lower() for _, line in before)
    for (number, line), name in zip(before, meant, strict=True):
        if any(fnmatchcase(name, one) for one in allowed) or (not split and name and not _ONLY.match(line)):
            yield SheetError("words-outside", file=file_of(sheet), line=number, example=next(iter(allowed), ""))
            return


def _misnamed(sheet: Sheet, split: list[tuple[str, Lines]], allowed: Collection[str]) -> Iterator[SheetError]:
    seen: dict[str, int] = {}
    for name, lines in split:
        place = {"file": file_of(sheet), "section": name, "line": lines[0][0]}
        if not any(fnmatchcase(name, pattern) for pattern in allowed):
            yield SheetError("words-section", **place, hint=hint(name, allowed), allowed=", ".join(allowed))
        elif name in seen:
            yield SheetError("words-twice", **place, first=seen[name])
        seen.setdefault(name, lines[0][0])


def _section(sheet: Sheet, name: str, lines: Lines) -> Section:
    prose: list[Markup] = []
    keyed: dict[str, Markup] = {}
    plain: dict[str, str] = {}
    keys = next((found for pattern, found in KEYS.items() if fnmatchcase(name, pattern)), ())
    for block in (part for whole in blocks(lines) for part in _parted(whole, keys)):
        entries = _entries(block, keys)
        for key, text in entries:
            keyed[key] = keyed[key] + Markup(" ") + fill(sheet, text) if key in keyed else fill(sheet, text)
            plain[key] = text
        if not entries:
            prose.append(html(block, lambda text: fill(sheet, text)))
    return Section(Markup().join(prose), keyed, plain)


def _parted(block: Block, keys: Collection[str]) -> list[Block]:
    """A paragraph, or two where a line with a key stands below words: a key is never printed."""
    starts = (match is not None and match[1] in keys for match in (_KEY.fullmatch(line) for _, line in block.lines))
    at = next((place for place, start in enumerate(starts) if start), 0) if block.kind == "text" else 0
    return [replace(block, items=[part]) for part in (block.lines[:at], block.lines[at:])] if at else [block]


def _entries(block: Block, keys: Collection[str]) -> list[tuple[str, str]]:
    """Lines ``key: text`` of a paragraph; a line without a key goes on with the one before."""
    found: list[tuple[str, str]] = []
    for _, line in block.lines if block.kind == "text" else ():
        match = _KEY.fullmatch(line)
        if match and match.group(1) in keys:
            found.append((match.group(1), match.group(2)))
        elif not found:
            return []
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line}")
    return found


def check(sheet: Sheet, place: Mapping[str, object], line: str) -> Iterator[SheetError]:
    """What a line may not hold. No number is typed by hand: it would stay when the figure changes.

    ``place`` names ``file``, ``section`` and ``line``.
    """
    for key in _PLACEHOLDER.findall(line):
        if filled(sheet, key.strip()) is None:
            near = hint(key.strip(), names(sheet))
            yield SheetError("words-placeholder", **place, placeholder=key.strip(), hint=near)
    rest = _PLACEHOLDER.sub(" ", line)
    if any(unicodedata.category(letter) in UNSEEN and letter not in SEEN for letter in line):
        yield SheetError("words-invisible", **place)
    elif "{" in rest or "}" in rest:
        yield SheetError("words-brace", **place)
    elif is_strange(rest):
        yield SheetError("words-markdown", **place)
    elif _SPELLED.search(rest) or any(
        _typed(token[0]) for block in blocks([(0, rest)]) for _, text in block.lines for token in _TOKEN.finditer(text)
    ):
        yield SheetError("words-number", **place)


def _typed(token: str) -> bool:
    """Whether a word is a number somebody typed: years and names may hold digits."""
    bare = token.strip(f".,;:!?()[]*_{_QUOTES}\"'{_DASH}-/")
    parts = re.split(rf"[/(){_DASH}]", bare)
    if any(sign.isnumeric() and not sign.isdigit() for sign in token):
        return True
    return any(
        any(sign.isdigit() for sign in part) and not (_YEAR.fullmatch(part) or _NAME.fullmatch(part)) for part in parts
    )


def fill(sheet: Sheet, text: str) -> Markup:
    """A text with its emphasis and its numbers; emphasis may run over a placeholder."""
    parts = _PLACEHOLDER.split(str(emphasised(text)))
    words = [Markup(part) for part in parts[0::2]]  # noqa: S704 - escaped above
    cells = [filled(sheet, str(Markup(part).unescape()).strip()) or Markup() for part in parts[1::2]]  # noqa: S704
    return Markup().join(part for pair in zip_longest(words, cells, fillvalue=Markup()) for part in pair)
