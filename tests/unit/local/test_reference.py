"""The keys of a file, as the tables that `make docs` makes from its models."""

from typing import Literal

from pydantic import BaseModel, Field

from local.reference import reference, sections
from passerelle.platforms.strict import Jmespath


class Wheel(BaseModel):
    """What turns. `{size}` and {colour} are known."""

    path: Jmespath = Field(default="@", description="Where it is.")


class Car(BaseModel):
    """On four wheels."""

    kind: Literal["car"]
    wheels: list[Wheel] = Field(default=[], description="Four of them | or five.")


class Train(BaseModel):
    """On rails."""

    kind: Literal["train"]
    wheels: list[Wheel] = Field(description="Many.")
    engine: dict[str, Wheel] | None = Field(default=None, description="By name.")


class Yard(BaseModel):
    cars: list[Car | Train] = Field(description="What stands in it.")
    spare: Wheel = Field(default=Wheel(), alias="in", description="One more.")


ROOTS: dict[str, type[BaseModel]] = {"yard.yaml": Yard}


def test_a_model_that_stands_at_two_places_is_told_at_the_first():
    assert [section.title for section in sections(ROOTS)] == ["yard.yaml", "cars", "cars.wheels"]
    assert "| `in` | [wheels](#carswheels) | those of its keys | One more. |" in reference(ROOTS)


def test_a_key_that_only_one_of_several_models_has_says_which():
    assert "| `engine` | by name: [wheels](#carswheels) | none | (`train`) By name. |" in reference(ROOTS)


def test_a_key_that_several_models_have_is_one_row_with_what_each_says():
    row = "| `wheels` | list: [wheels](#carswheels) | none or required | Four of them \\| or five. Many. |"

    assert row in reference(ROOTS)
    assert "- `car`: On four wheels.\n- `train`: On rails.\n" in reference(ROOTS)
    assert "| `kind` | `car` or `train` | required | Which of these it is. |" in reference(ROOTS)


def test_a_path_and_the_names_that_texts_know_are_told_as_such():
    assert "What turns. `{size}` and `{colour}` are known." in reference(ROOTS)
    assert "| `path` | path | `@` | Where it is. |" in reference(ROOTS)
