"""One thing wrong in the folder gives one finding: file, line, key, a sentence in both languages, a suggestion."""

import shutil
from pathlib import Path

import pytest

from passerelle.configuration.folder import read_folder

CONFIG = Path(__file__).parents[3] / "config"
DEAL = "automations/contract-when-deal-won.yaml"
SIGNED = "automations/deal-knows-signature.yaml"
HUBSPOT = "connections/hubspot.yaml"

BROKEN = {
    "unknown key": (DEAL, "missing: park", "mising: park", "mising", "missing"),
    "wrong word": (DEAL, "stage: live", "stage: live!", "stage", "live"),
    "no trigger": (
        DEAL,
        "  change: {field: dealstage, from: [presentationscheduled, contractsent], to: closedwon}\n",
        "",
        "when",
        None,
    ),
    "no platform of the trigger": (DEAL, "  connection: hubspot\n", "", "when.connection", None),
    "no action": (DEAL, "  action: create_contract\n", "", "do.action", None),
    "two triggers": (SIGNED, "  status: signed\n", "  status: signed\n  created: true\n", "when", None),
    "no counterparty": (
        DEAL,
        "  - {to: counterparty.name, from: company.name, required: true}\n",
        "",
        "exchange",
        None,
    ),
    "bad path": (DEAL, "from: company.siret,", "from: 'company.[',", "exchange.1.from", None),
    "unknown conversion": (DEAL, "as: siret}", "as: sirret}", "exchange.1.as", "siret"),
    "unknown root": (DEAL, "from: company.siret,", "from: compagny.siret,", "exchange.1.from", "company"),
    "unknown target": (DEAL, "to: counterparty.name,", "to: counterparty.nom,", "exchange.0.to", "counterparty.name"),
    "unknown connection": (DEAL, "connection: tomorro", "connection: tomoro", "do.connection", "tomorro"),
    "unknown record": (
        DEAL,
        "{record: company, of: deal}",
        "{record: compagny, of: deal}",
        "read.company.record",
        "company",
    ),
    "unknown action": (DEAL, "action: create_contract", "action: creat_contract", "do.action", "create_contract"),
    "unknown parameter": (SIGNED, '    channel: "#ventes"', '    canal: "#ventes"', "then.0", "channel"),
    "no template": (
        DEAL,
        "  template: {test: 0d000000-0000-4000-8000-000000000001, live: 0d000000-0000-4000-8000-000000000002}\n",
        "",
        "do.template",
        None,
    ),
    "write-back to nothing": (
        DEAL,
        "write_back: {record: deal,",
        "write_back: {record: dael,",
        "then.0.write_back",
        "deal",
    ),
    "name of another file": (
        DEAL,
        "name: contract-when-deal-won",
        "name: contract-when-deal-lost",
        "name",
        "contract-when-deal-won",
    ),
    "key twice": (DEAL, "missing: park", "missing: park\nmissing: skip", "missing", None),
    "unreadable": (DEAL, "when:\n", "when:\n\t- x\n", "", None),
    "setting not given": (HUBSPOT, 'settings:\n  portal_id: "62515"\n', "", "settings", None),
    "unknown setting": (HUBSPOT, "portal_id:", "portal:", "settings.portal", "portal_id"),
    "cannot be polled": (HUBSPOT, "poll: [deal]", "poll: [contact]", "poll.0", None),
    "unknown platform": (HUBSPOT, "platform: hubspot", "platform: hubspit", "platform", "hubspot"),
    "unknown secret": (
        "platforms/slack.yaml",
        "Bearer {secret.bot_token}",
        "Bearer {secret.bot_tokn}",
        "call.headers.authorization",
        "bot_token",
    ),
}


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(CONFIG, tmp_path / "config")
    return tmp_path / "config"


def test_what_is_shipped_is_in_order(folder):
    assert read_folder(folder).findings == []


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_is_found_where_it_is_and_said_so_that_it_can_be_mended(folder, fault):
    name, right, wrong, key, suggestion = BROKEN[fault]
    path = folder / name
    text = path.read_text()
    assert right in text, "the shipped file changed: adapt this table"
    path.write_text(text.replace(right, wrong))

    findings = [one for one in read_folder(folder).findings if one.path == path]

    assert findings, "nothing was found"
    first = next(one for one in findings if one.key.startswith(key))
    assert 1 <= first.line <= len(path.read_text().splitlines())
    assert first.problem.sentence.fr != first.problem.sentence.en
    assert first.problem.suggestion == suggestion or any(one.problem.suggestion == suggestion for one in findings)


def test_the_line_is_that_of_the_key(folder):
    path = folder / DEAL
    path.write_text(path.read_text().replace("as: siret}", "as: sirret}"))

    [finding] = read_folder(folder).findings

    assert "sirret" in path.read_text().splitlines()[finding.line - 1]


def test_french_sentences_are_french(folder):
    for name, right, wrong, _, _ in BROKEN.values():
        path = folder / name
        whole = path.read_text()
        path.write_text(whole.replace(right, wrong))

        for finding in read_folder(folder).findings:
            words = set(finding.problem.sentence.fr.lower().split())
            assert not words & {"the", "is", "should", "must", "input", "exactly", "either"}, (
                finding.problem.sentence.fr
            )

        path.write_text(whole)
