"""Published figures held against each other: whether they can be true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from pydantic import ValidationError

from impactlib.intake.arithmetic import Doubt, Level, doubts, spread
from impactlib.intake.claims import ClaimFile, Printed, Statement
from impactlib.intake.statements import Interval, reach
from impactlib.model import ParameterError
from impactlib.params import read_yaml
from impactlib.text import Texts

_PYDANTIC = {"missing": "missing", "extra_forbidden": "unknown"}


@dataclass(frozen=True)
class PublishedFinding:
    """A claim that cannot be true, or that asks for an explanation.

    Attributes
    ----------
    file, claim, about, place : str
        The file, the claim's id, what it is about, and where the publication says it.
    level : {"error", "warning"}
        ``error``: no numbers give what was printed. ``warning``: rounding or an open remainder
        can explain it.
    """

    file: str
    claim: str
    about: str
    place: str
    doubt: Doubt

    @property
    def rule(self) -> str:
        return self.doubt.rule

    @property
    def level(self) -> Level:
        return self.doubt.level


def check_published(path: Path) -> tuple[PublishedFinding, ...]:
    """Everything that does not add up in a file of published figures, or in a folder of them.

    Parameters
    ----------
    path : pathlib.Path
        A file as docs/published-figures.md describes, or a folder with ``*.yaml`` of them.

    Returns
    -------
    tuple of PublishedFinding
        By file name, in the order of the claims.

    Raises
    ------
    ParameterError
        A file is absent or broken, or a key or figure in it is wrong; names file and key.

    Examples
    --------
    >>> from impactlib.params import home
    >>> found = check_published(home() / "data" / "published" / "westerkwartier-2020.yaml")
    >>> [finding.claim for finding in found if finding.rule == "share-impossible"]
    ['leefstijl-jonger-dan-25']
    """
    path = Path(path)
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not files:
        raise ParameterError("published-empty", folder=path.name)
    return tuple(finding for file in files for finding in _check(file))


def describe(finding: PublishedFinding, texts: Texts) -> str:
    """The sentence for a finding: where it stands, and the arithmetic."""
    sentences = [finding.doubt, *finding.doubt.hints]
    said = " ".join(texts.plain(f"findings.published.{one.rule}", **_told(one.numbers, texts)) for one in sentences)
    where = texts.plain("findings.published.where", file=finding.file, place=finding.place, about=finding.about)
    return f"{where}: {said}"


def as_json(finding: PublishedFinding, texts: Texts) -> dict[str, str]:
    """A finding as ``impact check --published --json`` prints it."""
    return {
        "file": finding.file,
        "claim": finding.claim,
        "about": finding.about,
        "place": finding.place,
        "rule": finding.rule,
        "level": finding.level,
        "message": describe(finding, texts),
    }


def exit_code(findings: Iterable[PublishedFinding]) -> int:
    """0 when there is nothing or only warnings, 1 when something cannot be true."""
    return int(any(finding.level == "error" for finding in findings))


def read_claims(path: Path) -> ClaimFile:
    """The claims of one publication; ParameterError names the file and the key that is wrong."""
    found = read_yaml(path)
    try:
        return ClaimFile.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"]) or "-"
    code = str(first["ctx"]["error"]) if first["type"] == "value_error" else _PYDANTIC.get(first["type"], "value")
    raise ParameterError(f"published-{code}", file=path.name, key=key)


def _check(path: Path) -> Iterator[PublishedFinding]:
    for claim in read_claims(path).claims:
        for part in spread(claim):
            for doubt in doubts(part):
                yield PublishedFinding(path.name, part.id, part.about, part.place, doubt)


def _told(numbers: Mapping[str, object], texts: Texts) -> dict[str, str]:
    """The numbers of a sentence in this language; statements with what they can have meant."""
    told = {key: _say(value, texts) for key, value in numbers.items()}
    for key, value in numbers.items():
        if isinstance(value, Statement):
            told[f"{key}_place"], told[f"{key}_reach"] = value.place, _span(reach(value), str(numbers["unit"]), texts)
    return told


def _say(value: object, texts: Texts) -> str:
    match value:
        case Printed():
            return texts.number(float(value.value), value.digits)
        case Statement():
            return value.words
        case int():
            return texts.number(value)
        case list():
            return " + ".join(_say(one, texts) for one in value)
        case _:
            return "" if value is None else str(value)


def _span(interval: Interval, unit: str, texts: Texts) -> str:
    low, high = (None if end is None else _shortest(end, texts) + unit for end in (interval.low, interval.high))
    if low is None or high is None:
        return texts.plain(f"findings.published.{'at_most' if low is None else 'at_least'}", end=high or low)
    key = "between" if interval.low_in else "over" if interval.high_in else "inside"
    return texts.plain(f"findings.published.{key}", low=low, high=high)


def _shortest(end: Fraction, texts: Texts) -> str:
    """As few decimals as say it, at most two."""
    digits = next((digits for digits in (0, 1) if (end * 10**digits).denominator == 1), 2)
    return texts.number(float(end), digits)
