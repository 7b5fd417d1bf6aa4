"""What changed between two looks at the same accounts: told by its consequence, and whether runs will go wrong."""

import json
from dataclasses import replace

import pytest

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import compile_automation
from passerelle.core.automation import Stage
from passerelle.core.checking import Surveyed
from passerelle.core.drift import differences, fingerprint
from passerelle.core.form_rules import Rule
from passerelle.core.schema import FieldType, Option, RecordSchema, TargetSchema
from tests.unit.checking.conftest import CREATION, DEAL, FILE

AUTOMATION = compile_automation(
    AutomationFile.model_validate(
        {
            **FILE,
            "exchange": [
                *FILE["exchange"],
                {"to": "field.SIRET", "from": "deal.custom_fields.a1", "as": "siret"},
                {"to": "contract.name", "from": "deal.address || deal.is_vip", "as": "raw"},
                {
                    "to": "field.Type de vente",
                    "from": "deal.dealtype",
                    "as": {"choice": {"new": "Nouveau client", "old": "o2"}},
                },
            ],
        }
    ),
    0,
    Stage.LIVE,
)
BEFORE = fingerprint(AUTOMATION, Surveyed({"deal": DEAL}, {"do": CREATION}))


def drift(records: RecordSchema = DEAL, target: TargetSchema = CREATION):
    after = fingerprint(AUTOMATION, Surveyed({"deal": records}, {"do": target}), BEFORE)
    return differences(BEFORE, json.loads(json.dumps(after)))


def source(name, **changes):
    field = DEAL.fields[name]
    return replace(DEAL, fields={**DEAL.fields, name: replace(field, **changes)})


def without(name, **others):
    kept = {one: field for one, field in DEAL.fields.items() if one != name}
    return replace(DEAL, fields={**kept, **others})


def target(name, **changes):
    field = CREATION.fields[name]
    return replace(CREATION, fields={**CREATION.fields, name: replace(field, **changes)})


def test_what_did_not_change_makes_no_difference_and_a_fingerprint_is_plain_json():
    assert drift() == []
    assert json.loads(json.dumps(BEFORE)) == BEFORE


def test_a_field_that_the_automation_does_not_use_may_change_as_it_likes():
    assert drift(without("signed_on")) == []
    assert drift(target=target("field.Urgent", type=FieldType.TEXT)) == []


SOURCES = {
    "an optional value is lost": (
        without("custom_fields.a1"),
        ("field_removed", "deal.custom_fields.a1", True),
        "les contrats créés désormais n'auront plus « SIRET »",
        'contracts created from now on will lack "SIRET"',
    ),
    "a required value is lost": (
        without("dealname"),
        ("field_removed", "deal.dealname", True),
        "chaque exécution sera mise de côté",
        "every run will be parked",
    ),
    "the trigger is lost": (
        without("dealstage"),
        ("field_removed", "deal.dealstage", True),
        "l'automatisation ne se déclenchera plus",
        "the automation will no longer start",
    ),
    "one of two paths is lost": (
        without("address"),
        ("field_removed", "deal.address", False),
        "ne viendra plus que des autres chemins",
        "from the other paths of its line only",
    ),
    "a field has another name": (
        without(
            "custom_fields.a1",
            **{"custom_fields.z9": replace(DEAL.fields["custom_fields.a1"], name="custom_fields.z9")},
        ),
        ("field_renamed", "deal.custom_fields.a1", True),
        "s'appelle maintenant « custom_fields.z9 »",
        'is now called "custom_fields.z9"',
    ),
    "a field holds something else": (
        source("amount", type=FieldType.DATE),
        ("field_retyped", "deal.amount", True),
        "contient maintenant une date",
        "now holds a date",
    ),
    "people may choose something new": (
        source("dealtype", options=(*DEAL.fields["dealtype"].options, Option("other", ("Autre",)))),
        ("option_added", "deal.dealtype=other", True),
        "que la table ne prévoit pas",
        "which the table does not foresee",
    ),
    "a new option of the trigger": (
        source("dealstage", options=(*DEAL.fields["dealstage"].options, Option("other", ("Autre",)))),
        ("option_added", "deal.dealstage=other", False),
        "a une nouvelle option, « Autre ».",
        'has a new option, "Autre".',
    ),
    "the value that starts it is archived": (
        source(
            "dealstage",
            options=(Option("contractsent", ("Contrat envoyé",)), Option("closedwon", ("Gagnée",), archived=True)),
        ),
        ("option_removed", "deal.dealstage=closedwon", True),
        "ne se déclenchera plus sur elle",
        "will no longer start on it",
    ),
    "a label changes on screen": (
        source("dealtype", options=(Option("new", ("Client neuf",)), Option("old", ("Renouvellement",)))),
        ("option_renamed", "deal.dealtype=new", False),
        "rien à changer",
        "nothing to change",
    ),
}


@pytest.mark.parametrize(("schema", "expected", "french", "english"), SOURCES.values(), ids=SOURCES)
def test_a_change_of_what_is_read_tells_its_consequence(schema, expected, french, english):
    difference = drift(schema)[0]

    assert (difference.kind, difference.path, difference.breaks) == expected
    assert french in difference.sentence.fr
    assert english in difference.sentence.en


KIND = CREATION.fields["field.Type de vente"]
TARGETS = {
    "a field is gone": (
        replace(CREATION, fields={k: v for k, v in CREATION.fields.items() if k != "field.SIRET"}, aliases={}),
        ("field_removed", "do.field.SIRET", True),
        "chaque exécution sera mise de côté",
    ),
    "a field is called otherwise": (
        replace(
            CREATION,
            fields={
                **{k: v for k, v in CREATION.fields.items() if k != "field.SIRET"},
                "field.N° SIRET": replace(CREATION.fields["field.SIRET"], name="field.N° SIRET", title="N° SIRET"),
            },
            aliases={},
        ),
        ("field_renamed", "do.field.SIRET", True),
        "s'appelle maintenant « field.N° SIRET »",
    ),
    "a field takes something else": (
        target("field.SIRET", type=FieldType.NUMBER),
        ("field_retyped", "do.field.SIRET", True),
        "attend maintenant un nombre",
    ),
    "a field is worked out by itself": (
        target("field.SIRET", writable=False),
        ("field_read_only", "do.field.SIRET", True),
        "ne peut plus être écrit",
    ),
    "a field that nothing fills is mandatory": (
        target("field.Urgent", required=True),
        ("field_mandatory", "do.field.Urgent", True),
        "les contrats ne seront plus créés",
    ),
    "a field that may be empty is mandatory": (
        target("field.SIRET", required=True),
        ("field_mandatory", "do.field.SIRET", False),
        "une fiche où il est vide sera mise de côté",
    ),
    "an option that is written is called otherwise": (
        target("field.Type de vente", options=(Option("o1", ("Client neuf",)), *KIND.options[1:])),
        ("option_renamed", "do.field.Type de vente=o1", True),
        "Écrivez le nouveau libellé",
    ),
    "an option that is written by its id is called otherwise": (
        target("field.Type de vente", options=(KIND.options[0], Option("o2", ("Reconduction",)), KIND.options[2])),
        ("option_renamed", "do.field.Type de vente=o2", False),
        "rien à changer",
    ),
    "an option that is written is gone": (
        target("field.Type de vente", options=KIND.options[1:]),
        ("option_removed", "do.field.Type de vente=o1", True),
        "Corrigez la table",
    ),
    "there is a new option": (
        target("field.Type de vente", options=(*KIND.options, Option("o4", ("Essai",)))),
        ("option_added", "do.field.Type de vente=o4", False),
        "rien ne la choisit encore",
    ),
    "the template is no longer published": (
        replace(CREATION, params={**CREATION.params, "template": (Option("m-test", ("Essai",)),)}),
        ("choice_removed", "do.template", True),
        "« Vrai » n'est plus publié",
    ),
    "the contract type is called otherwise": (
        replace(CREATION, params={**CREATION.params, "contract_type": (Option("t1", ("Services",)),)}),
        ("choice_renamed", "do.contract_type", False),
        "« Prestation » s'appelle maintenant « Services »",
    ),
    "the form has another rule": (
        replace(CREATION, rules=(Rule({"all": [{"fact": "f4", "operator": "equal", "value": "x"}]}, ("f1",)),)),
        ("rules_changed", "do", False),
        "passerelle check --online",
    ),
}


@pytest.mark.parametrize(("schema", "expected", "french"), TARGETS.values(), ids=TARGETS)
def test_a_change_of_what_is_filled_tells_its_consequence(schema, expected, french):
    [difference] = drift(target=schema)

    assert (difference.kind, difference.path, difference.breaks) == expected
    assert french in difference.sentence.fr
    assert difference.sentence.en.endswith(".")


def test_what_breaks_comes_first():
    changed = source("dealstage", options=(*DEAL.fields["dealstage"].options, Option("other", ("Autre",))))

    found = drift(changed, target("field.SIRET", writable=False))

    assert [one.breaks for one in found] == [True, False]


def test_what_could_not_be_asked_this_time_is_no_difference():
    after = fingerprint(AUTOMATION, Surveyed({}, {}), BEFORE)

    assert differences(BEFORE, after) == []


def test_fingerprints_of_another_form_are_not_compared():
    assert differences({**BEFORE, "version": 0}, fingerprint(AUTOMATION, Surveyed({"deal": DEAL}, {}))) == []
