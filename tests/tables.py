"""The table as the template declares it, for moto."""

from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).parents[1] / "template.yaml"


def create_table(client: Any) -> str:
    """Gives the table's name. Its keys and index are read from the template, so that the two cannot differ."""
    properties = _table_properties()
    client.create_table(
        TableName="journal",
        AttributeDefinitions=properties["AttributeDefinitions"],
        KeySchema=properties["KeySchema"],
        GlobalSecondaryIndexes=properties["GlobalSecondaryIndexes"],
        BillingMode="PAY_PER_REQUEST",
    )
    return "journal"


def _table_properties() -> dict[str, Any]:
    class Loader(yaml.SafeLoader):
        """Takes CloudFormation's own tags as plain values."""

    Loader.add_multi_constructor("!", lambda loader, _tag, node: _plain(loader, node))
    template = yaml.load(TEMPLATE.read_text(), Loader)  # noqa: S506 - a safe loader with more tags
    [table] = [one for one in template["Resources"].values() if one["Type"] == "AWS::DynamoDB::Table"]
    return table["Properties"]


def _plain(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)
