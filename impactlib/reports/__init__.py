"""From a registration to the released tables of a report: what it holds, and what was decided before it."""
