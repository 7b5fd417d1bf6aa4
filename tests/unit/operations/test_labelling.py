"""What the platforms call the ids of an automation."""

from passerelle.core.schema import Field, Option, RecordSchema, TargetSchema
from passerelle.operations.online.labelling import SchemaLabels

STAGE = Field("stage", "Étape", options=(Option("won", ("Gagnée",)),))
LABELS = SchemaLabels(
    {("hubspot", "deal"): RecordSchema("deal", {"stage": STAGE, "custom.x": Field("custom.x", "Champ X")})},
    (
        ("slack", TargetSchema({})),
        (
            "tomorro",
            TargetSchema({}, {"template": (Option("1", ("CGV",)), Option("2", ("FR",)), Option("3", ("FR",)))}),
        ),
    ),
)


def test_a_field_and_its_options_have_the_names_that_people_see():
    assert LABELS.field("hubspot", "deal", "stage") == "Étape"
    assert LABELS.field("hubspot", "deal", "custom.x") == "Champ X"
    assert LABELS.option("hubspot", "deal", "stage", "won") == "Gagnée"


def test_what_is_not_known_has_no_label():
    assert LABELS.field("hubspot", "deal", "amount") is None
    assert LABELS.field("hubspot-be", "deal", "stage") is None
    assert LABELS.option("hubspot", "deal", "stage", "lost") is None
    assert LABELS.option("hubspot", "deal", "amount", "1") is None
    assert LABELS.parameter("tomorro", "template", "9") is None
    assert LABELS.parameter("slack", "template", "1") is None


def test_a_label_that_several_have_comes_with_the_id():
    assert LABELS.parameter("tomorro", "template", "1") == "CGV"
    assert LABELS.parameter("tomorro", "template", "2") == "FR (2)"
