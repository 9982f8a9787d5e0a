"""impactlib: measures of social work that say of how many, how sure, and what they cannot say."""

__version__ = "0.1.0"
