"""How far a run is: bars on a screen, lines in a log, nothing when asked to be quiet."""

from __future__ import annotations

import sys
from typing import Literal, Protocol

from impactlib.batch.jobs import Failed, Job, Outcome
from impactlib.text import Texts

Style = Literal["bars", "lines", "quiet"]


class Progress(Protocol):
    """Who is told what a run does."""

    def waiting(self) -> None:
        """Another run holds the folder."""

    def start(self, asked: int, up_to_date: int) -> None:
        """So many sheets will be made, so many need not be."""

    def begun(self, job: Job) -> None:
        """A sheet is being made."""

    def done(self, outcome: Outcome) -> None:
        """A sheet was made, or was not."""

    def end(self) -> None:
        """Nothing more is coming."""


def progress(style: Style, texts: Texts) -> Progress:
    """The way of telling that fits where it is told."""
    if style == "bars":
        return _Bars(texts)
    return _Lines(texts) if style == "lines" else _Quiet(texts)


class _Quiet:
    """Tells failures only: those must never go unseen."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def tell(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - the command's own output

    def waiting(self) -> None:
        self.tell(self.texts.plain("cli.waiting"))

    def start(self, asked: int, up_to_date: int) -> None:
        """Nothing to tell."""

    def begun(self, job: Job) -> None:
        """Nothing to tell."""

    def done(self, outcome: Outcome) -> None:
        if isinstance(outcome, Failed):
            self.tell(failure(self.texts, outcome))

    def end(self) -> None:
        """Nothing to tell."""


class _Lines(_Quiet):
    """A line for every sheet."""

    _asked = 0
    _count = 0

    def start(self, asked: int, up_to_date: int) -> None:
        self._asked = asked
        self.tell(self.texts.plain("cli.start", asked=asked, up_to_date=up_to_date))

    def done(self, outcome: Outcome) -> None:
        self._count += 1
        if isinstance(outcome, Failed):
            self.tell(failure(self.texts, outcome))
        else:
            seconds = self.texts.number(outcome.seconds, 1)
            line = {"sheet": outcome.slug, "count": self._count, "asked": self._asked, "seconds": seconds}
            self.tell(self.texts.plain("cli.made", **line))


class _Bars(_Quiet):
    """A bar with what is running, what failed and the time left."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts)
        self._running: list[str] = []
        self._failed = 0

    def start(self, asked: int, up_to_date: int) -> None:
        from tqdm import tqdm  # noqa: PLC0415 - only where there is a screen

        self._bar = tqdm(total=asked, unit=" " + self.texts.plain("cli.unit"), leave=False, dynamic_ncols=True)
        self.tell(self.texts.plain("cli.start", asked=asked, up_to_date=up_to_date))

    def tell(self, line: str) -> None:
        if hasattr(self, "_bar"):
            self._bar.write(line, file=sys.stderr)
        else:
            super().tell(line)

    def begun(self, job: Job) -> None:
        self._running.append(job.slug)
        self._show()

    def done(self, outcome: Outcome) -> None:
        self._running = [slug for slug in self._running if slug != outcome.slug]
        self._failed += isinstance(outcome, Failed)
        self._bar.update(1)
        super().done(outcome)
        self._show()

    def end(self) -> None:
        if hasattr(self, "_bar"):
            self._bar.close()

    def _show(self) -> None:
        failed = self.texts.plain("cli.failed_count", count=self._failed) if self._failed else ""
        self._bar.set_postfix_str(" ".join(filter(None, [failed, ", ".join(self._running)])))


def failure(texts: Texts, failed: Failed) -> str:
    """One line that names sheet, cell and error."""
    key = "cli.failed" if failed.cell is None else "cli.failed_cell"
    return texts.plain(key, sheet=failed.slug, cell=failed.cell, error=failed.error, message=failed.message)
