"""Short words for the tables of these tests."""

from typing import Any

import pytest

from passerelle.core.conversions import ValueRefused, compile_conversion


@pytest.fixture(scope="session")
def convert():
    return lambda spec, value: compile_conversion(spec).convert(value)


@pytest.fixture(scope="session")
def refusal():
    def refused(spec: Any, value: Any) -> ValueRefused:
        with pytest.raises(ValueRefused) as caught:
            compile_conversion(spec).convert(value)
        return caught.value

    return refused
