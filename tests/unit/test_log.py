import json
import pathlib
import re

import pytest

from passerelle import log
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidAutomation, Unavailable

DOWN = Sentence(fr="En panne", en="Down")


def test_a_unit_of_work_is_one_line_with_its_duration(printed) -> None:
    with log.unit_of_work("done") as line:
        line.add(connection="crm")
        line.add(outcome="accepted")

    (written,) = printed()
    assert (written["message"], written["level"]) == ("done", "INFO")
    assert (written["connection"], written["outcome"]) == ("crm", "accepted")
    assert written["duration_ms"] >= 0


def test_a_line_takes_only_the_listed_keys() -> None:
    with pytest.raises(KeyError, match="body"):
        log.Line().add(body="{}")


@pytest.mark.parametrize("key", sorted(log.KEYS))
def test_a_key_that_a_line_may_have_is_one_that_some_line_has(key) -> None:
    functions = pathlib.Path(log.__file__).parents[1]
    code = "".join(path.read_text(encoding="utf-8") for path in functions.rglob("*.py"))

    assert re.search(rf"\.add\([^()]*(\([^()]*\)[^()]*)*\b{key}=", code)


def test_an_error_that_passes_through_is_written_without_its_text(printed) -> None:
    with pytest.raises(ValueError, match="private"), log.unit_of_work("done"):
        raise ValueError("private")

    (written,) = printed()
    assert (written["level"], written["error_type"]) == ("ERROR", "ValueError")
    assert "private" not in json.dumps(written)


def test_an_error_of_ours_is_told_by_its_code_and_the_type_that_caused_it_and_nothing_else(printed) -> None:
    with log.unit_of_work("first") as line:
        line.explain("failed", Unavailable(DOWN, code="queue_unavailable", error_type="AccessDenied", detail="private"))
    with log.unit_of_work("second") as line:
        line.explain("failed", InvalidAutomation(DOWN))

    caused, alone = printed()
    assert (caused["level"], caused["outcome"]) == ("INFO", "failed")
    assert (caused["code"], caused["error_type"]) == ("queue_unavailable", "AccessDenied")
    assert alone["code"] == "invalid_automation"
    assert "error_type" not in alone
    assert "private" not in json.dumps(caused)


def test_a_line_keeps_nothing_of_the_one_before(printed) -> None:
    with log.unit_of_work("first") as line:
        line.add(connection="crm")
    with log.unit_of_work("second"):
        pass

    assert "connection" not in printed()[1]


def test_a_metric_is_counted_for_the_service_and_for_the_connection(printed, monkeypatch) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "passerelle-test")
    log.count("Received", 3, connection="crm")
    log.count("Received")

    with_connection, without = printed()
    assert with_connection["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Passerelle"
    assert with_connection["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"], ["service", "connection"]]
    assert (with_connection["Received"], with_connection["connection"]) == ([3.0], "crm")
    assert without["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]
    assert "connection" not in without
