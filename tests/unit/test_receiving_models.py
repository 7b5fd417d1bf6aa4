from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from passerelle.platforms.receiving import Receiving, compile_settings, settings_text

PLATFORMS = Path(__file__).parents[2] / "config/platforms"
STANDARD_PARAMETER_BYTES = 4096
SHIPPED = sorted(path for path in PLATFORMS.glob("*.yaml") if "receive" in yaml.safe_load(path.read_text("utf-8")))
HMAC = {"kind": "hmac", "headers": ["X-Signature"]}
ROW = {"event": "created", "record": "deal", "id": "id"}


def receive(scheme: dict[str, Any] = HMAC, **split: Any) -> dict[str, Any]:
    return {"schemes": [scheme], "split": {"key": ["id"], "occurred_at": {"path": "at"}, "rows": [ROW], **split}}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_settings_of_a_shipped_platform_fit_a_standard_parameter(path) -> None:
    manifest = yaml.safe_load(path.read_text("utf-8"))["receive"]

    text = settings_text(compile_settings(path.stem, manifest))

    assert len(text.encode()) < STANDARD_PARAMETER_BYTES


def test_a_connection_changes_parts_and_keeps_the_rest() -> None:
    override = {"split": {"key": ["ref"]}, "schemes": [{"kind": "basic", "secret": "credentials"}]}

    settings = compile_settings("generic", receive(), override)

    assert [scheme["kind"] for scheme in settings["schemes"]] == ["basic"]
    assert settings["split"]["key"] == ["ref"]
    assert settings["split"]["rows"][0]["record"] == "deal"


@pytest.mark.parametrize(
    ("scheme", "word"),
    [
        ({**HMAC, "tolerence": 3}, "tolerence"),
        ({**HMAC, "kind": "none"}, "none"),
        ({**HMAC, "signed": "{boddy}"}, "boddy"),
        ({**HMAC, "signed": "fixed"}, "{body}"),
        ({**HMAC, "signed": "{secret}{body}"}, "{secret}"),
        ({**HMAC, "timestamp": {"header": "X-At"}}, "unsigned moment"),
        ({**HMAC, "signed": "{timestamp}.{body}"}, "go together"),
        ({**HMAC, "signed": "{timestamp}.{body}", "timestamp": {"pair": "t"}}, "form: pairs"),
        ({**HMAC, "signed": "{timestamp}.{body}", "timestamp": {}}, "either header or pair"),
        ({**HMAC, "signed": "{id}.{body}"}, "id_header"),
        ({**HMAC, "form": "prefix"}, "mark"),
        ({**HMAC, "mark": "sha256="}, "mark"),
        ({**HMAC, "algorithm": "md5"}, "algorithm"),
        ({**HMAC, "headers": []}, "headers"),
        ({**HMAC, "secret": "signing-previous"}, "secret"),
        ({"kind": "digest", "headers": ["X"], "signed": "{body}", "version_header": "V", "version": "1"}, "{secret}"),
    ],
)
def test_a_scheme_that_would_prove_nothing_or_cannot_work_is_refused_where_it_is_written(scheme, word) -> None:
    with pytest.raises(ValidationError) as caught:
        compile_settings("generic", receive(scheme))

    assert word in str(caught.value)


@pytest.mark.parametrize(
    ("split", "word"),
    [
        ({"key": []}, "key"),
        ({"key": ["data..id"]}, "JMESPath"),
        ({"rows": [ROW, ROW]}, "only the last one"),
        ({"rows": [{**ROW, "event": "deal created"}]}, "event"),
        ({"rows": [{**ROW, "iff": "a"}]}, "iff"),
        ({"rows": []}, "rows"),
        ({"occurred_at": {"path": "at", "unit": "minutes"}}, "unit"),
    ],
)
def test_a_split_that_cannot_work_is_refused_where_it_is_written(split, word) -> None:
    with pytest.raises(ValidationError) as caught:
        compile_settings("generic", receive(**split))

    assert word in str(caught.value)


def test_every_key_is_described_for_the_editor() -> None:
    schema = Receiving.model_json_schema()
    models = [schema, *schema["$defs"].values()]

    undescribed = [
        f"{model['title']}.{name}"
        for model in models
        for name, value in model["properties"].items()
        if name != "kind" and "description" not in value
    ]

    assert undescribed == []
