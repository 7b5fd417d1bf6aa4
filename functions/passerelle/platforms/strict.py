"""The base of every model of a file that people write: an unknown key is a mistake, and is said."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from passerelle.core.expressions import compile_expression
from passerelle.core.sentences import Sentence


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Mistake(ValueError):
    """What a validator of a file finds, told to who wrote it; it goes on after the key, with no full stop."""

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(en)
        self.sentence = Sentence(fr=fr, en=en)


def _compiles(text: str) -> str:
    compile_expression(text)
    return text


Jmespath = Annotated[str, AfterValidator(_compiles)]
"""An expression that was compiled once, so that a mistake in it is found where it is written."""
