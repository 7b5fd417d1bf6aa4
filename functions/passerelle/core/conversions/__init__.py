"""From the value that was read to the one a field takes: the right one, or a sentence that says why there is none."""

from passerelle.core.conversions.model import Conversion, InvalidConversion, Kind, ValueRefused
from passerelle.core.conversions.refusals import Place, refusal_sentence
from passerelle.core.conversions.registry import CONVERSIONS, compile_conversion

__all__ = [
    "CONVERSIONS",
    "Conversion",
    "InvalidConversion",
    "Kind",
    "Place",
    "ValueRefused",
    "compile_conversion",
    "refusal_sentence",
]
