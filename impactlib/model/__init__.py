"""The words of the field. This room imports no other room and nothing heavy."""

from impactlib.model.background import Activity, Background, Effort, Goal, Partner, Project
from impactlib.model.errors import (
    DisclosureError,
    ImpactError,
    ParameterError,
    RegistrationError,
    SheetError,
)
from impactlib.model.measure import CLIENTS, CLIENTS_REST, ROW_COLUMNS, Measure, PrivacyClass
from impactlib.model.period import Period
from impactlib.model.registration import (
    ANSWERS,
    DIMENSIONS,
    DOMAINS,
    DOMAINS_2013,
    INDICATORS,
    TABLES,
    Checked,
    Column,
    Finding,
    Kind,
    Registration,
    RegistrationMeta,
    TableSchema,
)
from impactlib.model.released import MIME, Released, ReleasedSheet, Row, State

__all__ = [
    "ANSWERS",
    "CLIENTS",
    "CLIENTS_REST",
    "DIMENSIONS",
    "DOMAINS",
    "DOMAINS_2013",
    "INDICATORS",
    "MIME",
    "ROW_COLUMNS",
    "TABLES",
    "Activity",
    "Background",
    "Checked",
    "Column",
    "DisclosureError",
    "Effort",
    "Finding",
    "Goal",
    "ImpactError",
    "Kind",
    "Measure",
    "ParameterError",
    "Partner",
    "Period",
    "PrivacyClass",
    "Project",
    "Registration",
    "RegistrationError",
    "RegistrationMeta",
    "Released",
    "ReleasedSheet",
    "Row",
    "SheetError",
    "State",
    "TableSchema",
]
