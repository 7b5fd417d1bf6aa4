"""The queries that the stack saves ask for keys that log lines have, in groups that exist, and are described."""

import re

import pytest

from passerelle import log

WORDS = frozenset(
    {"fields", "filter", "stats", "sort", "by", "asc", "desc", "as", "and", "or", "in", "like"}
    | {"count", "pct", "max", "ispresent", "coalesce"}
    | {"timestamp", "log", "message"}
)
"""Of the language, and the keys that every line has."""

QUOTED = re.compile(r'"[^"]*"|/[^/\n]*/')


@pytest.fixture(scope="module")
def queries(of_type):
    """The text of each, by the last part of its name."""
    return {
        query["Name"]["Fn::Sub"].removeprefix("passerelle/${Environment}/"): query
        for query in of_type("AWS::Logs::QueryDefinition").values()
    }


def test_every_query_asks_for_keys_that_lines_have(queries):
    for name, query in queries.items():
        bare = QUOTED.sub("", query["QueryString"])
        made = set(re.findall(r" as (\w+)", bare))

        used = set(re.findall(r"\b[a-z]\w*", bare)) - WORDS - made

        assert used <= log.KEYS, name


def test_every_query_looks_into_groups_of_functions(queries, functions):
    groups = {function["LoggingConfig"]["LogGroup"]["Ref"] for function in functions.values()}

    for name, query in queries.items():
        assert query["LogGroupNames"], name
        assert {group["Ref"] for group in query["LogGroupNames"]} <= groups, name


def test_every_query_is_described_and_no_other(queries, root):
    page = (root / "docs/operations/logs.md").read_text(encoding="utf-8")

    (rows,) = re.findall(r"^\| saved query .*\n\| --- .*\n((?:\|.*\n)+)", page, re.MULTILINE)
    assert set(re.findall(r"^\| `([a-z-]+)` \|", rows, re.MULTILINE)) == queries.keys()


def test_every_query_that_a_runbook_names_exists(queries, template):
    named = set()
    for resource in template["Resources"].values():
        named |= set(re.findall(r'saved\s+query "([a-z-]+)"', str(resource["Properties"].get("AlarmDescription", ""))))

    assert named
    assert named <= queries.keys()
