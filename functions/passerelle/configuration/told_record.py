"""What a manifest says of a record that is known by what its events tell, and not by being read."""

from pydantic import Field

from passerelle.configuration.model import FileModel, Filled
from passerelle.platforms.strict import Jmespath


class NamedValues(FileModel):
    """A list of things that each have a name and a value, such as the answers to a form."""

    items: Jmespath = Field(description="JMESPath, in the record, of the list.")
    name: Jmespath = Field(description="Path, in an item, of its name. An item without a name is left out.")
    value: Jmespath = Field(description="JMESPath, in an item, of its value.")


class Told(FileModel):
    """How what an event tells becomes the record, with its `id` and `url`: for records that cannot be read, such as the
    answers to a form, and for deleted ones."""

    record: Jmespath = Field(
        default="@",
        description="Path, in the event's data, of the record: a map. Webhooks and polls may put it at different "
        "places.",
    )
    values: dict[Filled, NamedValues] = Field(
        default={},
        description="By the name they get in the record, lists that become a map: `response.answers.siret` "
        "instead of a search in a list.",
    )
