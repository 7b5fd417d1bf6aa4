"""What check found, in each form that something else reads."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema_rs import validator_for

from passerelle.commands.reports import Format, report
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity
from passerelle.operations.online.findings import Told, fails, in_order

FIELD = Told(
    Path("config/automations/à vérifier.yaml"),
    12,
    "exchange.0.to",
    "unknown_target",
    Severity.ERROR,
    Sentence(fr="Rien ne s'appelle « x ».", en='Nothing is called "x".'),
    "field.SIRET",
)
HOOK = Told(
    Path("config/connections/hubspot.yaml"),
    2,
    "connection",
    "webhook_unseen",
    Severity.NOTE,
    Sentence(fr="Vérifiez : 100 %,\nou presque.", en="Check: 100%,\nor nearly."),
)

TEXT = {"type": "string", "minLength": 1}
SARIF = {
    "type": "object",
    "required": ["version", "runs", "$schema"],
    "additionalProperties": False,
    "properties": {
        "$schema": {
            "const": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
        },
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "name": TEXT,
                                    "version": TEXT,
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {"type": "object", "required": ["id"], "properties": {"id": TEXT}},
                                    },
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message", "ruleId", "locations"],
                            "properties": {
                                "ruleId": TEXT,
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"type": "object", "required": ["text"], "properties": {"text": TEXT}},
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "type": "object",
                                                        "properties": {
                                                            "uri": {"type": "string", "pattern": "^[!-~]+$"}
                                                        },
                                                    },
                                                    "region": {
                                                        "type": "object",
                                                        "properties": {"startLine": {"type": "integer", "minimum": 1}},
                                                    },
                                                },
                                            },
                                            "logicalLocations": {"type": "array", "items": {"type": "object"}},
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What SARIF 2.1.0 asks of the parts that we write."""


def printed(capsys, form, findings=(FIELD, HOOK), lang="en"):
    report(list(findings), form, lang)
    return capsys.readouterr()


def test_people_read_place_sentence_and_mend_on_standard_error(capsys):
    shown = printed(capsys, Format.TEXT, lang="fr")

    assert shown.out == ""
    assert shown.err.splitlines()[:3] == [
        "config/automations/à vérifier.yaml:12: exchange.0.to",
        "    Rien ne s'appelle « x ».",
        "    Est-ce « field.SIRET » ?",
    ]
    assert shown.err.endswith("1 problème, 1 remarque.\n")


def test_a_piece_of_the_file_is_told_to_be_written(capsys):
    missing = replace(FIELD, suggestion="- {to: field.SIRET, from: ...}")

    assert "    Write: - {to: field.SIRET, from: ...}" in printed(capsys, Format.TEXT, [missing]).err.splitlines()


def test_programs_read_both_languages(capsys):
    first, second = json.loads(printed(capsys, Format.JSON).out)

    assert first["reason"] == FIELD.sentence.to_json()
    assert (first["code"], first["severity"], first["line"]) == ("unknown_target", "error", 12)
    assert (second["severity"], second["suggestion"]) == ("note", None)


@pytest.mark.parametrize("findings", [(), (FIELD, HOOK)])
def test_code_scanning_reads_sarif(capsys, findings):
    whole = json.loads(printed(capsys, Format.SARIF, findings).out)

    assert [error.message for error in validator_for(SARIF).iter_errors(whole)] == []
    [run] = whole["runs"]
    assert {one["ruleId"] for one in run["results"]} == {one["id"] for one in run["tool"]["driver"]["rules"]}
    assert [one["level"] for one in run["results"]] == [one.severity.value for one in findings]


def test_a_pull_request_shows_annotations_whatever_signs_they_hold(capsys):
    lines = printed(capsys, Format.GITHUB).out.splitlines()

    assert lines == [
        (
            "::error file=config/automations/à vérifier.yaml,line=12,title=exchange.0.to (unknown_target)"
            '::Nothing is called "x". Is it "field.SIRET"?'
        ),
        (
            "::notice file=config/connections/hubspot.yaml,line=2,title=connection (webhook_unseen)"
            "::Check: 100%25,%0Aor nearly."
        ),
    ]


def test_what_two_stages_share_is_told_once_in_the_order_of_the_file():
    later = Told(FIELD.path, 20, "do", "not_there", Severity.WARNING, FIELD.sentence)

    assert in_order([later, HOOK, FIELD, FIELD]) == [FIELD, later, HOOK]


@pytest.mark.parametrize(
    ("severity", "failed", "failed_strictly"),
    [("error", True, True), ("warning", False, True), ("note", False, False)],
)
def test_an_error_fails_a_check_and_a_warning_a_strict_one(severity, failed, failed_strictly):
    found = [Told(FIELD.path, 1, "do", "x", Severity(severity), FIELD.sentence)]

    assert (fails(found), fails(found, strict=True)) == (failed, failed_strictly)
