"""Descriptions that stand beside the figures: goals, efforts, partners, projects, activities.

They are written about the work, not about people; ``release`` scans them before they pass.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Goal:
    """A goal of the commission: what was asked, how it was translated, and by when.

    ``differs``: in what the translation differs from what was asked (DIFFERENCES of the registration).
    """

    goal_id: str
    theme: str
    dimension: str | None
    goal_type: str | None
    text: str
    commissioned_text: str | None
    deadline: str | None
    baseline: str | None
    target: str | None
    unit: str | None
    source: str | None
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effort:
    """Something the network does for one or more goals; a stopped one says why."""

    goal_ids: tuple[str, ...]
    theme: str
    text: str
    status: str | None
    stopped_reason: str | None


@dataclass(frozen=True)
class Partner:
    """A partner organisation at one theme; the kind belongs to partner and theme."""

    name: str
    kind: str | None


@dataclass(frozen=True)
class Project:
    """A project to which expertise is lent."""

    project_id: str
    name: str
    aim: str | None
    role: str | None
    partners: tuple[str, ...]
    status: str | None


@dataclass(frozen=True)
class Activity:
    """A collective activity of the theme: what it is for and whether it still runs."""

    activity_id: str
    name: str
    aim: str | None
    kind: str | None
    status: str | None


@dataclass(frozen=True)
class Delivery:
    """A table of counts that was delivered: by what and of which domain it counts, who made it, and what it counts."""

    classification: str
    domain: str
    deliverer: str
    definition: str


@dataclass(frozen=True)
class Background:
    """All descriptions of one theme, each in a fixed order."""

    goals: tuple[Goal, ...] = ()
    efforts: tuple[Effort, ...] = ()
    partners: tuple[Partner, ...] = ()
    projects: tuple[Project, ...] = ()
    activities: tuple[Activity, ...] = ()
    delivered: tuple[Delivery, ...] = field(default=(), repr=False)
