"""Published figures that several tests count again, each with its source."""

RATINGS_2020 = {
    "professioneel": 81,
    "toegevoegde_waarde": 75,
    "inhoudelijke_bijdrage": 74,
    "ondernemend": 72,
    "verbindend": 69,
    "voldoende_geinformeerd": 66,
    "resultaatgericht": 55,
    "innovatief": 54,
}
"""Of 100 partners who answered. Onderzoek Basisondersteuning Westerkwartier 2020, chapter 1."""
