from decimal import Decimal

import pytest

from billing.services.rates import FixedRates, RateError, convert
from billing.types import Currency


@pytest.fixture
def rates() -> FixedRates:
    return FixedRates({(Currency.USD, Currency.EUR): Decimal("0.90")})


def test_convert_rounds_half_up(rates: FixedRates) -> None:
    assert convert(Decimal("10.05"), Currency.USD, Currency.EUR, rates) == Decimal("9.05")


def test_unknown_rate(rates: FixedRates) -> None:
    with pytest.raises(RateError):
        convert(Decimal(1), Currency.GBP, Currency.USD, rates)
