"""Rows are held against the columns of the table that they go into."""

import pytest

from passerelle.core.automation import Line, Step
from passerelle.core.checking.lines import line_faults
from passerelle.core.checking.sources import SourceSchemas
from passerelle.core.conversions import compile_conversion
from passerelle.core.expressions import compile_expression
from passerelle.core.schema import Field, FieldType, TargetSchema
from passerelle.core.templates import compile_template

TABLE = Field(
    "rows",
    "rows",
    FieldType.ROWS,
    columns=(Field("Label", "Label", FieldType.TEXT), Field("Unit price", "Unit price", FieldType.NUMBER)),
)


def found(conversion):
    line = Line("rows", compile_expression("order.lines"), compile_conversion(conversion), required=True, default=None)
    step = Step("do", "tomorro", "set_table_rows", None, compile_template({}), (line,))
    return list(line_faults(step, 0, line, SourceSchemas({}), TargetSchema({"rows": TABLE})))


def rows(**columns):
    return {"rows": {"columns": {name.replace("_", " "): column for name, column in columns.items()}}}


@pytest.mark.parametrize(
    "conversion",
    [
        rows(Label="name"),
        rows(label="name", UNIT_PRICE={"from": "price", "as": "number"}),
        rows(Unit_price="price"),
    ],
)
def test_columns_that_the_table_has_are_no_fault(conversion):
    assert found(conversion) == []


@pytest.mark.parametrize(
    ("conversion", "code"),
    [
        (rows(Lable="name"), "unknown_target"),
        (rows(Unit_price={"from": "price", "as": "email"}), "wrong_target_type"),
        ("text", "wrong_target_type"),
        ({"list": "text"}, "wrong_target_type"),
    ],
)
def test_what_does_not_fit_is_told(conversion, code):
    assert [fault.code for fault in found(conversion)] == [code]


def test_a_misspelt_column_comes_with_the_one_that_was_meant():
    [fault] = found(rows(Lable="name"))

    assert fault.suggestion == "Label"
