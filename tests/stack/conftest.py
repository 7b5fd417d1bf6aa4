"""The template as plain data, its short tags (`!Ref`, `!GetAtt` ...) written out."""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


class _Loader(yaml.SafeLoader):
    pass


def _function(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _function)


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def template():
    return yaml.load((ROOT / "template.yaml").read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe loader


@pytest.fixture(scope="session")
def of_type(template):
    """The resources of one type, by their logical id: their properties, and the resource itself under `self`."""

    def select(kind):
        return {
            name: resource["Properties"] | {"self": resource}
            for name, resource in template["Resources"].items()
            if resource["Type"] == kind
        }

    return select


@pytest.fixture(scope="session")
def functions(of_type):
    return of_type("AWS::Serverless::Function")


@pytest.fixture(scope="session")
def lasting(functions, template):
    """The functions that every stack has; the console is there for those who ask for it."""
    return {name: one for name, one in functions.items() if "Condition" not in template["Resources"][name]}


@pytest.fixture(scope="session")
def statements(of_type):
    """Every statement of every role, each under the logical id of its role."""
    found = []
    for name, role in of_type("AWS::IAM::Role").items():
        for policy in role["Policies"]:
            for entry in policy["PolicyDocument"]["Statement"]:
                statement = entry["Fn::If"][1] if "Fn::If" in entry else entry
                found.append((name, statement))
    return found
