"""The house style for figures that a researcher draws herself."""

from __future__ import annotations

from impactlib.sheet.style import house_style


def use_style() -> None:
    """Let seaborn and matplotlib draw in the house style: its colours, its letters, no box around the figure.

    Examples
    --------
    >>> from impactlib import use_style
    >>> use_style()
    """
    import seaborn as sns  # noqa: PLC0415 - only who draws needs it

    light = house_style().light
    colours = [light[role] for role in ("s1", "s2", "s3", "s0")]
    ink = dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), light["ink"])
    sns.set_theme(
        style="ticks",
        palette=colours,
        rc={
            **ink,
            "axes.edgecolor": light["soft"],
            "axes.spines.top": False,
            "axes.spines.right": False,
            "figure.figsize": (5.6, 3.2),
            "figure.dpi": 72,
            "font.family": "sans-serif",
            "font.sans-serif": ["Arial", "Liberation Sans", "DejaVu Sans"],
            "font.size": 12,
            "axes.labelsize": 12,
            "xtick.labelsize": 12,
            "ytick.labelsize": 12,
            "legend.fontsize": 12,
            "legend.title_fontsize": 12,
            "legend.frameon": False,
            "svg.fonttype": "none",
        },
    )
