"""The base of every model of a file that people write: an unknown key is a mistake, and is said."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from passerelle.core.expressions import compile_expression


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _compiles(text: str) -> str:
    compile_expression(text)
    return text


Jmespath = Annotated[str, AfterValidator(_compiles)]
"""An expression that was compiled once, so that a mistake in it is found where it is written."""
