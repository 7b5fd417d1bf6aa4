"""Whatever comes in: a value that JSON can say, or a refusal; and converting twice changes nothing."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.core.conversions import CONVERSIONS, ValueRefused, compile_conversion

TABLE = {"a": "A", 1: "B", "separator": ";"}
SPECS = [
    None,
    *(name for name in CONVERSIONS if name not in {"money", "choice", "choices", "rows"}),
    {"text": {"collapse": True, "max_length": 10}},
    {"number": {"decimal": ","}},
    {"rows": {"columns": {"Label": "name", "Price": {"from": "price", "as": "number"}}}},
    {"rich_text": "markdown"},
    {"money": "EUR"},
    {"money": {"currency": "KWD", "minor": True}},
    {"date": {"unit": "ms", "without_zone": "America/New_York"}},
    {"date": {"unit": "s", "instant_is_date": "utc"}},
    {"date": {"format": "DD/MM/YYYY"}},
    {"datetime": {"unit": "ms", "zone": "Europe/Paris"}},
    {"choice": {"a": "A", 1: "B"}},
    {"choices": TABLE},
    {"phone": "US"},
    {"country": "fr"},
    {"list": {"separator": ";", "of": "siret"}},
]
CONVERTERS = [compile_conversion(spec) for spec in SPECS]

_ANY_CHARACTER = st.characters(exclude_categories=())
_LIKELY = st.text(alphabet=" 0123456789.,;:-+'/()%€$@TZEeabFR\u00a0\u202f\u200b\n", max_size=24)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(_ANY_CHARACTER, max_size=30)
    | _LIKELY
    | st.dates(min_value=date(1, 1, 1)).map(date.isoformat)
    | st.datetimes().map(lambda moment: moment.isoformat())
    | st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat())
)
ANY_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(ANY_JSON)
def test_any_value_is_converted_or_refused_and_nothing_else_happens(value):
    for conversion in CONVERTERS:
        try:
            result = conversion.convert(value)
        except ValueRefused:
            continue

        json.dumps(result, allow_nan=False, ensure_ascii=False).encode()


@pytest.mark.parametrize("number", [pytest.param(10**5000, id="huge"), pytest.param(-(10**5000), id="huge negative")])
def test_a_number_too_long_to_be_written_is_refused_by_all(number):
    for conversion in CONVERTERS:
        with pytest.raises(ValueRefused):
            conversion.convert(number)


@pytest.mark.parametrize("beginning", ["€", "1", "a@", "<p", "+"])
@pytest.mark.parametrize("filling", [" ", "1", "a-"])
def test_a_hostile_text_takes_a_time_in_proportion_to_its_length(beginning, filling):
    # A conversion that retries from each character would need ten minutes here: the time limit of the tests catches it.
    hostile = beginning + filling * 300_000 + "x"

    for conversion in CONVERTERS:
        try:
            assert conversion.convert(hostile) is not None
        except ValueRefused:
            continue


IDEMPOTENT = [
    compile_conversion(spec)
    for spec in (
        None,
        "text",
        {"text": {"collapse": True}},
        "siret",
        "siren",
        "vat",
        "phone",
        "email",
        "country",
        "date",
        "datetime",
        "boolean",
        {"list": "text"},
        {"country": "fr"},
        {"country": "en"},
    )
]
_WRITTEN = (
    _LIKELY
    | st.text(max_size=20)
    | st.from_regex(r"\A0[1-9]( ?[0-9]{2}){4}\Z")
    | st.from_regex(r"\A[a-zA-Z.]{1,8}@[a-zA-Z-]{1,8}\.(fr|COM)\Z")
    | st.from_regex(r"\A(FR|be|DE) ?[0-9]{9,11}\Z")
    | st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat())
    | st.sampled_from(["United States", "Côte d'Ivoire", "fra", "Vatican", "oui", "no"])
)


@given(_WRITTEN)
def test_a_right_value_converted_again_is_the_same(value):
    for conversion in IDEMPOTENT:
        try:
            once = conversion.convert(value)
        except ValueRefused:
            continue

        assert conversion.convert(once) == once


@given(st.integers(min_value=0, max_value=10**8 - 1))
def test_of_ten_check_digits_one_makes_a_siren(base):
    conversion = compile_conversion("siren")
    accepted = 0
    for digit in range(10):
        try:
            accepted += conversion.convert(f"{base:08d}{digit}") is not None
        except ValueRefused:
            continue

    assert accepted == (1 if base else 0)


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_a_json_number_comes_back_with_the_same_value(number):
    try:
        result = compile_conversion("number").convert(number)
    except ValueRefused:
        assert abs(number) >= 10**38 or 0 < abs(number) < 1e-20
        return

    assert Decimal(str(result)) == Decimal(str(number))
