"""An automation told in words: what a person who does not read YAML approves."""

from pathlib import Path

import pytest
import yaml

from passerelle.core.sentences import Sentence

CASES = {one["case"]: one for one in yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))}


def french(sentences) -> list[str]:
    return [sentence.fr for sentence in sentences]


def english(sentences) -> list[str]:
    return [sentence.en for sentence in sentences]


def exchange(*lines):
    return [{"to": "field.X", "from": "deal.x", **line} for line in lines]


@pytest.mark.parametrize("case", CASES)
def test_the_sentence_reads_as_a_person_would_say_it(told, case):
    given = {key: value for key, value in CASES[case].items() if key not in {"case", "fr", "en"}}

    assert told(**given).sentence == Sentence(fr=CASES[case]["fr"], en=CASES[case]["en"])


def test_more_conditions_than_a_sentence_can_hold_are_listed(told):
    case = told(when=CASES["three conditions"]["when"])

    assert next(title.fr for title, _ in case.lists()) == "Conditions"
    assert french(case.conditions) == [
        "le champ « a » de l'affaire est « 1 »",
        "le champ « b » de l'affaire n'est pas « 2 »",
        "le champ « c » de l'affaire contient « x »",
    ]


@pytest.mark.parametrize(
    ("line", "fr", "en"),
    [
        (
            {"to": "counterparty.name", "from": "company.name", "required": True},
            "« nom du cocontractant » reçoit le champ « name » de l'entreprise, sans conversion (obligatoire)",
            '"counterparty name" receives the field "name" of the company, without conversion (required)',
        ),
        (
            {"from": "deal.net || deal.amount || company.revenue", "as": {"money": "EUR"}},
            (
                "« X » reçoit le champ « net » de l'affaire ou, à défaut, le champ « amount » ou, à défaut, le champ "
                "« revenue » de l'entreprise, comme montant en EUR (facultatif)"
            ),
            (
                '"X" receives the field "net" of the deal or, failing that, the field "amount" or, failing that, the '
                'field "revenue" of the company, as an amount in EUR (optional)'
            ),
        ),
        (
            {"from": "join(', ', [company.address, company.city])", "default": "Paris"},
            (
                "« X » reçoit une valeur calculée d'après les champs « address » et « city » de l'entreprise "
                "(formule : join(', ', [company.address, company.city])), sans conversion (à défaut : « Paris »)"
            ),
            (
                '"X" receives a value computed from the fields "address" and "city" of the company '
                "(formula: join(', ', [company.address, company.city])), without conversion (failing that: \"Paris\")"
            ),
        ),
        (
            {"from": "join(' ', [deal.name, company.name])", "as": "text"},
            (
                "« X » reçoit une valeur calculée d'après le champ « name » de l'affaire et le champ « name » de "
                "l'entreprise (formule : join(' ', [deal.name, company.name])), comme texte (facultatif)"
            ),
            (
                '"X" receives a value computed from the field "name" of the deal and the field "name" of the company '
                "(formula: join(' ', [deal.name, company.name])), as a text (optional)"
            ),
        ),
        (
            {"from": "'SaaS'"},
            "« X » reçoit le texte fixe « SaaS », sans conversion (toujours le même)",
            '"X" receives the fixed text "SaaS", without conversion (always the same)',
        ),
        (
            {"from": "deal.url"},
            "« X » reçoit le lien vers l'affaire, sans conversion (facultatif)",
            '"X" receives the link to the deal, without conversion (optional)',
        ),
        (
            {"from": "event.occurred_at", "as": {"date": {"zone": "Europe/Paris"}}},
            "« X » reçoit la date de l'événement, comme date (fuseau horaire : Europe/Paris) (facultatif)",
            '"X" receives the date of the event, as a date (time zone: Europe/Paris) (optional)',
        ),
        (
            {"from": "deal.kind", "as": {"choice": {"new": "Nouveau", "old": "Ancien", "default": "Autre"}}},
            (
                "« X » reçoit le champ « kind » de l'affaire, selon cette table : « new » devient « Nouveau », « old » "
                "devient « Ancien », toute autre valeur devient « Autre » (facultatif)"
            ),
            (
                '"X" receives the field "kind" of the deal, by this table: "new" becomes "Nouveau", "old" becomes '
                '"Ancien", any other value becomes "Autre" (optional)'
            ),
        ),
    ],
)
def test_a_line_of_the_exchange_tells_source_form_and_what_if_it_is_missing(told, line, fr, en):
    case = told(read={"company": {"record": "company", "of": "deal"}}, exchange=exchange(line))

    assert case.lines[0].sentence() == Sentence(fr=fr, en=en)


def test_the_direction_is_told_with_its_elision(told):
    case = told(when={"connection": "intake", "record": "candidate", "created": True})

    assert case.direction.fr == "Informations échangées, d'intake vers Tomorro"


def test_the_templates_are_told_by_stage(told):
    do = {"connection": "tomorro", "action": "create_contract", "template": {"test": "T", "live": "L"}}

    case = told(do=do)

    assert case.details == (
        Sentence(fr="Modèle : « T » en test, « L » en service.", en='Template: "T" in test, "L" when live.'),
    )


def test_a_parameter_shows_what_it_takes_from_the_data(told):
    text = "Signé : {contract.name} {{sic}}"
    do = {"connection": "slack", "action": "post_message", "channel": "{contract.counterparty.name}", "text": text}

    case = told(when={"connection": "tomorro", "record": "contract", "status": "signed"}, do=do)

    assert french(case.details) == [
        "Canal : le nom du cocontractant du contrat.",
        "Texte : « Signé : [le nom du contrat] {sic} ».",
    ]


def test_the_parameters_of_a_message_have_a_name_in_both_languages(told):
    do = {"connection": "teams", "action": "post_link", "title": "A", "text": "B", "link": "C", "button": "D"}

    case = told(do=do)

    assert french(case.details) == ["Titre : « A ».", "Texte : « B ».", "Lien : « C ».", "Bouton : « D »."]
    assert english(case.details) == ['Title: "A".', 'Text: "B".', 'Link: "C".', 'Button: "D".']


@pytest.mark.parametrize(
    ("read", "fr", "en"),
    [
        (
            {"company": {"record": "company", "of": "deal"}},
            "Passerelle lit aussi l'entreprise associée à l'affaire.",
            "Passerelle also reads the company associated with the deal.",
        ),
        (
            {"buyer": {"record": "contact", "of": "deal"}},
            "Passerelle lit aussi le contact « buyer » associé à l'affaire.",
            'Passerelle also reads the contact "buyer" associated with the deal.',
        ),
        (
            {"contract": {"connection": "tomorro", "record": "contract", "linked": True}},
            "Passerelle lit aussi le contrat de Tomorro lié à l'affaire.",
            "Passerelle also reads the contract in Tomorro linked to the deal.",
        ),
        (
            {"company": {"record": "company", "id": "{deal.company_id}"}},
            "Passerelle lit aussi l'entreprise dont l'identifiant est le champ « company_id » de l'affaire.",
            'Passerelle also reads the company whose id is the field "company_id" of the deal.',
        ),
    ],
)
def test_what_is_read_is_told_with_the_way_to_it(told, read, fr, en):
    assert told(read=read).details == (Sentence(fr=fr, en=en),)


def test_what_follows_is_told_step_by_step(told):
    then = [
        {"write_back": {"record": "deal", "set": {"contract_id": "contract.id", "contract_url": "contract.url"}}},
        {"connection": "tomorro", "action": "send_for_signature", "note": "Merci", "reminders": False},
        {"connection": "hubspot", "action": "update_record", "record": "deal", "set": {"status": "contract.status"}},
        {"connection": "tomorro", "action": "update_contract", "set": {"contract.name": "deal.dealname"}},
    ]

    case = told(then=then)

    assert french(case.follows) == [
        (
            "Mettre à jour l'affaire dans HubSpot : le champ « contract_id » reçoit l'identifiant du contrat et le "
            "champ « contract_url » reçoit le lien vers le contrat."
        ),
        "Envoyer ce contrat en signature dans Tomorro (mot aux signataires : « Merci » ; relances : non).",
        "Mettre à jour l'affaire dans HubSpot : le champ « status » reçoit le statut du contrat.",
        "Mettre à jour ce contrat dans Tomorro : « nom du contrat » reçoit le champ « dealname » de l'affaire.",
    ]
    assert english(case.follows) == [
        (
            'Update the deal in HubSpot: the field "contract_id" receives the id of the contract and the field '
            '"contract_url" receives the link to the contract.'
        ),
        'Send this contract for signature in Tomorro (note to the signatories: "Merci"; reminders: no).',
        'Update the deal in HubSpot: the field "status" receives the status of the contract.',
        'Update this contract in Tomorro: "contract name" receives the field "dealname" of the deal.',
    ]


@pytest.mark.parametrize(
    ("again", "fr"),
    [
        (None, "Si cela se reproduit pour la même affaire, rien n'est refait."),
        ("ignore", "Si cela se reproduit pour la même affaire, rien n'est refait."),
        ("update", "Si cela se reproduit pour la même affaire, le contrat déjà créé est mis à jour."),
        ("create", "Si cela se reproduit pour la même affaire, un autre contrat est créé."),
    ],
)
def test_what_happens_again_is_told_even_where_the_file_does_not_say_it(told, again, fr):
    case = told(when={"connection": "hubspot", "record": "deal", "created": True, "again": again})

    assert fr in french(case.cases)


def test_what_only_sets_values_is_done_again(told):
    case = told(do={"connection": "tomorro", "action": "update_contract"})

    assert "Si cela se reproduit pour la même affaire, l'action est refaite." in french(case.cases)


@pytest.mark.parametrize(
    ("missing", "fr"),
    [
        ("park", "S'il manque une information obligatoire, l'exécution est mise de côté jusqu'à ce qu'une personne "),
        ("skip", "S'il manque une information obligatoire, il ne se passe rien."),
        ("default", "S'il manque une information obligatoire, on continue sans elle."),
    ],
)
def test_what_is_missing_is_told_where_something_is_required(told, missing, fr):
    required = told(missing=missing, exchange=exchange({"required": True}))
    optional = told(missing=missing, exchange=exchange({"required": False}, {"required": True, "default": "x"}))

    assert any(one.startswith(fr) for one in french(required.cases))
    assert not any("obligatoire" in one for one in french(optional.cases))


@pytest.mark.parametrize(
    ("several", "fr"),
    [
        ("park", "Si plus d'une entreprise est associée à l'affaire, l'exécution est mise de côté."),
        ("first", "Si plus d'une entreprise est associée à l'affaire, la première est prise."),
    ],
)
def test_what_if_several_records_are_associated_is_told(told, several, fr):
    case = told(read={"company": {"record": "company", "of": "deal", "several": several}})

    assert fr in french(case.cases)


@pytest.mark.parametrize(
    ("unknown", "fr"),
    [("park", "est mise de côté."), ("match", "s'applique quand même."), ("ignore", "se passe rien.")],
)
def test_an_unknown_former_value_is_told_only_where_it_decides(told, unknown, fr):
    def change(**keys):
        field = {"field": "dealstage", "to": "won", "unknown_former": unknown, **keys}
        return told(when={"connection": "hubspot", "record": "deal", "change": field})

    [case] = [one for one in french(change(**{"from": "open"}).cases) if "valeur précédente" in one]

    assert case.endswith(fr)
    assert not any("valeur précédente" in one for one in french(change().cases))


@pytest.mark.parametrize(("way", "fr"), [("repeat", "il est envoyé de nouveau."), ("give_up", "n'est pas envoyé")])
def test_a_message_that_may_be_lost_is_told(told, way, fr):
    then = [{"connection": "slack", "action": "post_message", "channel": "#x", "text": "x", "after_unknown": way}]

    [case] = [one for one in french(told(then=then).cases) if "message" in one]

    assert fr in case


def test_a_record_that_is_not_found_is_told(told):
    case = told(
        when={"connection": "tomorro", "record": "contract", "created": True},
        read={"deal": {"connection": "hubspot", "record": "deal", "linked": True}},
        do={"connection": "hubspot", "action": "update_record", "record": "deal"},
    )

    assert "Si aucune affaire n'est trouvée, il ne se passe rien." in french(case.cases)


@pytest.mark.parametrize(
    ("test", "fr"),
    [
        (None, "En test, elle ne s'applique à aucune fiche."),
        ({"records": ["1"]}, "En test, elle ne s'applique qu'à la fiche 1."),
        ({"records": ["1", "2"]}, "En test, elle ne s'applique qu'aux fiches 1 et 2."),
        (
            {"records": ["1"], "where": [{"path": "deal.dealname", "contains": "[TEST]"}]},
            (
                "En test, elle ne s'applique qu'à la fiche 1 et aux fiches pour lesquelles le champ « dealname » de "
                "l'affaire contient « [TEST] »."
            ),
        ),
    ],
)
def test_the_records_for_tests_are_told(told, test, fr):
    assert french(told(test=test).cases)[-1] == fr


class Known:
    """What a look at the platforms would tell."""

    def field(self, connection, record, name):
        return {"dealstage": "Étape", "amount": "Montant"}.get(name)

    def option(self, connection, record, field, value):
        return {"closedwon": "Gagnée"}.get(value)

    def parameter(self, connection, name, value):
        return {"0d00": "CGV 2026"}.get(value)


def test_names_that_somebody_knows_stand_in_the_place_of_ids(told):
    case = told(
        labels=Known(),
        when={"connection": "hubspot", "record": "deal", "change": {"field": "dealstage", "to": "closedwon"}},
        do={"connection": "tomorro", "action": "create_contract", "template": "0d00", "contract_type": "0c00"},
        exchange=exchange({"from": "deal.amount"}),
    )

    assert "l'affaire passe à « Gagnée » (champ « Étape »)." in case.sentence.fr
    assert french(case.details) == ["Modèle : « CGV 2026 ».", "Type de contrat : « 0c00 »."]
    assert case.lines[0].source.fr == "le champ « Montant » de l'affaire"


def test_the_text_has_a_title_for_each_list_and_none_for_what_there_is_not(told):
    text = told(then=[{"write_back": {"record": "deal", "set": {"x": "contract.id"}}}]).text("fr")

    assert text.splitlines()[2].startswith("Je souhaite créer un contrat")
    assert "Ensuite :\n- Mettre à jour" in text
    assert "Cas particuliers :\n- " in text
    assert "Informations échangées" not in text


def test_everything_is_given_to_programs_in_both_languages(told):
    given = told(exchange=exchange({"required": True})).to_json()

    assert given["exchange"][0]["missing"] == {"fr": "obligatoire", "en": "required"}
    assert given["sentence"]["fr"].startswith("Je souhaite")
