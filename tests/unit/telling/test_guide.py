"""The page for the people who live with an automation."""

import re
from pathlib import Path

import pytest

from passerelle.commands.page import html_page
from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.folder import read_folder
from passerelle.configuration.surroundings import Surroundings
from passerelle.telling import messages
from passerelle.telling.guide import guide
from passerelle.telling.labels import NoLabels
from passerelle.telling.messages import Message
from passerelle.telling.possible import line_messages, possible_messages
from passerelle.telling.scene import scene_of

ROOT = Path(__file__).parents[3]
FOLDER = read_folder(ROOT / "config")
AROUND = Surroundings(FOLDER.accounts(), FOLDER.manifests())
PLAIN = {
    "name": "an-automation",
    "want": {"fr": "Créer le contrat", "en": "Create the contract"},
    "when": {"connection": "hubspot", "record": "deal", "created": True, "again": "create"},
    "do": {"connection": "tomorro", "action": "create_contract"},
}


def automation(**keys) -> AutomationFile:
    return AutomationFile.model_validate({**PLAIN, **keys})


def codes(**keys) -> set[str]:
    return {one.code for one in possible_messages(scene_of(automation(**keys), AROUND, NoLabels()))}


def page(lang="fr", **keys) -> str:
    return guide(automation(**keys), AROUND, lang)


def section(text: str, title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found[1]


EXCHANGE = [
    {"to": "counterparty.name", "from": "deal.name", "required": True},
    {"to": "field.SIRET", "from": "deal.siret", "as": "siret"},
]


def test_the_page_begins_with_the_need_and_what_the_file_does():
    first, _, second, *_ = page().splitlines()

    assert first == "# Créer le contrat"
    assert second == "Je souhaite créer un contrat dans Tomorro dès que, dans HubSpot, une affaire est créée."


def test_what_is_exchanged_is_a_table():
    rows = section(page(exchange=EXCHANGE), "Informations échangées, de HubSpot vers Tomorro").splitlines()

    assert rows[0] == "| Information | D'où elle vient | Forme | Si elle manque |"
    assert rows[3] == "| SIRET | le champ « siret » de l'affaire | comme numéro SIRET vérifié | facultatif |"


def test_the_messages_of_a_line_are_those_of_the_run_word_for_word():
    file = automation(exchange=EXCHANGE)

    told = [one.fr for one in line_messages(scene_of(file, AROUND, NoLabels()))]

    assert told == [
        (
            "Le champ « nom du cocontractant » est obligatoire, mais « deal.name » est vide. Complétez la fiche "
            "« deal » dans hubspot, puis rejouez l'exécution."
        ),
        (
            "Le champ « SIRET » n'a pas été rempli : la valeur reçue ..., alors qu'il faut un SIRET (14 chiffres, clé "
            "de contrôle comprise). Corrigez la fiche « deal » dans hubspot, puis rejouez l'exécution."
        ),
    ]
    assert all(one in page(exchange=EXCHANGE) for one in told)


ALWAYS = {"not_found", "credentials_refused", "remote_refused", "gave_up", "loop"}
CREATION = {"counterparty_archived", "counterparty_ambiguous", "form_incomplete", "unknown_option"}
SIGNED = {"connection": "tomorro", "record": "contract", "status": "signed", "again": "create"}
CHANGING = {"no_linked_contract", "contract_signed"}
UPDATE = {"connection": "tomorro", "action": "update_contract"}
CHANGE = {"field": "stage", "from": "open", "to": "won"}
WHEN = PLAIN["when"]


@pytest.mark.parametrize(
    ("keys", "more"),
    [
        ({}, CREATION),
        ({"do": UPDATE}, CHANGING | {"unknown_option"}),
        ({"exchange": EXCHANGE}, CREATION | {"missing_value", "value_refused"}),
        ({"exchange": EXCHANGE, "missing": "skip"}, CREATION | {"missing_value", "value_refused"}),
        ({"exchange": EXCHANGE, "missing": "default"}, CREATION | {"value_refused"}),
        ({"when": WHEN | {"again": "ignore"}}, CREATION | {"already_done"}),
        ({"when": WHEN | {"where": [{"path": "deal.x", "is": 1}]}}, CREATION | {"condition"}),
        ({"read": {"company": {"record": "company", "of": "deal"}}}, CREATION | {"several_records"}),
        ({"read": {"company": {"record": "company", "of": "deal", "several": "first"}}}, CREATION),
        (
            {"when": {"connection": "hubspot", "record": "deal", "change": CHANGE, "again": "create"}},
            CREATION | {"former_unknown"},
        ),
        (
            {"then": [{"connection": "slack", "action": "post_message", "channel": "#x", "text": "x"}]},
            CREATION | {"channel_refused", "thread_refused"},
        ),
        ({"then": [{"connection": "tomorro", "action": "send_for_signature"}]}, CREATION | CHANGING),
        (
            {"when": SIGNED, "then": [{"write_back": {"record": "contract", "set": {"field.X": "contract.id"}}}]},
            CREATION | CHANGING,
        ),
    ],
)
def test_only_messages_that_the_automation_can_bring_about_are_told(keys, more):
    assert codes(**keys) == ALWAYS | more


def test_every_message_has_a_code_that_is_documented():
    described = "".join((ROOT / "docs" / name).read_text() for name in ("operations/codes.md", "platforms/tomorro.md"))
    told = [one for one in vars(messages).values() if isinstance(one, Message)]

    assert told
    assert [one.code for one in told if f"`{one.code}`" not in described] == []


def test_the_platforms_are_a_click_away():
    assert "- [HubSpot](https://app.hubspot.com/)\n- [Tomorro](https://app.tomorro.com/)\n" in page()


def test_the_owner_is_the_one_to_ask():
    assert section(page(owner="Ventes, ventes@exemple.fr"), "À qui demander").startswith("Ventes, ventes@exemple.fr\n")
    assert "ajoutez `owner`" in section(page(), "À qui demander")


@pytest.mark.parametrize("name", FOLDER.automations)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_shipped_automation_has_a_guide(name, lang):
    text = guide(FOLDER.automations[name].model, AROUND, lang)

    assert text.startswith("# ")
    assert "{" not in text


def test_what_a_file_says_is_not_taken_for_markdown():
    owner = "# <script> [x](y) *gras* a_b _c_ | d"

    assert r"\# \<script\> \[x\](y) \*gras\* a_b \_c\_ \| d" in page(owner=owner)


def test_the_html_page_needs_nothing_but_itself_and_runs_nothing():
    html = html_page(page(owner="<script>alert(1)</script>", exchange=EXCHANGE), "fr")

    assert html.startswith('<!DOCTYPE html>\n<html lang="fr">')
    assert "<title>Créer le contrat</title>" in html
    assert "<table>" in html
    assert "@media print" in html
    assert "<script" not in html
    assert re.findall(r'(?:src|href)="(?!https://app\.)[^"]*"', html) == []


def test_french_signs_stay_with_their_word():
    assert "«\xa0SIRET\xa0»\xa0: oui" in html_page("« SIRET » : oui\n", "fr")
    assert "a : b" in html_page("a : b\n", "en")
