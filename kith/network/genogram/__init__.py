"""The genogram: a family laid out and drawn from its relationships. Pure: it knows neither Django nor the record."""

from kith.network.genogram.draw import drawn
from kith.network.genogram.family import Beside, Couple, Family, Feeling, Someone
from kith.network.genogram.place import Layout, Spot, lay_out

__all__ = ["Beside", "Couple", "Family", "Feeling", "Layout", "Someone", "Spot", "drawn", "lay_out"]
